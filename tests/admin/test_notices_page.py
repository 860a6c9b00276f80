"""Who is told of leads: one's own choices, everybody else's, tests, and what nobody else may touch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.accounts import service as accounts
from collector.db import Db
from collector.notices import service as notices
from collector.notices.recipients import Recipient
from collector.outbox import service as outbox
from collector.outbox.sending import Delivery, Kind, Refused, TryLater
from collector.outbox.worker import Worker
from collector.settings import Settings
from collector.sites.service import Site
from tests.admin.cast import ENDLESS, SCRIPTED, client_of, sign_in
from tests.conftest import MovableClock

HTMX = {"HX-Request": "true"}
ALL = {"when": "always", "outside": "digest", "kinds-scope": "all"}
AGENT = "bay@shop.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A mail server is set; nobody runs it."""
    return replace(settings, smtp_host="mail.shop.example")


@pytest.fixture
def bay(app: Flask, db: Db, site: Site, now: int) -> FlaskClient:
    """An agent who is told by e-mail."""
    browser = client_of(app, sign_in(db, "agent", [site.id], now, AGENT))
    assert notices.join_by_email(db, site, AGENT, now)
    return browser


def at(site: Site, path: str = "") -> str:
    return f"/admin/{site.key}/notices{path}"


def told(db: Db, site: Site) -> dict[str, Recipient]:
    return {one.address: one for one in notices.recipients(db, site)}


def add(db: Db, site: Site, now: int, address: str = "chung@shop.example", **more: Any) -> Recipient:
    return notices.add_email(db, site, address, now, **more)


def note(db: Db, site: Site, recipient: Recipient, reason: str, now: int) -> None:
    with db.write() as tx:
        notices.note_trouble(tx, site.id, recipient.id, reason, now)


def work(db: Db, clock: MovableClock, send: Any) -> None:
    worker = Worker(db, {"email": Kind("email", send, 1, notices.settle)}, clock)
    worker.drain()
    worker.close()


def test_somebody_switches_their_own_email_on_off_and_on_again(
    agent: FlaskClient, db: Db, site: Site, now: int
) -> None:
    assert "Tell me by e-mail" in agent.get(at(site)).text
    assert agent.post(at(site, "/mine/email")).status_code == 303
    mine = next(iter(told(db, site).values()))
    assert mine.person_id
    for do, paused in (("pause", True), ("resume", False)):
        assert agent.post(at(site, f"/{mine.id}/state"), data={"do": do, "from": "list"}).status_code == 303
        assert told(db, site)[mine.address].paused is paused


def test_an_owner_of_the_whole_installation_is_told_of_a_site_that_they_choose(
    installation_owner: FlaskClient, db: Db, site: Site
) -> None:
    assert installation_owner.post(at(site, "/mine/email")).status_code == 303
    assert list(told(db, site)) == ["owner@all.example"]


def test_an_address_of_nobodys_becomes_ones_own_by_switching_it_on(app: Flask, db: Db, site: Site, now: int) -> None:
    browser = client_of(app, sign_in(db, "agent", [site.id], now, AGENT))
    known = add(db, site, now, AGENT)
    assert browser.post(at(site, "/mine/email")).status_code == 303
    assert notices.get(db, site, known.id).person_id


