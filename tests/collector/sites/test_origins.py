"""Which pages are a site's own."""

from __future__ import annotations

import pytest

from collector.sites.origins import allowed, normal, own_domains


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://Shop.VN:443/", "https://shop.vn"),
        ("http://shop.vn:8080", "http://shop.vn:8080"),
        ("https://*.shop.vn", "https://*.shop.vn"),
        ("https://cửahàng.vn", "https://xn--cahng-tqa2694c.vn"),
    ],
)
def test_an_origin_has_one_spelling(typed: str, origin: str) -> None:
    assert normal(typed) == origin


@pytest.mark.parametrize(
    "typed",
    ["shop.vn", "ftp://shop.vn", "https://shop.vn/path", "https://a@shop.vn", "https://*", "https://a.*.vn", ""],
)
def test_what_is_no_origin_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        normal(typed)


@pytest.mark.parametrize(
    ("origin", "origins", "answer"),
    [
        ("https://shop.vn", ["https://shop.vn"], True),
        ("https://www.shop.vn", ["https://shop.vn"], True),
        ("https://shop.vn", ["https://www.shop.vn"], True),
        ("https://m.shop.vn", ["https://shop.vn"], False),
        ("https://m.shop.vn", ["https://*.shop.vn"], True),
        ("https://shop.vn", ["https://*.shop.vn"], False),
        ("https://evilshop.vn", ["https://*.shop.vn"], False),
        ("http://shop.vn", ["https://shop.vn"], False),
        ("https://shop.vn:8443", ["https://shop.vn"], False),
        ("null", ["https://shop.vn"], False),
        ("", ["https://shop.vn"], False),
        ("https://*.shop.vn", ["https://*.shop.vn"], False),
    ],
)
def test_an_origin_is_the_sites_or_not(origin: str, origins: list[str], answer: bool) -> None:
    assert allowed(origin, origins) is answer


def test_own_domains_are_registrable_ones_and_addresses_stay_whole() -> None:
    found = own_domains(
        ["https://datlich.phongkham.com.vn", "https://*.shop.vn", "http://127.0.0.1:8001", "http://localhost"]
    )
    assert found == ["127.0.0.1", "localhost", "phongkham.com.vn", "shop.vn"]
