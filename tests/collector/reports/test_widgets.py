"""The numbers of each widget say what the raw events say."""

from __future__ import annotations

import json
import random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector import clock
from collector.db import Db
from collector.errors import Problem
from collector.events import parse as events_body
from collector.events import service as events
from collector.reports import service as reports
from collector.reports import widgets as numbers
from collector.sites.service import Site
from tests.make import BROWSER, make_site, make_widget

BOT = "Googlebot/2.1 (+http://www.google.com/bot.html)"
NAMES = (*numbers.STEPS, "pageview", "copy", "deny", "shoe")
VISITORS = (None, *(letter * 22 for letter in "ABCDE"))
# Clocks go forward on 29 March and back on 25 October 2026 in Berlin; Hồ Chí Minh City keeps its own.
ZONES = {"Asia/Ho_Chi_Minh": "2026-11-17T20:00:00Z", "Europe/Berlin": "2026-10-24T20:00:00Z"}


def send(db: Db, site: Site, found: list[dict[str, Any]], at: int) -> None:
    """Events one by one, each as its own page sends it."""
    with db.write() as tx:
        for event in found:
            raw = {"site": site.key, "visitor": event["visitor"], "sent_at": at, "events": [event["said"]]}
            events.store(tx, site, events_body.parse(json.dumps(raw).encode()), event["received"], event["agent"])


def event(place: int, name: str, at: int, **more: Any) -> dict[str, Any]:
    """A person's event of a widget, as `send` takes it."""
    said = {"id": f"e{place}", "name": name, "at": at, "url": "https://shop.example/", "referrer": ""}
    said |= {key: more[key] for key in ("widget", "variant") if key in more}
    return {
        "said": said,
        "visitor": more.get("visitor", "A" * 22),
        "agent": more.get("agent", BROWSER),
        "received": more.get("received", at),
    }


def invented(rng: random.Random, widgets: list[str], start: int) -> list[dict[str, Any]]:
    """Events of three days around a change of clocks, from people, bots and who may not be remembered."""
    made = []
    for place in range(rng.randrange(120)):
        at = start + rng.randrange(3 * clock.DAY)
        more = {
            "widget": rng.choice([*widgets, None, "w_nobody"]),
            "variant": rng.choice([None, "a", "b", "holdout"]),
            "visitor": rng.choice(VISITORS),
            "agent": rng.choice([BROWSER, BROWSER, BROWSER, BOT]),
        }
        made.append(event(place, rng.choice(NAMES), at, **more))
    return made


def naive(db: Db, site: Site, widget: str, key: str, span: tuple[str, str]) -> dict[Any, Any]:
    """Counted one row at a time, the day worked out anew from the moment."""
    zone = ZoneInfo(site.timezone)
    with db.read() as tx:
        rows = [row._asdict() for row in tx.connection.execute("select * from events").fetchall()]
    found: dict[Any, Any] = {}
    for row in rows:
        day = clock.datetime.fromtimestamp(row["at"] / 1000, zone).date().isoformat()
        if row["site_id"] != site.id or row["widget_id"] != widget or row["excluded"] or row["name"] not in NAMES[:8]:
            continue
        if span[0] <= day <= span[1]:
            part = {"day": day, "variant": row["variant"], "": ""}[key]
            events, visitors = found.setdefault(part, ({}, {}))
            step = numbers.STEPS[row["name"]]
            events[step] = events.get(step, 0) + 1
            visitors.setdefault(step, set()).update({row["visitor"]} - {None})
    return found


def told(naive_part: Any) -> dict[str, Any]:
    events, visitors = naive_part
    uniques = {step: len(visitors.get(step, ())) for step in numbers.STEPS.values()}
    rate = round(uniques["submitted"] / uniques["seen"], 6) if uniques["seen"] else None
    return {"events": {step: events.get(step, 0) for step in uniques}, "visitors": uniques, "rate": rate}


def check(db: Db, site: Site, widget: str, span: tuple[str, str]) -> None:
    """Every way of asking against the raw rows."""
    whole = told(naive(db, site, widget, "", span).get("", ({}, {})))
    for by in numbers.BY:
        answer = numbers.of_widget(db, site, widget, *span, by)
        wanted = {part: told(found) for part, found in naive(db, site, widget, by, span).items()}
        found = {row.pop(by): row for row in answer["rows"]}
        assert {part: row for part, row in found.items() if any(row["events"].values())} == wanted
        assert answer["totals"] == whole
        assert answer["timezone"] == site.timezone
    listed = numbers.of_site(db, site, *span)
    assert listed.get(widget, numbers.nothing()) == whole
    assert "w_nobody" not in listed


