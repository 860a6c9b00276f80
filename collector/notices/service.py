"""Who is told of leads: recipients, each by one method, with their own choices; how their deliveries fared.

Telling itself is telling.py; docs/notices.md says who is told when.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from marshmallow import ValidationError

from collector import clock, ids
from collector.accounts import service as accounts
from collector.accounts.roles import Person
from collector.db import Db, Tx, queries
from collector.errors import Problem, flatten, not_found
from collector.notices import notice, schema, telling
from collector.notices.recipients import Recipient, at_address, everyone, one
from collector.notices.schema import Choices
from collector.outbox import service as outbox
from collector.outbox.sending import Delivery, Refused
from collector.sites.service import Site

SQL = queries(__file__)

RETURNED = "mail to this address came back"
RETURNED_FOR = clock.DAY
OK_EVERY = clock.MINUTE
# Half a minute of failed attempts: whoever waits for a notice wants to see why by then.
TROUBLED_AFTER = 3
LABEL_MOST = 120
TOLD_ROLES = ("agent", "owner")


def email_address(text: str) -> str:
    """An e-mail address as it is kept. Raises Problem 422; letters beyond ASCII before the @ need what few have."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise Problem(422, "This e-mail address cannot be used", str(error), {"email": [str(error)]}) from None
    return str(found.ascii_email).lower()


def recipients(db: Db, site: Site) -> list[Recipient]:
    """Who is told of the site's leads, the oldest first."""
    with db.read() as tx:
        return everyone(tx, site.id)


def get(db: Db, site: Site, recipient_id: str) -> Recipient:
    """Raises Problem 404."""
    with db.read() as tx:
        return _require(tx, site.id, recipient_id)


def of_person(db: Db, site: Site, person_id: str) -> list[Recipient]:
    """By which methods a person is told."""
    return [found for found in recipients(db, site) if found.person_id == person_id]


def add_email(db: Db, site: Site, address: str, now: int, **more: Any) -> Recipient:
    """Tell an address by e-mail; `more` as in `add`. Raises Problem 422, 409."""
    address = email_address(address)
    return add(db, site, method="email", address=address, label=address, now=now, **more)


def add(
    db: Db,
    site: Site,
    *,
    method: str,
    address: str,
    label: str,
    now: int,
    person_id: str | None = None,
    locale: str | None = None,
    choices: Choices | None = None,
    secret: str | None = None,
) -> Recipient:
    """Tell somebody of leads. `address` is unique in a method; `label` is what people read; `secret` comes sealed.

    Raises Problem 422 for choices that cannot be used, 409 for an address that is told already, 404 for a person who
    does not work on the site.
    """
    with db.write() as tx:
        return put(
            tx,
            site,
            method=method,
            address=address,
            label=label,
            now=now,
            person_id=person_id,
            locale=locale,
            choices=choices,
            secret=secret,
        )


def put(
    tx: Tx,
    site: Site,
    *,
    method: str,
    address: str,
    label: str,
    now: int,
    person_id: str | None = None,
    locale: str | None = None,
    choices: Choices | None = None,
    secret: str | None = None,
) -> Recipient:
    """`add` in the caller's transaction."""
    if person_id is not None and person_id not in accounts.who_can(tx, "work_leads", site.id):
        raise not_found("person")
    complete = _choices(choices or {}, person_id)
    recipient_id = ids.new("r", now)
    row = SQL.insert_recipient(
        tx,
        site_id=site.id,
        id=recipient_id,
        method=method,
        address=address,
        label=_label(label) or address,
        person_id=person_id,
        locale=locale,
        choices=json.dumps(complete),
        secret=secret,
        now=now,
    )
    if row is None:
        raise Problem(409, "This address is told already", "Change what it hears of in the list.")
    return _require(tx, site.id, recipient_id)


def change(db: Db, site: Site, recipient_id: str, values: dict[str, Any], now: int) -> Recipient:
    """Change `choices` (some of them), `locale`, `label` or `secret` (sealed). Raises Problem 404, 422."""
    with db.write() as tx:
        known = _require(tx, site.id, recipient_id)
        SQL.change_recipient(
            tx,
            site_id=site.id,
            id=recipient_id,
            label=_label(values.get("label") or "") or known.label,
            locale=values.get("locale", known.locale),
            choices=json.dumps(_choices(known.choices | values.get("choices", {}), known.person_id)),
            secret=values.get("secret", known.secret),
            now=now,
        )
        SQL.hurry_digest(tx, site_id=site.id, recipient_id=recipient_id, now=now)
        return _require(tx, site.id, recipient_id)


def set_paused(db: Db, site: Site, recipient_id: str, paused: bool, now: int) -> Recipient:
    """Tell them nothing until they are resumed. What waits for their hours goes on waiting. Raises Problem 404."""
    with db.write() as tx:
        _require(tx, site.id, recipient_id)
        SQL.set_paused(tx, site_id=site.id, id=recipient_id, paused=int(paused), now=now)
        SQL.hurry_digest(tx, site_id=site.id, recipient_id=recipient_id, now=now)
        return _require(tx, site.id, recipient_id)


