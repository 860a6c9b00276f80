"""The conversions report equals what the raw rows say, in every breakdown."""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import clock as clocks
from collector.conversions import service as conversions
from collector.conversions.crediting import MODELS
from collector.db import Db
from collector.errors import Problem
from collector.events import service as events
from collector.events.parse import parse
from collector.leads import service as leads
from collector.reports import service as reports
from collector.reports.dimensions import DIMENSIONS
from collector.sites import service as sites
from collector.sites.service import Site
from tests.make import BROWSER, lead_body, make_site, make_token, post_lead

LANDINGS = (
    "https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=tet&gclid=Cj0KCQtestTEST",
    "https://shop.example/ghe?utm_source=facebook&utm_medium=paid_social&utm_campaign=noel&utm_content=video",
    "https://shop.example/ban",
    "https://shop.example/?utm_source=zalo&utm_medium=social",
)
SPAN = ("2026-11-01", "2026-11-30")
BREAKDOWNS = [("channel",), ("source", "campaign"), ("day",), ("channel", "device", "day"), ("widget",)]


def send_events(db: Db, site: Site, visitor: str, at: int, landing: str, names: list[str], user_agent: str) -> str:
    """A visit's events; returns the id of its pageview."""
    first = f"{visitor[:6]}-{at}"
    sent = [{"id": first, "name": "pageview", "at": at, "url": landing, "referrer": ""}]
    sent += [{"id": f"{first}-{n}", "name": name, "at": at + n, "widget": "w_1"} for n, name in enumerate(names, 1)]
    body = {"site": site.key, "visitor": visitor, "sent_at": at + 60_000, "events": sent}
    with db.write() as tx:
        events.store(tx, site, parse(json.dumps(body).encode()), at + 60_000, user_agent)
    return first


def make_history(client: FlaskClient, db: Db, site: Site, now: int, seed: int = 7) -> None:
    """Visitors who come by several ways, some of them again; some leave a number, some of those buy."""
    rng = random.Random(seed)
    for number in range(40):
        visitor = f"{number:022}"
        at = now - rng.randrange(10 * clocks.DAY)
        touches = []
        for _ in range(rng.choice((1, 1, 2, 3))):
            landing = rng.choice(LANDINGS)
            names = rng.sample(["impression", "open", "click"], rng.randrange(4))
            agent = BROWSER if rng.random() < 0.9 else "Googlebot/2.1 (+http://www.google.com/bot.html)"
            touches.append({"id": send_events(db, site, visitor, at, landing, names, agent), "at": at, "url": landing})
            at += rng.randrange(clocks.HOUR, 2 * clocks.DAY)
        if number % 3 == 0:
            make_lead(client, db, site, now, number, visitor, touches, rng)
    while conversions.follow_events(db, now):
        pass


def make_lead(
    client: FlaskClient, db: Db, site: Site, now: int, number: int, visitor: str, touches: list[Any], rng: random.Random
) -> None:
    body = lead_body(
        site, now, key=f"key-{number:05}", visitor=visitor, touches=touches, fields={"phone": f"0900000{number:03}"}
    )
    lead = post_lead(client, body).json["id"]
    if rng.random() < 0.6:
        value = rng.randrange(1, 10**7)
        leads.change_lead(
            db, site, lead, {"status": "won", "value_minor": value}, None, now - rng.randrange(clocks.DAY)
        )
    if rng.random() < 0.2:
        leads.change_lead(db, site, lead, {"status": "lost"}, None, now)


def rows_of(db: Db, table: str) -> list[dict[str, Any]]:
    with db.read() as tx:
        return [row._asdict() for row in tx.connection.execute(f"select * from {table}").fetchall()]


def naive(db: Db, by: tuple[str, ...], model: str, goal: str) -> dict[tuple[Any, ...], list[int]]:
    """Conversions in millionths and money by row, recomputed one row at a time."""
    standing = {row["id"]: row for row in rows_of(db, "conversions") if row["retracted_at"] is None}
    columns = {"widget": "widget_id", "device": "device", "day": "day", "goal": "goal", "variant": "variant"}
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for credit in rows_of(db, "credits"):
        found = standing.get(credit["conversion_id"])
        if found is None or credit["model"] != model or found["goal"] != goal:
            continue
        key = tuple(found[columns[name]] if name in columns else credit[name] for name in by)
        sums[key][0] += credit["millionths"]
        sums[key][1] += credit["value_minor"]
    return dict(sums)


