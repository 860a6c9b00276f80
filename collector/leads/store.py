"""One way to make a lead, whoever sends it: row, journey, conversion and notices in one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from collector import clock, ids
from collector.attribution import service as attribution
from collector.attribution.landing import stored
from collector.attribution.touches import Touch
from collector.conversions import service as conversions
from collector.db import Tx, queries
from collector.events import service as events
from collector.events.parse import Parsed
from collector.events.schema import Event
from collector.leads import outside, phones
from collector.leads.notices import CREATED, compose
from collector.notices import telling
from collector.quotes import requests
from collector.sites.service import Site
from collector.vouchers import service as vouchers

SQL = queries(__file__)
GOAL = "lead"
URL_MOST = 2000


@dataclass(slots=True)
class NewLead:
    """A lead about to be stored. Times are ms UTC; `candidates` are landings {id, at, url, referrer}, any order.

    `consent_known` is False when the visitor refused to be remembered, so that the source cannot be known.
    """

    key: str
    kind: str
    at: int
    fields: dict[str, Any] = field(default_factory=dict)
    widget_id: str | None = None
    variant: str | None = None
    visitor: str | None = None
    url: str = ""
    referrer: str = ""
    candidates: list[dict[str, Any]] = field(default_factory=list)
    consent: dict[str, Any] = field(default_factory=dict)
    consent_known: bool = True
    pixel: dict[str, str] | None = None
    language: str | None = None
    zone: str | None = None
    device: str = "other"
    user_agent: str = ""
    self_reported: str | None = None
    note: str | None = None
    value_minor: int | None = None
    held: str | None = None
    flags: list[str] = field(default_factory=list)
    promise_at: int | None = None
    success: dict[str, Any] = field(default_factory=dict)
    body_hash: str = ""


def put(
    tx: Tx, site: Site, lead: NewLead, base_url: str, now: int, person_id: str | None = None
) -> dict[str, Any] | None:
    """Store it; returns the answer to whoever sent it, or None when the key is taken already."""
    lead_id = ids.new("l", lead.at)
    answer = {
        "id": lead_id,
        "status": "held" if lead.held else "stored",
        "event_id": ids.new("e", now),
        "success": lead.success,
    }
    row = _columns(site, lead, now) | {"id": lead_id, "event_id": answer["event_id"], "answer": json.dumps(answer)}
    if SQL.insert_lead(tx, site_id=site.id, **row) is None:
        return None
    journey = attribution.record_touches(
        tx, site, lead.visitor, _candidates(lead), now=lead.at, user_agent=lead.user_agent
    )
    _note_submit(tx, site, lead, str(answer["event_id"]), now)
    SQL.set_journey(tx, site_id=site.id, id=lead_id, journey=json.dumps(journey, ensure_ascii=False))
    note_change(tx, site.id, lead_id, now, person_id, "created", None, lead.held or "stored")
    if not lead.held:
        requests.request(tx, site, row, now)
        outside.created(tx, site, lead_id, now)
        convert(tx, site, row, journey, now)
        given = reward(tx, site, row, journey, now)
        if given:
            answer["success"] = lead.success | {"voucher": given}
            SQL.set_answer(tx, site_id=site.id, id=lead_id, answer=json.dumps(answer, ensure_ascii=False))
        announce(tx, site, _shown(row, lead, journey) | _code(given), base_url, now, person_id)
    return answer


def announce(
    tx: Tx,
    site: Site,
    lead: dict[str, Any],
    base_url: str,
    now: int,
    by: str | None,
    event: str = CREATED,
    to: str | None = None,
) -> None:
    """Tell staff of a lead: its columns, with fields and journey as values. `by` is whose doing it was, who knows."""
    telling.tell(tx, site, event, lead, lambda locale: compose(site, lead, base_url, event, locale), now, by, to)


def _note_submit(tx: Tx, site: Site, lead: NewLead, event_id: str, now: int) -> None:
    """The server's own event, so that a form counts as submitted in the same reports as seen and opened."""
    if lead.widget_id is None or lead.held:
        return
    event = Event(event_id, "submit", lead.at, lead.url[:URL_MOST], "", lead.widget_id, lead.variant)
    batch = Parsed(site.key, lead.visitor, now, [event])
    events.store(tx, site, batch, now, lead.user_agent)