def test_ones_own_choices_hold_for_all_of_ones_ways(bay: FlaskClient, db: Db, site: Site, now: int) -> None:
    person = told(db, site)[AGENT].person_id
    notices.add(db, site, method="telegram", address="77", label="Bảy", person_id=person, now=now)
    form = {
        "when": "own_hours",
        "outside": "nothing",
        "away_until": "2026-11-25",
        "kinds-scope": "some",
        "kinds": ["callback", "manual"],
        "mine_only": "1",
        "late_after": "10",
        "from0": ["08:00", ""],
        "to0": ["12:00", ""],
        "from5": ["13:00"],
        "to5": ["00:00"],
        "holiday": ["2026-12-25", ""],
    }
    assert bay.post(at(site, "/mine"), data=form).location == at(site, "?done=saved")
    for one in told(db, site).values():
        assert one.choices["when"] == "own_hours"
        assert one.choices["outside"] == "nothing"
        assert one.choices["away_until"] == "2026-11-25"
        assert one.choices["kinds"] == ["callback", "manual"]
        assert one.choices["mine_only"] is True
        assert one.choices["late_after"] == 10
        assert one.choices["hours"]["week"] == [[["08:00", "12:00"]], [], [], [], [], [["13:00", "24:00"]], []]
        assert one.choices["hours"]["holidays"] == ["2026-12-25"]
    shown = bay.get(at(site)).text
    assert "Away until 25/11 · only: Call-back request, Added by hand · only leads of their own" in shown
    assert "Your ways have different settings" not in shown


def test_hours_are_kept_while_another_time_is_chosen(bay: FlaskClient, db: Db, site: Site) -> None:
    bay.post(at(site, "/mine"), data=ALL | {"when": "own_hours", "from1": "08:00", "to1": "12:00"})
    bay.post(at(site, "/mine"), data=ALL)
    known = told(db, site)[AGENT].choices
    assert known["when"] == "always"
    assert known["hours"]["week"][1] == [["08:00", "12:00"]]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"when": "own_hours"}, "choose at least one day with hours"),
        ({"when": "own_hours", "from0": "17:00", "to0": "08:00"}, "is no span of hours"),
        ({"when": "never"}, "Must be one of"),
        ({"away_until": "tomorrow"}, "a date is written like 2027-02-14"),
        ({"kinds-scope": "some"}, "Choose at least one, or all."),
        ({"late_after": "soon"}, "Not a valid integer."),
        ({"late_after": "1441"}, "Must be from 0 to 1440."),
    ],
)
def test_mistakes_are_told_beside_the_field_and_nothing_is_saved(
    bay: FlaskClient, db: Db, site: Site, wrong: dict[str, str], said: str
) -> None:
    before = told(db, site)[AGENT]
    for path in ("/mine", f"/{before.id}"):
        answer = bay.post(at(site, path), data=ALL | wrong)
        assert answer.status_code == 422
        assert said in answer.text
        if "late_after" in wrong:
            assert f'value="{wrong["late_after"]}"' in answer.text
    assert told(db, site)[AGENT] == before


def test_an_owner_adds_an_address_names_it_and_changes_what_it_hears(owner: FlaskClient, db: Db, site: Site) -> None:
    form = {"email": " Chung@Shop.example", "label": "Hộp thư chung"}
    assert owner.post(at(site, "/addresses"), data=form).status_code == 303
    made = told(db, site)["chung@shop.example"]
    assert made.label == "Hộp thư chung"
    values = ALL | {"when": "site_hours", "label": "Kho", "locale": "en", "late_after": "0"}
    assert owner.post(at(site, f"/{made.id}"), data=values).location == at(site, f"/{made.id}?done=saved")
    changed = told(db, site)["chung@shop.example"]
    assert (changed.label, changed.locale, changed.choices["when"]) == ("Kho", "en", "site_hours")
    assert changed.choices["late_after"] == 0
    page = owner.get(at(site)).text
    assert "Working hours · late call-backs after 0 min" in page
    assert owner.post(at(site, f"/{made.id}/state"), data={"do": "remove"}).location == at(site, "?done=removed")
    assert told(db, site) == {}


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("no-at", "This e-mail address cannot be used"),
        ("chung@shop.example", "This address is told already"),
        ("a@shop.example\r\nBcc: b@evil.example", "This e-mail address cannot be used"),
        ("", "This e-mail address cannot be used"),
    ],
)
def test_an_address_that_cannot_be_added_is_told_beside_the_field(
    owner: FlaskClient, db: Db, site: Site, now: int, email: str, said: str
) -> None:
    add(db, site, now)
    answer = owner.post(at(site, "/addresses"), data={"email": email})
    assert answer.status_code == 422
    assert f'<small class="error" id="email-error">{said}</small>' in answer.text
    assert len(told(db, site)) == 1


