"""What advertising cost beside what it earned."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from collector.conversions.crediting import MODELS
from collector.db import Db
from collector.errors import Problem
from collector.reports import costs
from collector.reports import service as reports
from collector.sites.service import Site
from collector.spend import service as spend
from collector.spend.service import Spend
from tests.collector.reports.test_conversions import SPAN, make_history
from tests.make import make_token

DAY = "2026-11-10"


def told(db: Db, site: Site, now: int, *rows: Spend) -> None:
    spend.record(db, site, list(rows), "api", now)


def ask(db: Db, site: Site, by: str = "campaign", model: str = "last_non_direct") -> dict[str, Any]:
    return costs.costs(db, site, *SPAN, by, model)


def row_of(report: dict[str, Any], **names: str | None) -> dict[str, Any]:
    (row,) = [row for row in report["rows"] if all(row[name] == value for name, value in names.items())]
    return dict(row)


def test_a_campaign_shows_what_each_lead_and_each_sale_cost(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_history(client, db, site, now)
    told(db, site, now, Spend(DAY, "google", "tet", "VND", 700_000, clicks=40))
    row = row_of(ask(db, site), campaign="tet")
    by = ("source", "campaign")
    of_goal = {
        goal: next(
            found
            for found in reports.conversions(db, [site], *SPAN, by, "last_non_direct", goal)["rows"]
            if found["campaign"] == "tet"
        )
        for goal in ("lead", "won")
    }
    assert row["leads"] == of_goal["lead"]["conversions"] > 0
    assert row["visits"] == of_goal["lead"]["visits"] > 0
    assert row["value_minor"] == of_goal["won"]["value_minor"] > 0
    assert row["cost_per_lead_minor"] == round(700_000 / row["leads"])
    assert row["cost_per_won_minor"] == round(700_000 / row["won"])
    assert row["roas"] == round(row["value_minor"] / 700_000, 4)
    assert (row["cost_minor"], row["clicks"]) == (700_000, 40)


def test_spellings_of_a_network_and_numbers_of_campaigns_meet_their_visitors(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    make_history(client, db, site, now)
    told(
        db,
        site,
        now,
        Spend(DAY, "Instagram", " NOEL ", "VND", 100),
        Spend(DAY, "adwords", "Bán trà Tết 2027", "VND", 200, campaign_id="tet"),
    )
    report = ask(db, site)
    assert report["unmatched"] == []
    assert row_of(report, campaign=" NOEL ")["leads"] > 0
    assert row_of(report, campaign="Bán trà Tết 2027")["won"] > 0
    assert {row["source"] for row in ask(db, site, "source")["rows"]} >= {"Instagram", "adwords", "zalo"}


def test_a_cost_that_brought_nobody_is_named_and_spread_over_nothing(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    make_history(client, db, site, now)
    told(db, site, now, Spend(DAY, "google", "untagged", "VND", 5000), Spend(DAY, "tiktok", "", "USD", 900))
    report = ask(db, site)
    assert report["unmatched"] == [
        {"source": "google", "campaign": "untagged", "costs": {"VND": 5000}},
        {"source": "tiktok", "campaign": None, "costs": {"USD": 900}},
    ]
    assert row_of(report, campaign="tet")["cost_minor"] == 0
    assert row_of(report, campaign="untagged")["cost_per_lead_minor"] is None
    assert (report["totals"]["cost_minor"], report["totals"]["other_costs"]) == (5000, {"USD": 900})


def test_rows_sum_to_the_totals_and_to_the_report_of_conversions(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    make_history(client, db, site, now)
    for day, campaign in itertools.product(("2026-11-09", DAY), ("tet", "", "untagged")):
        told(db, site, now, Spend(day, "google", campaign, "VND", 333))
    for by, model in itertools.product(costs.BREAKDOWNS, MODELS):
        report = ask(db, site, by, model)
        totals = report["totals"]
        for name in ("cost_minor", "clicks", "value_minor"):
            assert sum(row[name] for row in report["rows"]) == totals[name], (by, model, name)
        assert totals["cost_minor"] == 6 * 333
        for goal, name in costs.GOALS.items():
            wanted = reports.conversions(db, [site], *SPAN, ("day",), model, goal)["totals"]
            assert totals[name] == wanted["conversions"], (by, model, goal)
            summed = sum(round(row[name] * 1_000_000) for row in report["rows"])
            assert summed == round(wanted["conversions"] * 1_000_000)


def test_days_stand_in_their_order_also_those_that_only_cost(db: Db, site: Site, now: int) -> None:
    told(db, site, now, Spend("2026-11-12", "a", "", "VND", 1), Spend("2026-11-03", "b", "", "VND", 2))
    assert [(row["day"], row["cost_minor"]) for row in ask(db, site, "day")["rows"]] == [
        ("2026-11-03", 2),
        ("2026-11-12", 1),
    ]


def test_an_unknown_breakdown_is_refused_by_name(db: Db, site: Site) -> None:
    with pytest.raises(Problem) as refused:
        ask(db, site, "weather")
    assert list(refused.value.errors or {}) == ["by"]


def test_the_api_answers_with_the_same(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    told(db, site, now, Spend(DAY, "google", "tet", "VND", 5))
    query = {"from": SPAN[0], "to": SPAN[1]}
    answer = client.get("/api/v1/reports/spend", query_string=query, headers=make_token(db, now, site, "read"))
    assert answer.status_code == 200
    assert answer.json["rows"] == ask(db, site)["rows"]
    assert (answer.json["timezone"], answer.json["by"]) == (site.timezone, "campaign")


@given(st.text(max_size=20))
def test_a_networks_name_is_its_own_network(source: str) -> None:
    assert costs.network(costs.network(source)) == costs.network(source)
