"""Whatever comes, it is stored or kept with its reason, and never a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest

from collector.db import Db
from collector.events.intake import Intake
from collector.sites.service import Site

from .conftest import Page, batch, event, kept, stored
from .hostile_bodies import CORPUS, Hostile


def answer_for(hostile: Hostile) -> Any:
    if hostile.reason and hostile.whole:
        return {"status": "quarantined", "reason": hostile.reason}
    return {"stored": hostile.stored, "duplicate": 0, "quarantined": 1 if hostile.reason else 0}


def send(db: Db, page: Page, hostile: Hostile, site: Site) -> dict[str, Any]:
    """What became of it, and what was expected."""
    with db.write() as tx:
        tx.connection.execute("delete from events")
        tx.connection.execute("delete from quarantine")
    body = hostile.body.replace(b"KEY", site.key.encode())
    answer = page.send(body)
    found = [(row.reason, row.pointer) for row in kept(db)]
    rows = stored(db)
    whole_kept = [bytes(row.body) == body for row in kept(db)] if hostile.whole else []
    return {
        "got": (answer.status, answer.json, found, len(rows), whole_kept),
        "wanted": (
            202,
            answer_for(hostile),
            [(hostile.reason, hostile.pointer)] if hostile.reason else [],
            hostile.stored,
            [True] if hostile.reason and hostile.whole else [],
        ),
    }


def test_every_hostile_body_gets_its_answer_and_its_place(db: Db, page: Page, site: Site) -> None:
    outcomes = {hostile.name: send(db, page, hostile, site) for hostile in CORPUS}
    assert {name: seen for name, seen in outcomes.items() if seen["got"] != seen["wanted"]} == {}
    assert len(outcomes) == len(CORPUS) >= 120


def test_a_bad_event_is_kept_as_a_body_that_can_be_sent_again(db: Db, page: Page, site: Site) -> None:
    page.post(batch(site, event("e1"), event("e2", url=None)))
    (row,) = kept(db)
    again = json.loads(bytes(row.body))
    again["events"][0]["url"] = "https://shop.example/"
    assert page.post(again).json == {"stored": 1, "duplicate": 0, "quarantined": 0}


def test_a_body_that_only_says_whose_it_is_is_kept_under_that_site(db: Db, page: Page, site: Site) -> None:
    page.post({"site": site.key, "events": 7})
    page.post({"events": 7})
    assert sorted(row.site_id for row in kept(db)) == ["", site.id]
    assert page.post({"site": "nosuchsite01", "events": 7}).status == 404


def test_half_a_surrogate_pair_is_kept_as_it_came(db: Db, page: Page, site: Site) -> None:
    page.post(batch(site, event("e1", props={"text": "cut \ud83d"})))
    (row,) = kept(db)
    assert json.loads(bytes(row.body))["events"][0]["props"] == {"text": "cut \ud83d"}


def test_a_fault_of_our_own_costs_nobody_an_event(
    db: Db, page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("collector.events.service.rows", crash)
    body = json.dumps(batch(site, event())).encode()
    answer = page.send(body)
    assert (answer.status, answer.json) == (202, {"status": "quarantined", "reason": "error"})
    assert [(row.reason, bytes(row.body)) for row in kept(db)] == [("error", body)]


def test_the_same_garbage_sent_again_and_again_is_one_row(db: Db, page: Page) -> None:
    assert {page.send(b"{").status for _ in range(5)} == {202}
    assert len(kept(db)) == 1


def test_garbage_without_end_does_not_fill_the_disk(
    db: Db, intake: Intake, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.quarantine.service.EVENTS_LIMIT_BYTES", 1_000)
    monkeypatch.setattr("collector.events.writer.TRIM_EVERY", 10)
    for number in range(40):
        page.send(b"{%098d" % number)
    intake.close()
    assert len(kept(db)) < 20