def test_everybody_is_listed_with_when_they_hear_and_how_it_fares(
    owner: FlaskClient, bay: FlaskClient, db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    quiet, well, left = (add(db, site, now, f"{name}@shop.example") for name in ("quiet", "well", "left"))
    notices.set_paused(db, site, quiet.id, True, now)
    notices.send_test(db, site, well.id, "https://beckon.example.com", now)
    work(db, clock, lambda _: None)
    note(db, site, told(db, site)[AGENT], "the mail server refused 550 5.1.1 for this address", now)
    clock.now += 5 * 60_000
    text = owner.get(at(site)).text
    assert "Agent</bdi></strong>" in text  # a person by their name
    assert "there is no such mailbox, or it refuses us (550 5.1.1)" in text
    assert "since <time" in text
    assert "Told <time" in text
    assert text.count("Paused</span>") == 1
    assert left.label in text


def test_an_agent_sees_and_changes_nobody_elses(bay: FlaskClient, db: Db, site: Site, now: int) -> None:
    other = add(db, site, now)
    assert "chung@shop.example" not in bay.get(at(site)).text
    for path, form in ((f"/{other.id}", ALL), (f"/{other.id}/state", {"do": "remove"})):
        assert bay.post(at(site, path), data=form).status_code == 404
    assert bay.get(at(site, f"/{other.id}")).status_code == 404
    assert bay.post(at(site, "/addresses"), data={"email": "x@shop.example"}).status_code == 403
    assert set(told(db, site)) == {AGENT, "chung@shop.example"}


def test_a_viewer_looks_on_and_can_change_nothing(viewer: FlaskClient, db: Db, site: Site, now: int) -> None:
    other = add(db, site, now)
    text = viewer.get(at(site)).text
    assert "your role only looks on" in text
    assert "chung@shop.example" not in text
    for path in ("/mine", "/mine/email", "/addresses", f"/{other.id}", f"/{other.id}/state"):
        assert viewer.post(at(site, path), data=ALL).status_code == 403


def test_a_test_says_that_it_is_sent_then_how_long_it_took(
    owner: FlaskClient, db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    one = add(db, site, now)
    answer = owner.post(at(site, f"/{one.id}/state"), data={"do": "test"}, headers=HTMX).text
    assert "The test is being sent" in answer
    assert 'hx-trigger="every 1s"' in answer
    path = answer.split('hx-get="')[1].split('"')[0]
    clock.now += 400
    work(db, clock, lambda _: None)
    after = owner.get(path, headers=HTMX).text
    assert "The test arrived after 0.4 s" in after
    assert "hx-get" not in after


def test_a_test_that_fails_says_why_and_one_that_waits_goes_on_asking(
    owner: FlaskClient, db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    def refuse(_: Delivery) -> None:
        raise Refused("the mail server refused 550 5.1.1 for this address")

    def hang(_: Delivery) -> None:
        raise TryLater("the mail server mail.shop.example did not answer in time")

    one = add(db, site, now)
    for send, said, goes_on in (
        (refuse, "there is no such mailbox, or it refuses us (550 5.1.1)", False),
        (hang, "the mail server mail.shop.example did not answer in time", True),
    ):
        sent = owner.post(at(site, f"/{one.id}/state"), data={"do": "test"})
        work(db, clock, send)
        assert said in owner.get(sent.location).text
        line = owner.get(f"/admin/{site.key}/tests/{sent.location.split('test=')[1]}").text
        assert ("hx-trigger" in line) is goes_on


def test_the_test_of_another_target_is_not_shown_as_ones_own(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    one, other = add(db, site, now), add(db, site, now, "b@shop.example")
    sent = notices.send_test(db, site, other.id, "https://beckon.example.com", now)
    assert "The test is being sent" not in owner.get(at(site, f"/{one.id}?test={sent}")).text


def test_what_cannot_be_done_to_a_recipient_is_refused(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    one = add(db, site, now)
    assert owner.post(at(site, f"/{one.id}/state"), data={"do": "explode"}).status_code == 422
    assert list(told(db, site)) == ["chung@shop.example"]


def test_somebody_who_left_is_told_nothing_and_marked(owner: FlaskClient, bay: FlaskClient, db: Db, site: Site) -> None:
    accounts.remove_role(db, str(told(db, site)[AGENT].person_id), site.id)
    assert "does not work on this site any more" in owner.get(at(site)).text
    assert bay.get(at(site)).status_code == 404


def test_nobody_told_and_some_kinds_unheard_are_warned_of(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    assert "Nobody is told when a lead comes in." in owner.get(at(site)).text
    one = add(db, site, now, choices={"kinds": ["callback", "contact"]})
    text = owner.get(at(site)).text
    assert "Of some leads nobody is told:" in text
    assert "Added by hand, From another program" in text
    notices.change(db, site, one.id, {"choices": {"kinds": []}}, now)
    assert 'id="unheard"' not in owner.get(at(site)).text


def test_the_state_of_the_mail_server_is_told(
    owner: FlaskClient, db: Db, site: Site, now: int, clock: MovableClock
) -> None:
    one = add(db, site, now)

    def hang(_: Delivery) -> None:
        raise TryLater("the mail server mail.shop.example refused the connection")

    notices.send_test(db, site, one.id, "https://beckon.example.com", now)
    work(db, clock, hang)
    clock.now += 40_000
    assert "the mail server mail.shop.example refused the connection" in owner.get(at(site)).text.split('id="mail"')[1]
    work(db, clock, lambda _: None)
    assert "The mail server works" in owner.get(at(site)).text


@pytest.mark.parametrize("text", [SCRIPTED, ENDLESS, "\u202egnp.eman"])
def test_hostile_labels_and_reasons_are_inert(owner: FlaskClient, db: Db, site: Site, now: int, text: str) -> None:
    one = notices.add(db, site, method="telegram", address="5", label=text, now=now)
    note(db, site, one, text, now)
    for path in (at(site), at(site, f"/{one.id}"), f"/admin/{site.key}/"):
        shown = owner.get(path).text
        assert "<script>document" not in shown
        assert "\u202e" not in shown


def test_a_recipient_without_a_letter_in_its_form_keeps_its_name(
    owner: FlaskClient, db: Db, site: Site, now: int
) -> None:
    one = add(db, site, now)
    owner.post(at(site, f"/{one.id}"), data=ALL | {"label": "   "})
    assert told(db, site)["chung@shop.example"].label == "chung@shop.example"


def test_an_invitation_tells_from_then_on_and_says_so(owner: FlaskClient, db: Db, site: Site) -> None:
    for email, role in (("moi@shop.example", "agent"), ("xem@shop.example", "viewer")):
        text = owner.post(f"/admin/{site.key}/people", data={"email": email, "role": role}).text
        assert ("New leads are told to this address" in text) is (role == "agent")
    assert list(told(db, site)) == ["moi@shop.example"]


def test_a_person_whose_email_bounces_is_marked_among_the_people(
    owner: FlaskClient, bay: FlaskClient, db: Db, site: Site, now: int
) -> None:
    known = told(db, site)[AGENT]
    note(db, site, known, f"{notices.RETURNED} (5.1.1)", now)
    text = owner.get(f"/admin/{site.key}/people").text
    assert "E-mails do not arrive: <bdi>mail to this address came back (5.1.1)</bdi>" in text
    assert f"/notices/{known.id}" in text


def test_deliveries_of_a_recipient_are_a_link_away(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    one = add(db, site, now)
    sent = notices.send_test(db, site, one.id, "https://beckon.example.com", now)
    assert f"/deliveries?target_id={one.id}" in owner.get(at(site, f"/{one.id}")).text
    assert outbox.get(db, site.id, sent)[0].target_id == one.id
