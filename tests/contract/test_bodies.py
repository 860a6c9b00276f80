"""The bodies that the page's script sends (bodies.json, which the script's own tests compare) are taken as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound
from werkzeug.test import Client

from collector.db import Db
from collector.events.intake import Intake
from collector.leads import service as leads
from collector.settings import Settings
from collector.sites.service import Site
from tests.conftest import MovableClock
from tests.make import make_widget, post_lead

BODIES = json.loads(Path(__file__).with_name("bodies.json").read_text(encoding="utf-8"))


@pytest.fixture
def widget(db: Db, site: Site, now: int) -> str:
    return make_widget(db, site, "callback", now)


def sent(name: str, site: Site, widget: str, clock: MovableClock) -> dict[str, Any]:
    """A lead of the fixture, for the site and widget at hand, at the moment it was sent."""
    body: dict[str, Any] = BODIES["leads"][name]
    clock.now = body["sent_at"]
    return body | {"site": site.key, "widget": widget}


@pytest.fixture
def intake(db: Db, settings: Settings, clock: MovableClock) -> Iterator[Client]:
    made = Intake(NotFound(), db, settings, clock)
    yield Client(made)
    made.close()


@pytest.mark.parametrize("body", [*BODIES["events"]["visit"], *BODIES["events"]["cookieless"]])
def test_every_event_is_stored(intake: Client, site: Site, clock: MovableClock, body: dict[str, Any]) -> None:
    clock.now = body["sent_at"]
    answer = intake.post("/v1/events", data=json.dumps(body | {"site": site.key}), headers={"Origin": site.origins[0]})
    assert answer.status_code == 202
    assert answer.get_json(force=True) == {"stored": len(body["events"]), "duplicate": 0, "quarantined": 0}


def test_a_correction_is_stored_under_the_key_of_the_first_try(
    client: FlaskClient, site: Site, widget: str, clock: MovableClock
) -> None:
    odd = post_lead(client, sent("invalid", site, widget, clock))
    assert (odd.status_code, list(odd.json["errors"])) == (422, ["phone"])
    assert post_lead(client, sent("corrected", site, widget, clock)).status_code == 201


def test_a_retry_is_the_same_lead_though_its_time_of_sending_moved(
    client: FlaskClient, site: Site, widget: str, clock: MovableClock
) -> None:
    first = post_lead(client, sent("corrected", site, widget, clock))
    again = post_lead(client, sent("again", site, widget, clock))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json


@pytest.mark.parametrize("name", ["corrected", "cookieless"])
def test_a_lead_is_credited_by_the_touches_that_travel_with_it(
    client: FlaskClient, db: Db, site: Site, widget: str, clock: MovableClock, name: str
) -> None:
    answer = post_lead(client, sent(name, site, widget, clock))
    assert leads.get_lead(db, site, answer.json["id"], "vi")["source"]["channel"] == "Paid Search"


def test_a_lead_without_consent_is_stored_without_a_way_here(
    client: FlaskClient, db: Db, site: Site, widget: str, clock: MovableClock
) -> None:
    answer = post_lead(client, sent("unconsented", site, widget, clock))
    assert answer.status_code == 201
    assert leads.get_lead(db, site, answer.json["id"], "vi")["attribution"]["touches"] == []
