"""Clock, ids, money, proxies, logs: what everything stands on."""

from __future__ import annotations

import json
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from collector import clock, ids, logs, money
from collector.proxies import TrustedProxies
from collector.sites.service import Site
from tests.make import lead_body, post_lead


def test_a_day_is_counted_in_the_sites_zone() -> None:
    midnight = clock.parse_rfc3339("2026-11-18T17:00:00Z")
    assert clock.day(midnight, "Asia/Ho_Chi_Minh") == "2026-11-19"
    assert clock.day(midnight - 1, "Asia/Ho_Chi_Minh") == "2026-11-18"
    assert clock.day(midnight, "America/New_York") == "2026-11-18"


@given(st.integers(0, 4_000_000_000_000))
def test_times_survive_the_api(at: int) -> None:
    assert clock.parse_rfc3339(clock.rfc3339(at)) == at


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock.parse_rfc3339("2026-11-18T17:00:00")


def test_ids_sort_by_the_time_they_were_made_and_never_repeat() -> None:
    made = [ids.new("l", 1_795_000_000_000 + step // 100) for step in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert all(len(one) == 28 for one in made)


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("1.500.000", "VND", 1_500_000),
        ("1,500,000 ₫", "VND", 1_500_000),
        ("1500000", "VND", 1_500_000),
        ("12.34", "EUR", 1234),
        ("12,34", "EUR", 1234),
        ("1.234,56", "EUR", 123_456),
        ("1,234.56", "USD", 123_456),
        ("1.500", "EUR", 150_000),
        ("0", "VND", 0),
        ("1.234", "KWD", 1234),
        ("-5", "EUR", -500),
    ],
)
def test_an_amount_is_understood_as_people_type_it(typed: str, currency: str, minor: int) -> None:
    assert money.to_minor(typed, currency) == minor


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("abc", "VND"),
        ("", "VND"),
        ("12.345,678", "EUR"),
        ("1e5", "EUR"),
        ("9" * 17, "VND"),
        ("NaN", "EUR"),
        ("1.5", "VND"),
        ("1.50.000", "VND"),
        ("1.234.5", "VND"),
    ],
)
def test_what_is_no_amount_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        money.to_minor(typed, currency)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["VND", "EUR", "KWD"]))
def test_minor_units_survive_the_way_there_and_back(minor: int, currency: str) -> None:
    assert money.to_minor(money.to_major(minor, currency), currency) == minor


def test_money_is_shown_as_people_read_it() -> None:
    assert money.show(1_500_000, "VND", "vi").replace("\xa0", " ") == "1.500.000 ₫"
    assert money.to_major(1234, "EUR") == Decimal("12.34")


@pytest.mark.parametrize(("peer", "seen"), [("10.0.0.7", "203.0.113.9"), ("198.51.100.1", "198.51.100.1"), ("", "")])
def test_a_forwarded_address_is_believed_from_a_trusted_peer_alone(peer: str, seen: str) -> None:
    found: list[str] = []

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        found.append(environ["REMOTE_ADDR"])
        return []

    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "203.0.113.9", "wsgi.url_scheme": "http"}
    TrustedProxies(app, (ip_network("10.0.0.0/8"),))(environ, lambda *_: lambda _: None)  # type: ignore[arg-type, return-value]
    assert found == [seen]


def test_logs_are_json_lines_that_name_routes_and_no_person(
    client: FlaskClient, site: Site, now: int, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("info")
    try:
        canary = lead_body(site, now, fields={"phone": "0900 777 666", "name": "Canary\r\nOne"})
        post_lead(client, canary, **{"User-Agent": "canary\x1b[31m"})
        client.get("/s/canary.js?phone=0900777666")
        client.get("/admin/canary@shop.example")
    finally:
        structlog.reset_defaults()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    routes = [json.loads(line)["route"] for line in lines]
    assert routes[:2] == ["/v1/leads", "/s/<key>.js"]
    assert not any(word in line.lower() for line in lines for word in ("canary", "0900"))
