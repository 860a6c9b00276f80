"""Who is told: added, changed, paused, removed; people who come and go."""

from __future__ import annotations

from typing import Any

import pytest

from collector import clock as clocks
from collector.accounts import service as accounts
from collector.db import Db
from collector.errors import Problem
from collector.notices import service as notices
from collector.notices import telling
from collector.outbox.sending import Delivery, Refused
from collector.sites.service import Site
from tests.collector.notices.people import BASE, OFFICE, at, lead, person, queued, sent, told_by_mail, waiting

STAFF = "nhan-vien@shop.example"
NIGHT = at("2026-11-18 21:00")


def test_an_address_is_told_of_every_lead_unless_it_chooses_otherwise(db: Db, site: Site, now: int) -> None:
    added = notices.add_email(db, site, " Nhan-Vien@Shop.example ", now)
    assert (added.address, added.label, added.method, added.person_id) == (STAFF, STAFF, "email", None)
    wanted = {"kinds": [], "mine_only": False, "when": "always", "outside": "digest", "late_after": None}
    assert {name: added.choices[name] for name in wanted} == wanted
    assert notices.recipients(db, site) == [added]
    assert notices.get(db, site, added.id) == added


def test_an_address_is_told_once_and_a_second_time_is_a_friendly_no(db: Db, site: Site, now: int) -> None:
    notices.add_email(db, site, STAFF, now)
    with pytest.raises(Problem, match="Change what it hears of") as found:
        notices.add_email(db, site, STAFF.upper(), now)
    assert (found.value.status, found.value.title) == (409, "This address is told already")


def test_the_same_address_may_be_told_by_another_site(db: Db, site: Site, other_site: Site, now: int) -> None:
    for one in (site, other_site):
        notices.add_email(db, one, STAFF, now)
        assert [found.address for found in notices.recipients(db, one)] == [STAFF]


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b", "a b@shop.example", "x@shop.example\r\nBcc: y", "ơn@shop.example"]
)
def test_what_is_no_address_is_refused(db: Db, site: Site, now: int, address: str) -> None:
    with pytest.raises(Problem) as found:
        notices.add_email(db, site, address, now)
    assert found.value.status == 422
    assert notices.recipients(db, site) == []


def test_an_address_in_letters_of_a_country_is_kept_as_mail_servers_know_it(db: Db, site: Site, now: int) -> None:
    assert notices.add_email(db, site, "chu@cửa-hàng.example", now).address == "chu@xn--ca-hng-lta4562d.example"


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"when": "sometimes"}, "when"),
        ({"when": "own_hours"}, "hours"),
        ({"when": "own_hours", "hours": {"week": [[]] * 7, "holidays": []}}, "hours"),
        ({"hours": {"week": [[["17:00", "08:00"]]] * 7}}, "hours"),
        ({"hours": {"week": "always"}}, "hours"),
        ({"away_until": "14/2/2027"}, "away_until"),
        ({"away_until": "2027-02-30"}, "away_until"),
        ({"late_after": -1}, "late_after"),
        ({"late_after": 100_000}, "late_after"),
        ({"kinds": ["Call back"]}, "kinds.0"),
        ({"outside": "later"}, "outside"),
        ({"mine_only": True}, "mine_only"),  # of an address that is nobody's
        ({"volume": 11}, "volume"),
    ],
)
def test_choices_that_cannot_be_used_are_refused_by_name(
    db: Db, site: Site, now: int, choices: dict[str, Any], field: str
) -> None:
    with pytest.raises(Problem) as found:
        notices.add_email(db, site, STAFF, now, choices=choices)
    assert (found.value.status, list(found.value.errors or {})) == (422, [field])
    assert notices.recipients(db, site) == []


def test_some_choices_are_changed_and_the_others_stay(db: Db, site: Site, now: int) -> None:
    added = told_by_mail(db, site, STAFF, now, kinds=["callback"], late_after=5)
    changed = notices.change(db, site, added.id, {"choices": {"late_after": None}, "locale": "en", "label": "Kho"}, now)
    assert (changed.choices["kinds"], changed.choices["late_after"]) == (["callback"], None)
    assert (changed.locale, changed.label, changed.address) == ("en", "Kho", STAFF)
    with pytest.raises(Problem):
        notices.change(db, site, added.id, {"choices": {"when": "own_hours"}}, now)
    assert notices.get(db, site, added.id) == changed


def test_what_another_site_owns_is_not_found(db: Db, site: Site, other_site: Site, now: int) -> None:
    theirs = told_by_mail(db, other_site, STAFF, now)
    for attempt in (
        lambda: notices.get(db, site, theirs.id),
        lambda: notices.change(db, site, theirs.id, {}, now),
        lambda: notices.set_paused(db, site, theirs.id, True, now),
        lambda: notices.remove(db, site, theirs.id, now),
        lambda: notices.send_test(db, site, theirs.id, BASE, now),
    ):
        with pytest.raises(Problem) as found:
            attempt()
        assert (found.value.status, found.value.title) == (404, "No such recipient")
    assert [found.paused for found in notices.recipients(db, other_site)] == [False]