@pytest.fixture
def places(db: Db, now: int) -> list[tuple[Site, list[str], int]]:
    """A site in each zone with two widgets, and when its days begin."""
    made = []
    for zone, start in ZONES.items():
        site = make_site(db, now, zone, f"https://{zone.split('/')[0].lower()}.example", timezone=zone)
        made.append((site, [make_widget(db, site, kind, now) for kind in ("contact", "callback")], start))
    return [(site, widgets, clock.parse_rfc3339(start)) for site, widgets, start in made]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), first=st.integers(0, 3), days=st.integers(0, 3))
def test_whatever_was_sent_the_numbers_are_those_of_the_raw_rows(
    db: Db, places: list[tuple[Site, list[str], int]], seed: int, first: int, days: int
) -> None:
    rng = random.Random(seed)
    with db.write() as tx:
        tx.connection.execute("delete from events")
    for site, widgets, start in places:
        send(db, site, invented(rng, widgets, start), start + 4 * clock.DAY)
        span = tuple(clock.day(start + n * clock.DAY, site.timezone) for n in (first, first + days))
        for widget in widgets:
            check(db, site, widget, (span[0], span[1]))


def test_by_day_every_day_has_a_row_also_around_a_change_of_clocks(db: Db, places: Any) -> None:
    site, widgets, _ = places[1]
    rows = numbers.of_widget(db, site, widgets[0], "2026-10-24", "2026-10-26")["rows"]
    assert [row["day"] for row in rows] == ["2026-10-24", "2026-10-25", "2026-10-26"]
    assert {row["rate"] for row in rows} == {None}


def test_how_often_and_by_how_many_stand_apart(db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "callback", now)
    steps = ["impression", "impression", "open", "open", "open", "start", "submit", "close"]
    sent = [event(place, name, now, widget=widget) for place, name in enumerate(steps)]
    sent += [
        event(20 + place, "impression", now, widget=widget, visitor=letter * 22) for place, letter in enumerate("BCD")
    ]
    sent.append(event(30, "impression", now, widget=widget, visitor=None))
    send(db, site, sent, now)
    totals = numbers.of_widget(db, site, widget, "2026-11-18", "2026-11-18")["totals"]
    counted = ("seen", "opened", "started", "submitted", "closed")
    assert [totals["events"][step] for step in counted] == [6, 3, 1, 1, 1]
    assert [totals["visitors"][step] for step in counted] == [4, 1, 1, 1, 1]
    assert totals["rate"] == 0.25


def test_who_is_held_out_is_an_arm_of_its_own_that_saw_nothing(db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "callback", now)
    sent = [event(n, "assign", now, widget=widget, variant="holdout", visitor=v) for n, v in enumerate(VISITORS[1:3])]
    sent += [event(9, "assign", now, widget=widget, variant="b"), event(10, "impression", now, widget=widget)]
    send(db, site, sent, now)
    rows = numbers.of_widget(db, site, widget, "2026-11-18", "2026-11-18", "variant")["rows"]
    assert [(row["variant"], row["visitors"]["assigned"], row["visitors"]["seen"], row["rate"]) for row in rows] == [
        ("b", 1, 0, None),
        ("holdout", 2, 0, None),
        (None, 0, 1, 0.0),
    ]


def test_the_list_agrees_with_the_report_by_widget(db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "callback", now)
    send(db, site, invented(random.Random(4), [widget], now - 2 * clock.DAY), now)
    with db.write() as tx:
        tx.connection.execute("update events set followed_at = received_at")
    span = ("2026-11-15", "2026-11-20")
    rows = reports.conversions(db, [site], *span, ("widget",), "last", None)["rows"]
    row = next(row for row in rows if row["widget"] == widget)
    found = numbers.of_site(db, site, *span)[widget]
    assert (row["impressions"], row["opens"], row["submits"]) == tuple(
        found["events"][step] for step in ("seen", "opened", "submitted")
    )
    assert row["visitors"] == found["visitors"]["seen"] > 0


@pytest.mark.parametrize(
    ("from_", "to", "by", "field"),
    [
        ("2026-11-31", "2026-11-30", "day", "from"),
        ("2026-11-01", "20261130", "day", "to"),
        ("2026-11-02", "2026-11-01", "day", "to"),
        ("2020-11-02", "2026-11-01", "day", "to"),
        ("2026-11-01", "2026-11-02", "hour", "by"),
    ],
)
def test_a_span_or_breakdown_that_cannot_be_asked_is_named(
    db: Db, site: Site, from_: str, to: str, by: str, field: str
) -> None:
    with pytest.raises(Problem) as problem:
        numbers.of_widget(db, site, "w_1", from_, to, by)
    assert list(problem.value.errors or {}) == [field]
