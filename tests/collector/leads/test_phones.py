"""Phone numbers in all their spellings."""

from __future__ import annotations

import pytest

from collector.leads.phones import region, understand


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("+84 912-345-678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084 912 345 678", "+84912345678"),
        ("(+84)912345678", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("024 3825 1234", "+842438251234"),
        ("(028) 3822 1234", "+842838221234"),
        ("0912-345-678 (gặp Lan)", "+84912345678"),
        ("0912345678 / 0987654321", "+84912345678"),
        ("+49 30 901820", "+4930901820"),
        ("khong co", None),
        ("", None),
        ("1234", None),
    ],
)
def test_a_number_is_understood_as_people_type_it(typed: str, e164: str | None) -> None:
    found = understand(typed, "VN")
    assert (found.typed, found.e164) == (typed, e164)


def test_a_number_without_a_country_code_belongs_to_the_sites_country() -> None:
    assert [region(zone) for zone in ("Asia/Ho_Chi_Minh", "Europe/Berlin", "UTC")] == ["VN", "DE", "VN"]
    assert understand("030 901820", "DE").e164 == "+4930901820"