def test_who_is_paused_is_told_nothing_until_resumed(db: Db, site: Site, now: int) -> None:
    added = told_by_mail(db, site, STAFF, now)
    assert notices.set_paused(db, site, added.id, True, now).paused
    lead(db, site, now)
    assert sent(db) == []
    notices.set_paused(db, site, added.id, False, now)
    lead(db, site, now)
    assert sent(db) == [(STAFF, "lead.created")]


def test_who_is_removed_is_not_told_even_what_waits(db: Db, site: Site, now: int) -> None:
    gone = told_by_mail(db, site, STAFF, now)
    sleeping = told_by_mail(db, site, "ca-ngay@shop.example", now, when="own_hours", hours=OFFICE)
    stays = told_by_mail(db, site, "chu@shop.example", now)
    lead(db, site, NIGHT)
    for recipient in (gone, sleeping):
        notices.remove(db, site, recipient.id, NIGHT)
    assert [(row["target"], row["state"]) for row in queued(db)] == [
        (STAFF, "cancelled"),
        ("chu@shop.example", "pending"),
    ]
    assert waiting(db) == []
    assert notices.recipients(db, site) == [stays]


@pytest.mark.parametrize(("role", "joins"), [("agent", True), ("owner", True), ("marketer", False), ("viewer", False)])
def test_who_is_to_work_on_leads_is_told_of_them_from_the_first_day(
    db: Db, site: Site, now: int, role: str, joins: bool
) -> None:
    accounts.add_person(db, STAFF, role, [site.id], now)
    assert notices.join_by_email(db, site, STAFF, now) is joins
    found = notices.recipients(db, site)
    assert [(one.address, one.person_id is not None) for one in found] == ([(STAFF, True)] if joins else [])
    assert notices.join_by_email(db, site, STAFF, now) is False  # again: nothing new
    assert len(notices.recipients(db, site)) == len(found)


def test_an_owner_of_the_installation_is_not_told_of_every_shop(db: Db, site: Site, now: int) -> None:
    accounts.add_person(db, STAFF, "owner", [], now)
    assert not notices.join_by_email(db, site, STAFF, now)
    added = told_by_mail(db, site, STAFF, now, person(db, site, "khac@shop.example", now))
    assert added.allowed


def test_an_address_that_was_nobodys_becomes_the_persons_with_its_choices(db: Db, site: Site, now: int) -> None:
    told_by_mail(db, site, STAFF, now, kinds=["callback"])
    who = person(db, site, STAFF, now)
    notices.join_by_email(db, site, STAFF, now)
    found = notices.of_person(db, site, who.id)
    assert [one.choices["kinds"] for one in found] == [["callback"]]


def test_who_loses_the_role_is_told_nothing_more_and_shown(db: Db, site: Site, now: int) -> None:
    who = person(db, site, STAFF, now)
    told_by_mail(db, site, STAFF, now, who)
    lead(db, site, now)
    accounts.remove_role(db, who.id, site.id)
    lead(db, site, now)
    assert len(sent(db)) == 1
    assert [found.allowed for found in notices.troubles(db, site)] == [False]


def test_nobody_is_told_on_behalf_of_a_stranger(db: Db, site: Site, other_site: Site, now: int) -> None:
    stranger = person(db, other_site, STAFF, now)
    with pytest.raises(Problem) as found:
        told_by_mail(db, site, STAFF, now, stranger)
    assert found.value.status == 404


def delivery(site: Site, recipient_id: str | None, attempts: int = 1) -> Delivery:
    return Delivery(site.id, "d_1", "email", "lead.created", "email", STAFF, recipient_id, {}, attempts, 0, 0)


def test_what_was_queued_for_somebody_gone_is_refused_when_it_is_sent(db: Db, site: Site, now: int) -> None:
    who = person(db, site, STAFF, now)
    added = told_by_mail(db, site, STAFF, now, who)
    assert notices.reached(db, delivery(site, added.id)) == added
    accounts.remove_role(db, who.id, site.id)
    with pytest.raises(Refused, match="this person no longer works on the site"):
        notices.reached(db, delivery(site, added.id))
    notices.remove(db, site, added.id, now)
    with pytest.raises(Refused, match="this recipient was removed"):
        notices.reached(db, delivery(site, added.id))


def settle(
    db: Db, site: Site, recipient_id: str | None, state: str, reason: str | None, now: int, attempts: int = 1
) -> None:
    with db.write() as tx:
        notices.settle(tx, delivery(site, recipient_id, attempts), state, reason, now)


@pytest.mark.parametrize("state", ["refused", "blocked", "dead"])
def test_a_refusal_shows_at_the_recipient_and_the_next_success_clears_it(
    db: Db, site: Site, now: int, state: str
) -> None:
    added = told_by_mail(db, site, STAFF, now)
    settle(db, site, added.id, state, "the mail server refused 550 for this address", now)
    troubled = notices.get(db, site, added.id)
    assert (troubled.trouble, troubled.trouble_at) == ("the mail server refused 550 for this address", now)
    assert notices.troubles(db, site) == [troubled]
    lead(db, site, now)
    assert sent(db) == [(STAFF, "lead.created")]  # tried all the same
    settle(db, site, added.id, "delivered", None, now + 1)
    cured = notices.get(db, site, added.id)
    assert (cured.trouble, cured.trouble_at, cured.ok_at) == (None, None, now + 1)
    assert notices.troubles(db, site) == []