def _candidates(lead: NewLead) -> list[dict[str, Any]]:
    """The touches that came with it; without any, the page it was sent from is the only landing known."""
    if lead.candidates or not lead.consent_known or not (lead.url or lead.referrer):
        return lead.candidates
    return [{"id": f"t_{lead.key}"[:64], "at": lead.at, "url": lead.url, "referrer": lead.referrer}]


def convert(tx: Tx, site: Site, row: dict[str, Any], journey: list[Touch], now: int) -> None:
    """The conversion that a stored lead is, from its columns; recorded once a lead, whatever happens to it later."""
    conversions.record(
        tx,
        site,
        goal=GOAL,
        key=f"lead:{row['id']}",
        journey=journey,
        occurred_at=row["at"],
        now=now,
        lead_id=row["id"],
        event_id=row["event_id"],
        visitor=row["visitor"],
        widget_id=row["widget_id"],
        variant=row["variant"],
        device=row["device"],
        consent_known="no_consent" not in json.loads(row["flags"]),
    )


def reward(tx: Tx, site: Site, row: dict[str, Any], journey: list[Touch], now: int) -> dict[str, Any] | None:
    """The voucher that the form promised (vouchers.service.issue), from the lead's columns; None for other forms."""
    if row["kind"] != "voucher" or row["widget_id"] is None:
        return None
    same = ("visitor", "phone_e164", "variant", "device", "language", "widget_id")
    claim = vouchers.Claim(
        key=f"lead:{row['id']}",
        lead_id=row["id"],
        journey=journey,
        consent_known="no_consent" not in json.loads(row["flags"]),
        **{name: row[name] for name in same},
    )
    return vouchers.issue(tx, site, claim, now)


def give_late(tx: Tx, site: Site, row: dict[str, Any], journey: list[Touch], now: int) -> dict[str, Any]:
    """`reward` for a lead that was held: the visitor has gone, so it is for staff to pass on."""
    return _code(reward(tx, site, row, journey, now))


def _code(given: dict[str, Any] | None) -> dict[str, Any]:
    """For the notice: staff read the code that the visitor has."""
    return {"voucher": given["code"]} if given and "code" in given else {}


def note_change(
    tx: Tx, site_id: str, lead_id: str, now: int, person_id: str | None, what: str, before: Any, after: Any
) -> None:
    """One line of the lead's history."""
    SQL.insert_change(
        tx,
        site_id=site_id,
        lead_id=lead_id,
        id=ids.new("h", now),
        at=now,
        person_id=person_id,
        what=what,
        before=None if before is None else str(before),
        after=None if after is None else str(after),
    )


def _shown(row: dict[str, Any], lead: NewLead, journey: list[Touch]) -> dict[str, Any]:
    return row | {"fields": lead.fields, "journey": journey}


def _columns(site: Site, lead: NewLead, now: int) -> dict[str, Any]:
    typed = _text(lead.fields.get("phone"))
    phone = phones.understand(typed, phones.region(site.timezone)) if typed else None
    flags = [*lead.flags]
    if phone and not phone.e164:
        flags.append("odd_phone")
    if not lead.consent_known:
        flags.append("no_consent")
    plain = ("key", "kind", "widget_id", "variant", "visitor", "language", "zone", "device")
    later = ("self_reported", "note", "value_minor", "held", "promise_at", "at", "body_hash")
    return {name: getattr(lead, name) for name in (*plain, *later)} | {
        "status": "new",
        "flags": json.dumps(flags),
        "name": _text(lead.fields.get("name")),
        "url": stored(lead.url),
        "referrer": stored(lead.referrer),
        "phone": typed,
        "phone_e164": phone.e164 if phone else None,
        "email": _text(lead.fields.get("email")),
        "fields": json.dumps(lead.fields, ensure_ascii=False),
        "consent": json.dumps(lead.consent, ensure_ascii=False),
        "pixel": json.dumps(lead.pixel) if lead.pixel else None,
        "currency": site.currency,
        "day": clock.day(lead.at, site.timezone),
        "received_at": now,
    }


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, bool | list | dict):
        return None
    return str(value).strip() or None
