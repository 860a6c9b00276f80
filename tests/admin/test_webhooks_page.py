"""Webhooks: made, tested, changed, given new secrets, switched off and removed; and what is never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import clock as clocks
from collector.db import Db
from collector.jobs import Context, run_once
from collector.outbox import service as outbox
from collector.settings import Settings
from collector.sites.service import Site
from collector.webhooks import sending
from collector.webhooks import service as webhooks
from tests.admin.cast import SCRIPTED, make_webhook
from tests.conftest import MovableClock
from tests.receiver import Receiver, receiver

HTMX = {"HX-Request": "true"}
ALL = {"events-scope": "all"}
SECRET = re.compile(r"whsec_[\w+/=]+")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The installation may reach its own network, where the receiver of the tests is."""
    return replace(settings, outbound_networks=(ip_network("127.0.0.0/8"),))


@pytest.fixture
def program() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    yield app
    app.extensions["beckon"].outbound.close()


def at(site: Site, path: str = "") -> str:
    return f"/admin/{site.key}/webhooks{path}"


def url_of(program: Receiver) -> str:
    return f"http://127.0.0.1:{program.port}/hook/canary-path"


def make(owner: FlaskClient, db: Db, site: Site, program: Receiver, **more: Any) -> tuple[dict[str, Any], str]:
    """A webhook made on the page, and the secret that the page showed."""
    answer = owner.post(at(site), data=ALL | {"url": url_of(program), "name": "CRM"} | more)
    assert answer.status_code == 200
    found = SECRET.findall(answer.text)
    assert len(set(found)) == 1
    return webhooks.list_webhooks(db, site)[-1], found[0]


def test_a_webhook_is_made_and_its_secret_shown_that_once(
    owner: FlaskClient, db: Db, site: Site, program: Receiver
) -> None:
    made, secret = make(owner, db, site, program)
    assert made["events"] == []
    for path in (at(site), at(site, f"/{made['id']}")):
        shown = owner.get(path).text
        assert secret not in shown
        assert "whsec_" not in shown


def test_the_whole_address_is_never_shown_not_even_with_its_mistakes(
    owner: FlaskClient, db: Db, site: Site, program: Receiver
) -> None:
    made, _ = make(owner, db, site, program)
    pages = [owner.get(path).text for path in (at(site), at(site, f"/{made['id']}"), f"/admin/{site.key}/deliveries")]
    wrong = ALL | {"url": "http://example.com/canary-path", "name": "x" * 101}
    pages += [owner.post(path, data=wrong).text for path in (at(site), at(site, f"/{made['id']}"))]
    assert [page for page in pages if "canary" in page] == []
    assert f"http://127.0.0.1:{program.port}" in pages[0]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"url": ""}, "Length must be between 1 and 2048."),
        ({"url": "ftp://crm.example/x"}, "only https addresses can be used"),
        ({"url": "https://10.0.0.1/x"}, "10.0.0.1 is not a public address"),
        ({"url": "https://user@crm.example/x"}, "the address holds a user name"),
        ({"name": "x" * 101}, "Longer than 100."),
        ({"events-scope": "some"}, "Choose at least one, or all."),
        ({"events-scope": "some", "events": "lead.invented"}, "Must be one of"),
    ],
)
def test_mistakes_are_told_beside_the_field_and_nothing_is_made(
    owner: FlaskClient, db: Db, site: Site, program: Receiver, form: dict[str, str], said: str
) -> None:
    answer = owner.post(at(site), data=ALL | {"url": url_of(program), "name": "CRM"} | form)
    assert answer.status_code == 422
    assert said in answer.text
    assert webhooks.list_webhooks(db, site) == []


def test_an_address_that_another_webhook_has_is_told_beside_the_field(
    owner: FlaskClient, db: Db, site: Site, program: Receiver
) -> None:
    make(owner, db, site, program)
    answer = owner.post(at(site), data=ALL | {"url": url_of(program)})
    assert answer.status_code == 422
    assert 'id="url-error">There is a webhook with this address' in answer.text


def test_name_events_and_address_are_changed_and_an_empty_address_keeps_the_one_before(
    owner: FlaskClient, db: Db, site: Site, program: Receiver
) -> None:
    made, _ = make(owner, db, site, program)
    form = {"name": "Kho", "url": "", "events-scope": "some", "events": ["lead.created", "conversion.updated"]}
    assert owner.post(at(site, f"/{made['id']}"), data=form).status_code == 303
    changed = webhooks.get(db, site, made["id"])
    assert (changed["name"], changed["events"]) == ("Kho", ["lead.created", "conversion.updated"])
    assert webhooks.whole_url(db, site, made["id"]) == url_of(program)
    owner.post(at(site, f"/{made['id']}"), data=ALL | {"url": url_of(program) + "/new"})
    assert webhooks.whole_url(db, site, made["id"]).endswith("/new")
    shown = owner.get(at(site)).text
    assert "everything" in shown
    assert owner.post(at(site, f"/{made['id']}"), data={"events-scope": "some"}).status_code == 422