def test_a_first_failure_is_no_trouble_and_half_a_minute_of_them_is(db: Db, site: Site, now: int) -> None:
    added = told_by_mail(db, site, STAFF, now)
    settle(db, site, added.id, "pending", "the mailbox is full", now, attempts=1)
    assert notices.get(db, site, added.id).trouble is None
    settle(db, site, added.id, "pending", "the mailbox is full", now, attempts=3)
    assert notices.get(db, site, added.id).trouble == "the mailbox is full"


def test_success_is_written_once_a_minute_at_most(db: Db, site: Site, now: int) -> None:
    added = told_by_mail(db, site, STAFF, now)
    seen = []
    for after in (0, clocks.SECOND, clocks.MINUTE, clocks.MINUTE + 1):
        settle(db, site, added.id, "delivered", None, now + after)
        seen.append(notices.get(db, site, added.id).ok_at)
    assert seen == [now, now, now, now + clocks.MINUTE + 1]


def test_mail_that_came_back_outweighs_a_server_that_takes_the_next_one(db: Db, site: Site, now: int) -> None:
    added = told_by_mail(db, site, STAFF, now)
    with db.write() as tx:
        notices.note_trouble(tx, site.id, added.id, f"{notices.RETURNED} (5.1.1)", now)
    settle(db, site, added.id, "delivered", None, now + clocks.HOUR)
    assert notices.get(db, site, added.id).trouble == "mail to this address came back (5.1.1)"
    settle(db, site, added.id, "delivered", None, now + clocks.DAY + 1)
    assert notices.get(db, site, added.id).trouble is None


def test_how_a_delivery_without_a_recipient_ended_changes_nobody(db: Db, site: Site, now: int) -> None:
    added = told_by_mail(db, site, STAFF, now)
    settle(db, site, None, "refused", "no", now)
    settle(db, site, "r_unknown", "refused", "no", now)
    assert notices.get(db, site, added.id) == added


KINDS = ["callback", "form", "manual"]


def test_kinds_that_nobody_hears_of_are_named(db: Db, site: Site, now: int) -> None:
    assert notices.unheard(db, site, KINDS, now) == KINDS
    told_by_mail(db, site, STAFF, now, kinds=["callback"])
    assert notices.unheard(db, site, KINDS, now) == ["form", "manual"]
    everything = told_by_mail(db, site, "chu@shop.example", now)
    assert notices.unheard(db, site, KINDS, now) == []
    notices.set_paused(db, site, everything.id, True, now)
    assert notices.unheard(db, site, KINDS, now) == ["form", "manual"]


@pytest.mark.parametrize(
    ("choices", "heard"),
    [
        ({"away_until": "2026-11-19", "outside": "nothing"}, False),
        ({"away_until": "2026-11-17", "outside": "nothing"}, True),
        ({"away_until": "2026-11-19", "outside": "digest"}, True),
        ({"when": "own_hours", "hours": OFFICE, "outside": "nothing"}, True),
        ({"mine_only": True}, False),
    ],
)
def test_who_hears_of_leads_as_things_stand(db: Db, site: Site, now: int, choices: dict[str, Any], heard: bool) -> None:
    who = person(db, site, STAFF, now)
    told_by_mail(db, site, STAFF, now, who, **choices)
    assert notices.unheard(db, site, ["callback"], now) == ([] if heard else ["callback"])
    accounts.remove_role(db, who.id, site.id)
    assert notices.unheard(db, site, ["callback"], now) == ["callback"]


def test_a_test_message_goes_out_whatever_the_hours_and_names_nobody(db: Db, site: Site) -> None:
    added = told_by_mail(db, site, STAFF, NIGHT, when="own_hours", hours=OFFICE)
    sent_id = notices.send_test(db, site, added.id, BASE, NIGHT)
    found = queued(db)[0]
    assert (found["id"], found["target"], found["event"]) == (sent_id, STAFF, "test")
    assert found["payload"]["title"] == "Tin thử · Mộc An"
    assert found["payload"]["items"][0]["link"] == f"{BASE}/admin/{site.key}"


@pytest.mark.parametrize("method", ["email", "telegram", "chat"])
def test_what_can_hang_is_what_deliveries_queue_behind(db: Db, site: Site, now: int, method: str) -> None:
    added = notices.add(db, site, method=method, address="x@shop.example", label="Kho", now=now)
    lead(db, site, now)
    lane = {"email": "email", "telegram": f"telegram:{site.id}", "chat": added.id}[method]
    assert [(row["lane"], row["target"]) for row in queued(db)] == [(lane, "Kho")]
    assert telling.sites_told(db) == [site.id]