def test_the_report_says_what_the_rows_say(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_history(client, db, site, now)
    for by, model, goal in itertools.product(BREAKDOWNS, MODELS, ("lead", "won", "click")):
        report = reports.conversions(db, [site], *SPAN, by, model, goal)
        wanted = naive(db, by, model, goal)
        assert wanted, (by, model, goal)
        found = {
            tuple(row[name] for name in by): [round(row["conversions"] * 1_000_000), row["value_minor"]]
            for row in report["rows"]
            if row["conversions"]
        }
        assert found == wanted, (by, model, goal)


def test_rows_sum_to_the_totals_in_every_single_breakdown(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_history(client, db, site, now)
    for by, model in itertools.product(DIMENSIONS, ("last", "linear")):
        report = reports.conversions(db, [site], *SPAN, (by,), model, "won")
        assert report["totals"]["conversions"] > 0
        summed = sum(round(row["conversions"] * 1_000_000) for row in report["rows"])
        assert summed == round(report["totals"]["conversions"] * 1_000_000), by
        assert sum(row["value_minor"] for row in report["rows"]) == report["totals"]["value_minor"], by


def test_traffic_is_counted_once_and_bots_are_left_out(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_history(client, db, site, now)
    totals = reports.conversions(db, [site], *SPAN, ("channel",), "last", None)["totals"]
    counted = [row for row in rows_of(db, "events") if row["excluded"] is None and SPAN[0] <= row["day"] <= SPAN[1]]
    assert len(counted) < len(rows_of(db, "events"))
    pageviews = [row for row in counted if row["name"] == "pageview"]
    assert totals["visitors"] == len({row["visitor"] for row in pageviews})
    assert totals["visits"] == len({row["visit_id"] for row in pageviews})
    for name, event in (("impressions", "impression"), ("opens", "open"), ("submits", "submit")):
        assert totals[name] == sum(row["name"] == event for row in counted)


def test_by_widget_the_visitors_are_those_who_saw_one(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_history(client, db, site, now)
    report = reports.conversions(db, [site], *SPAN, ("widget",), "last", None)
    saw = {row["visitor"] for row in rows_of(db, "events") if row["name"] == "impression" and not row["excluded"]}
    assert {row["widget"]: row["visitors"] for row in report["rows"]}["w_1"] == len(saw)
    assert report["totals"]["visitors"] == len(saw)


def test_the_rate_is_of_unique_visitors_and_null_without_any(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    assert reports.conversions(db, [site], *SPAN, (), "last", None)["totals"]["rate"] is None
    make_history(client, db, site, now)
    for row in reports.conversions(db, [site], *SPAN, ("channel",), "last", None)["rows"]:
        assert row["rate"] is None or 0 <= row["rate"] <= 1


def test_a_day_is_the_sites_day(client: FlaskClient, db: Db, site: Site, clock: Any) -> None:
    clock.now = clocks.parse_rfc3339("2026-11-18T17:30:00Z")  # half past midnight on the 19th in Hồ Chí Minh City
    post_lead(client, lead_body(site, clock.now))
    report = reports.conversions(db, [site], "2026-11-19", "2026-11-19", ("day",), "last", None)
    assert [(row["day"], row["conversions"]) for row in report["rows"]] == [("2026-11-19", 1)]
    assert report["timezone"] == "Asia/Ho_Chi_Minh"


def test_other_currencies_stand_apart(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    lead = post_lead(client, lead_body(site, now)).json["id"]
    leads.change_lead(db, site, lead, {"status": "won", "value_minor": 1000}, None, now)
    changed = sites.change(db, site.id, {"currency": "EUR"}, now)
    totals = reports.conversions(db, [changed], *SPAN, (), "last", "won")["totals"]
    assert (totals["value_minor"], totals["other_values"]) == (0, {"VND": 1000})


def test_one_site_never_sees_another(client: FlaskClient, db: Db, site: Site, other_site: Site, now: int) -> None:
    make_history(client, db, site, now)
    report = reports.conversions(db, [other_site], *SPAN, ("channel",), "last", None)
    assert report["rows"] == []
    assert report["totals"]["visitors"] == 0


def test_a_token_for_all_sites_may_compare_them(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    second = make_site(db, now, "Thứ hai", "https://second.example")
    post_lead(client, lead_body(site, now))
    post_lead(client, lead_body(second, now), origin="https://second.example")
    query = f"from={SPAN[0]}&to={SPAN[1]}&by=site"
    answer = client.get(f"/api/v1/reports/conversions?{query}", headers=make_token(db, now))
    assert {row["site"]: row["conversions"] for row in answer.json["rows"]} == {site.key: 1, second.key: 1}


@pytest.mark.parametrize(
    ("by", "model", "span", "field"),
    [
        ("channel,shoe", "last", SPAN, "by"),
        ("channel,channel", "last", SPAN, "by"),
        ("channel,source,medium,day", "last", SPAN, "by"),
        ("channel; drop table leads", "last", SPAN, "by"),
        ("channel", "best", SPAN, "model"),
        ("channel", "last", ("2026-11-31", "2026-11-30"), "from"),
        ("channel", "last", ("2026-11-30", "2026-11-01"), "to"),
    ],
)
def test_what_cannot_be_asked_is_named(
    client: FlaskClient, db: Db, site: Site, now: int, by: str, model: str, span: tuple[str, str], field: str
) -> None:
    query = {"from": span[0], "to": span[1], "by": by, "model": model}
    answer = client.get("/api/v1/reports/conversions", query_string=query, headers=make_token(db, now, site))
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_by_goal_every_goal_is_shown(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_history(client, db, site, now)
    report = reports.conversions(db, [site], *SPAN, ("goal",), "last", None)
    assert {row["goal"] for row in report["rows"]} == {"click", "lead", "won"}
    assert {row["visitors"] for row in report["rows"]} == {report["totals"]["visitors"]}


def test_a_lead_without_consent_stands_in_one_row_with_its_submit(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    post_lead(client, lead_body(site, now, visitor=None, touches=[], widget="w_1"))
    while conversions.follow_events(db, now):
        pass
    rows = reports.conversions(db, [site], *SPAN, ("channel", "source"), "last", None)["rows"]
    assert [(row["channel"], row["source"], row["submits"], row["conversions"]) for row in rows] == [
        ("Unassigned", "Unknown (no consent)", 1, 1)
    ]


def test_an_unknown_model_is_a_problem(db: Db, site: Site) -> None:
    with pytest.raises(Problem, match="No such model"):
        reports.ask(*SPAN, ("channel",), "markov", None)