def remove(db: Db, site: Site, recipient_id: str, now: int) -> None:
    """Tell them nothing more, not even what waits. Raises Problem 404."""
    with db.write() as tx:
        _require(tx, site.id, recipient_id)
        outbox.cancel_target(tx, site.id, recipient_id, now)
        SQL.delete_recipient(tx, site_id=site.id, id=recipient_id)


def join(tx: Tx, site: Site, person: Person, now: int) -> bool:
    """Whoever becomes agent or owner of this one site is told by e-mail, as usual; True when they were not before.

    Not for a role on the whole installation: its owners would hear of every shop. An address that was nobody's
    becomes theirs and keeps its choices.
    """
    if person.roles.get(site.id) not in TOLD_ROLES:
        return False
    try:
        address = email_address(person.email)
    except Problem:  # somebody may sign in with an address that not every mail server can write to
        return False
    known = at_address(tx, site.id, "email", address)
    if known is not None:
        SQL.adopt(tx, site_id=site.id, id=known.id, person_id=person.id, now=now)
        return False
    values: dict[str, Any] = {"address": address, "label": address, "person_id": person.id, "locale": person.locale}
    put(tx, site, method="email", now=now, **values)
    return True


def join_by_email(db: Db, site: Site, email: str, now: int) -> bool:
    """`join` for whoever was just given a role under this address."""
    with db.write() as tx:
        person = accounts.find_person(tx, email)
        return person is not None and join(tx, site, person, now)


def send_test(db: Db, site: Site, recipient_id: str, base_url: str, now: int) -> str:
    """Queue a test message, whatever their hours; returns the delivery's id. Raises Problem 404."""
    with db.write() as tx:
        known = _require(tx, site.id, recipient_id)
        return telling.send(tx, known, notice.test(site, base_url, known.locale or site.locale), now)


def troubles(db: Db, site: Site) -> list[Recipient]:
    """Recipients that the last notices did not reach (`trouble`, `trouble_at`), or who may hear no more."""
    return [found for found in recipients(db, site) if found.trouble or not found.allowed]


def unheard(db: Db, site: Site, kinds: Iterable[str], now: int) -> list[str]:
    """The kinds of leads that nobody hears of as things stand, neither now nor later; all of them without recipients.

    It is what the owner chose, but worth a warning. A recipient in trouble counts: `troubles` tells of those.
    """
    today = clock.day(now, site.timezone)
    hearing = [found.choices for found in recipients(db, site) if _hears(found, today)]
    return [kind for kind in kinds if not any(not chosen["kinds"] or kind in chosen["kinds"] for chosen in hearing)]


def _hears(recipient: Recipient, today: str) -> bool:
    """Whether a lead that is nobody's reaches them at some time of the week."""
    choices = recipient.choices
    gone = choices["outside"] == "nothing" and (choices["away_until"] or "") >= today
    return recipient.allowed and not recipient.paused and not choices["mine_only"] and not gone


def reached(db: Db, delivery: Delivery) -> Recipient:
    """For senders: who a notice is for, as things stand when it is sent. Raises Refused when they are told no more."""
    with db.read() as tx:
        found = one(tx, delivery.site_id, delivery.target_id or "")
    if found is None:
        raise Refused("this recipient was removed")
    if not found.allowed:
        raise Refused("this person no longer works on the site")
    return found


def settle(tx: Tx, delivery: Delivery, state: str, reason: str | None, now: int) -> None:
    """For senders' Kind.settle: a recipient shows why notices do not arrive, and that they do again."""
    if delivery.target_id is None:
        return
    given_up = state in outbox.FAILED or delivery.attempts >= TROUBLED_AFTER
    if state == "delivered":
        _note_well(tx, delivery, now)
    elif given_up and reason:
        note_trouble(tx, delivery.site_id, delivery.target_id, reason, now)


def note_trouble(tx: Tx, site_id: str, recipient_id: str, reason: str, now: int) -> None:
    """Show why notices do not reach a recipient; new ones are tried all the same, because a mailbox may come back."""
    SQL.set_trouble(tx, site_id=site_id, id=recipient_id, trouble=reason, now=now)


def _note_well(tx: Tx, delivery: Delivery, now: int) -> None:
    SQL.set_well(
        tx,
        site_id=delivery.site_id,
        id=delivery.target_id,
        returned=f"{RETURNED}%",
        returned_before=now - RETURNED_FOR,
        stale=now - OK_EVERY,
        now=now,
    )


def _require(tx: Tx, site_id: str, recipient_id: str) -> Recipient:
    found = one(tx, site_id, recipient_id)
    if found is None:
        raise not_found("recipient")
    return found


def _choices(values: Choices, person_id: str | None) -> Choices:
    try:
        complete = schema.load(values)
    except ValidationError as error:
        raise Problem(422, "Some values cannot be used", errors=flatten(error.messages)) from None
    if complete["mine_only"] and person_id is None:
        errors = {"mine_only": ["only a person of the site has leads of their own"]}
        raise Problem(422, "Some values cannot be used", errors=errors)
    return complete


def _label(text: str) -> str:
    return notice.line(text)[:LABEL_MOST]
