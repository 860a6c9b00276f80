"""The demo's data, made by the real services: plausible, reconciled, made once."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from collector.accounts import service as accounts
from collector.accounts.roles import INSTALLATION, Person
from collector.attribution import service as attribution
from collector.conversions import service as conversions
from collector.db import Db, open_database
from collector.demo import service, story
from collector.demo.service import Demo, build_demo
from collector.leads import replay
from collector.leads import service as leads
from collector.quotes import service as quotes
from collector.reports import service as reports
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import service as widgets

NOW = 1_795_000_000_000
ORIGINS = ["http://127.0.0.1:8001", "http://localhost:8001"]
BASE = "http://127.0.0.1:8000"
FEW = 60


@dataclass
class Made:
    db: Db
    demo: Demo

    @property
    def site(self) -> Site:
        return self.demo.site

    def leads(self) -> list[dict[str, Any]]:
        return all_leads(self.db, self.site)

    def report(self, by: tuple[str, ...], goal: str | None = None, model: str = "last_non_direct") -> dict[str, Any]:
        first, last = reports.last_days(self.site, story.DAYS + 1, NOW)
        return reports.conversions(self.db, [self.site], first, last, by, model, goal)


def all_leads(db: Db, site: Site) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while cursor is not None:
        page, cursor = leads.list_leads(db, site, {}, cursor, 200)
        found += page
    return found


@pytest.fixture(scope="module")
def made(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The whole demo, once."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(sqlite_template, folder / "beckon.db")
    db = open_database(f"sqlite:///{folder}/beckon.db", folder)
    yield Made(db, build_demo(db, ORIGINS, BASE, NOW))
    db.close()


def test_there_are_many_leads_in_every_state(made: Made) -> None:
    found = [lead for lead in made.leads() if not lead["held"]]
    assert 120 <= len(found) <= 200
    assert set(Counter(lead["status"] for lead in found)) == {"new", "contacted", "qualified", "won", "lost", "spam"}
    assert all(lead["phone_e164"] and lead["flags"] == [] for lead in found)
    assert {lead["kind"] for lead in found} == {"callback", "manual", "quote"}


def test_held_ones_and_a_forgotten_origin_wait_for_the_owner(made: Made) -> None:
    held = Counter(lead["held"] for lead in made.leads() if lead["held"])
    assert held == {"trap": 4, "not_corrected": 1}
    assert replay.origin_offers(made.db, made.site) == [{"origin": story.FORGOTTEN_ORIGIN, "count": 6}]


def test_leads_come_by_several_channels_and_campaigns_that_earn_differently(made: Made) -> None:
    by_channel = {row["channel"]: row for row in made.report(("channel",))["rows"]}
    expected = {"Paid Search", "Paid Social", "Organic Search", "Organic Social", "Direct", "Email", "AI Assistant"}
    assert expected <= {name for name, row in by_channel.items() if row["conversions"]}
    by_campaign = {row["campaign"]: row for row in made.report(("campaign",))["rows"]}
    shelf, video = by_campaign["ke-sach-theo-yeu-cau"], by_campaign["xuong-moc-15s"]
    assert video["visitors"] > 50
    assert shelf["rate"] > 2 * video["rate"]


@pytest.mark.parametrize("goal", ["lead", "click", "qualified", "won"])
@pytest.mark.parametrize("by", ["channel", "campaign", "widget", "day"])
def test_the_rows_of_a_report_sum_to_its_totals(made: Made, goal: str, by: str) -> None:
    told = made.report((by,), goal)
    for figure in ("conversions", "value_minor"):
        assert round(sum(row[figure] for row in told["rows"]), 6) == told["totals"][figure]
    assert told["totals"]["conversions"] > 30


def test_the_report_counts_what_the_inbox_shows(made: Made) -> None:
    found = [lead for lead in made.leads() if not lead["held"]]
    counted = [lead for lead in found if lead["status"] != "spam"]
    assert made.report(("channel",), "lead")["totals"]["conversions"] == len(counted)
    won = [lead["value_minor"] for lead in found if lead["status"] == "won"]
    totals = made.report(("channel",), "won")["totals"]
    assert (totals["conversions"], totals["value_minor"]) == (len(won), sum(won))


def test_there_are_about_as_many_visitors_as_told_and_crawlers_are_not_among_them(made: Made) -> None:
    totals = made.report(("channel",))["totals"]
    assert story.VISITORS <= totals["visitors"] <= story.VISITORS + 20
    assert totals["visits"] > 1.1 * totals["visitors"]
    assert totals["impressions"] > totals["opens"] > totals["submits"] > 100


def test_the_lead_to_show_went_a_long_way_and_its_last_advert_has_the_credit(made: Made) -> None:
    [lead] = [lead for lead in made.leads() if lead["name"] == "Trần Thị Mai An"]
    assert (lead["status"], lead["value_minor"], lead["phone_e164"]) == ("won", 1_500_000, "+84710000123")
    told = leads.get_lead(made.db, made.site, lead["id"], "vi")["attribution"]
    assert [touch["channel"] for touch in told["touches"]] == ["Paid Search", "Organic Social", "Email", "Direct"]
    assert told["credited"]["last_non_direct"] == [{"touch": told["touches"][2]["id"], "share": 1.0}]


def test_everything_was_followed_and_nothing_waits_to_be_sent(made: Made) -> None:
    with made.db.read() as tx:
        assert attribution.pending_sites(tx) == []
    assert conversions.follow_events(made.db, NOW) == 0
    sent = [leads.get_lead(made.db, made.site, lead["id"], "vi")["deliveries"] for lead in made.leads()[:20]]
    assert not any(sent)


def test_the_widgets_are_live_and_the_people_have_their_roles(made: Made) -> None:
    assert {(widget.kind, widget.status) for widget in widgets.list_widgets(made.db, made.site.id)} == {
        ("contact", "live"),
        ("callback", "live"),
        ("banner", "live"),
        ("quote", "live"),
        ("voucher", "live"),
        ("push", "live"),
    }
    everybody = Person("", "", "", None, {INSTALLATION: "owner"})
    roles = {row.email: row.role for row in accounts.list_people(made.db, everybody)}
    assert roles == {service.OWNER: "owner"} | dict.fromkeys(service.STAFF, "agent")
    assert accounts.use_link(made.db, made.demo.sign_in_secret, "test", NOW)


def test_some_asked_for_quotes_and_one_cannot_be_priced_yet(made: Made) -> None:
    found = [
        quotes.get(made.db, made.site, one["id"], NOW) for one in quotes.list_quotes(made.db, made.site, {}, NOW)[0]
    ]
    sums = [[line["total_minor"] for line in quote["lines"]] for quote in reversed(found)]
    assert sums == [[8_880_000, 4_624_000], [3_600_000], [None]]
    assert {quote["state"] for quote in found} == {"draft"}


def test_a_second_run_finds_the_demo_and_adds_the_shops_new_address(made: Made) -> None:
    before = len(made.leads())
    again = build_demo(made.db, ["http://127.0.0.1:9001"], BASE, NOW)
    assert (made.demo.fresh, again.fresh) == (True, False)
    assert again.site.id == made.site.id
    assert set(again.site.origins) == {*ORIGINS, "https://mocan.example", "http://127.0.0.1:9001"}
    assert len(made.leads()) == before


def test_an_interrupted_run_does_not_pass_for_a_demo(db: Db) -> None:
    def stopped(label: str, total: int) -> Any:
        raise KeyboardInterrupt(label, total)

    with pytest.raises(KeyboardInterrupt):
        build_demo(db, ORIGINS, BASE, NOW, visitors=1, report=stopped)
    with pytest.raises(RuntimeError, match="remove its data folder"):
        build_demo(db, ORIGINS, BASE, NOW, visitors=1)


def test_the_same_seed_makes_the_same_data(db: Db, tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "other.db")
    other = open_database(f"sqlite:///{tmp_path}/other.db", tmp_path / "locks")
    assert told(db) == told(other)
    other.close()


def told(db: Db) -> list[tuple[Any, ...]]:
    """A small demo's leads, without the ids that are made anew each time."""
    site = build_demo(db, ORIGINS, BASE, NOW, visitors=FEW).site
    names = ("phone", "name", "status", "held", "value_minor", "created_at", "source", "device", "kind", "notes")
    assert [one.name for one in sites.everything(db)] == [service.NAME]
    return [tuple(lead[name] for name in names) for lead in all_leads(db, site)]