def test_a_test_reaches_the_program_and_the_page_says_so(
    owner: FlaskClient, db: Db, site: Site, settings: Settings, clock: MovableClock, program: Receiver
) -> None:
    made, _ = make(owner, db, site, program)
    line = owner.post(at(site, f"/{made['id']}/state"), data={"do": "test"}, headers=HTMX).text
    assert "The test is being sent" in line
    run_once("deliver", Context(db, settings, clock))
    assert len(program.wait()) == 1
    path = line.split('hx-get="')[1].split('"')[0]
    assert "The test arrived after" in owner.get(path, headers=HTMX).text
    assert "Something arrived" in owner.get(at(site, f"/{made['id']}")).text


def test_a_new_secret_is_shown_once_and_the_page_says_until_when_both_sign(
    owner: FlaskClient, db: Db, site: Site, program: Receiver, clock: MovableClock
) -> None:
    made, first = make(owner, db, site, program)
    answer = owner.post(at(site, f"/{made['id']}/state"), data={"do": "secret"}).text
    second = SECRET.findall(answer)[0]
    assert second != first
    assert first not in answer
    assert "The one before signs too until" in answer
    page = owner.get(at(site, f"/{made['id']}")).text
    assert "Two secrets sign until" in page
    assert second not in page


def test_it_is_switched_off_and_on_and_removed(owner: FlaskClient, db: Db, site: Site, program: Receiver) -> None:
    made, _ = make(owner, db, site, program)
    for do, active in (("off", False), ("on", True)):
        assert owner.post(at(site, f"/{made['id']}/state"), data={"do": do}).status_code == 303
        assert webhooks.get(db, site, made["id"])["active"] is active
        assert ("Switched off</span>" in owner.get(at(site)).text) is not active
    assert owner.post(at(site, f"/{made['id']}/state"), data={"do": "explode"}).status_code == 422
    assert owner.post(at(site, f"/{made['id']}/state"), data={"do": "remove"}).location == at(site, "?done=removed")
    assert webhooks.list_webhooks(db, site) == []


def test_only_so_many_are_offered(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    for number in range(webhooks.MOST):
        make_webhook(db, site, now + number, f"https://crm.example/{number}")
    assert "Add a webhook" not in owner.get(at(site)).text
    form = ALL | {"url": "http://127.0.0.1:1/x"}
    assert "There are too many webhooks" in owner.post(at(site), data=form).text


def test_its_deliveries_are_a_link_away_and_hostile_names_are_inert(
    owner: FlaskClient, db: Db, site: Site, program: Receiver
) -> None:
    made, _ = make(owner, db, site, program, name=SCRIPTED[:100])
    sent = webhooks.test(db, site, made["id"], 1)
    for path in (at(site), at(site, f"/{made['id']}")):
        assert "<script>document" not in owner.get(path).text
    assert f"/deliveries?target_id={made['id']}" in owner.get(at(site, f"/{made['id']}")).text
    assert outbox.get(db, site.id, sent)[0].target_id == made["id"]


def test_a_webhook_that_fails_for_a_day_or_was_switched_off_is_an_alert_with_the_way_to_it(
    app: Flask, owner: FlaskClient, agent: FlaskClient, db: Db, site: Site, now: int
) -> None:
    failing, off, well = (make_webhook(db, site, now + number, f"https://crm{number}.example/x") for number in range(3))
    with db.write() as tx:
        sending.note_failure(tx, site.id, failing, "the receiver answered 500", False, now - clocks.DAY)
        sending.note_failure(tx, site.id, off, "the receiver said that it is gone (410)", True, now)
        sending.note_failure(tx, site.id, well, "the receiver answered 500", False, now)
    text = owner.get(f"/admin/{site.key}/").text
    assert f'href="{at(site, f"/{failing}")}"' in text
    assert f'href="{at(site, f"/{off}")}"' in text
    assert well not in text
    assert "has received nothing for a day" in text
    others = agent.get(f"/admin/{site.key}/").text
    assert at(site) not in others
    assert others.count("An owner can put it right.") == 2
