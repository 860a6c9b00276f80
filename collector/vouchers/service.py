"""Vouchers: codes given for a lead or at once, each counted, none given twice.

Codes of a widget are given one after another: whoever gives locks the widget's row first, so that the limits (in all,
for a phone, for a device) hold whatever arrives at the same moment.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from collector import clock, ids
from collector.attribution.touches import Touch
from collector.conversions import service as conversions
from collector.db import Tx, queries
from collector.sites.service import Site
from collector.vouchers import codes, offer
from collector.vouchers.offer import Offer
from collector.webhooks import service as webhooks
from collector.widgets import service as widgets

SQL = queries(__file__)

ISSUED, REDEEMED = "voucher_issued", "voucher_redeemed"
LEAST_ATTEMPTS = 8  # a code that we make is taken once in 2^60: more is a fault

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is to have a code. `key` is what makes a claim the same one when it comes again; times are ms UTC."""

    key: str
    widget_id: str
    lead_id: str | None = None
    visitor: str | None = None
    phone_e164: str | None = None
    variant: str | None = None
    device: str = "other"
    language: str | None = None
    journey: Sequence[Touch] = field(default_factory=list)
    consent_known: bool = True


def issue(tx: Tx, site: Site, claim: Claim, now: int) -> Data | None:
    """Give a code, in the transaction of what earned it; None when the widget gives none.

    `state` is `issued`, `already` (the one they have still holds), `limit`, `sold_out` or `over`; with the first two
    come `code`, `expires_at` (RFC 3339 or null), `apply_url`, `worth` and `text`.
    """
    published = widgets.published(tx, site.id, claim.widget_id)
    if published is None or published.kind != offer.KIND:
        return None
    offered = offer.read(site, published, claim.variant)
    SQL.make_offer(tx, site_id=site.id, widget_id=claim.widget_id, now=now)
    issued = int(SQL.lock_offer(tx, site_id=site.id, widget_id=claim.widget_id, now=now).issued)
    locale = offer.language(claim.language, site)
    known = SQL.get_by_issue(tx, site_id=site.id, issue_key=claim.key)
    if known:
        return _told(tx, site, known.id, "issued", locale)
    held, limited = _theirs(tx, site, offered, claim, now)
    if held:
        return _told(tx, site, held, "already", locale)
    if limited or _is_over(site, offered, now):
        return {"state": "limit" if limited else "over"}
    found = None if offered.total is not None and issued >= offered.total else _take(tx, site, offered, now)
    if found is None:
        return {"state": "sold_out"}
    _give(tx, site, offered, claim, found, now)
    return _told(tx, site, found, "issued", locale)


def _theirs(tx: Tx, site: Site, offered: Offer, claim: Claim, now: int) -> tuple[str | None, bool]:
    """The code that they have and that still holds, and whether they have had all they may."""
    place = {"site_id": site.id, "widget_id": claim.widget_id, "now": now}
    given = []
    if claim.phone_e164 and offered.per_phone:
        given.append((SQL.of_phone(tx, **place, phone=claim.phone_e164), offered.per_phone))
    if claim.visitor and offered.per_device:
        given.append((SQL.of_visitor(tx, **place, visitor=claim.visitor), offered.per_device))
    held = next((row.open_id for row, _ in given if row.open_id), None)
    return held, any(row.given >= most for row, most in given)


def _is_over(site: Site, offered: Offer, now: int) -> bool:
    end = offer.expires_at(offered, site.timezone, None, now)
    return end is not None and end < now


def _take(tx: Tx, site: Site, offered: Offer, now: int) -> str | None:
    """The id of a code to give: the next of the pool, or a new row."""
    if offered.code_kind == "pool":
        free = SQL.next_free(tx, site_id=site.id, widget_id=offered.widget_id, now=now)
        return str(free.id) if free else None
    if offered.code_kind == "fixed":
        return add_code(tx, site, offered.widget_id, "fixed", offered.fixed, None, now)
    made = (
        add_code(tx, site, offered.widget_id, "generated", codes.make(offered.prefix), None, now)
        for _ in range(LEAST_ATTEMPTS)
    )
    return next(filter(None, made))


def add_code(tx: Tx, site: Site, widget_id: str, kind: str, code: str, until_at: int | None, now: int) -> str | None:
    """A row for a code; returns its id, or None when the code is somebody's already."""
    lookup = codes.compared(code, kind)
    # One that is the same for all may stand in many rows; any other only once in a site.
    if kind != "fixed" and SQL.find_lookup(tx, site_id=site.id, lookup=lookup):
        return None
    row = SQL.insert_voucher(
        tx,
        site_id=site.id,
        id=ids.new("vc", now),
        widget_id=widget_id,
        kind=kind,
        code=code,
        lookup=lookup,
        own=None if kind == "fixed" else lookup,
        until_at=until_at,
        now=now,
    )
    return str(row.id) if row else None


def _give(tx: Tx, site: Site, offered: Offer, claim: Claim, voucher_id: str, now: int) -> None:
    """Write whose it is, count it, record the goal, tell other programs."""
    until_at = get(tx, site, voucher_id).until_at
    SQL.give(
        tx,
        site_id=site.id,
        id=voucher_id,
        issue_key=claim.key,
        worth=json.dumps(offered.worth, ensure_ascii=False),
        lead_id=claim.lead_id,
        visitor=claim.visitor,
        phone=claim.phone_e164,
        expires_at=offer.expires_at(offered, site.timezone, until_at, now),
        now=now,
    )
    SQL.count_issue(tx, site_id=site.id, widget_id=claim.widget_id)
    conversion = conversions.record(
        tx,
        site,
        goal=ISSUED,
        key=f"{ISSUED}:{voucher_id}",
        journey=claim.journey,
        occurred_at=now,
        now=now,
        lead_id=claim.lead_id,
        visitor=claim.visitor,
        widget_id=claim.widget_id,
        variant=claim.variant,
        device=claim.device,
        consent_known=claim.consent_known,
    )
    SQL.set_conversion(tx, site_id=site.id, id=voucher_id, conversion_id=conversion.id)
    webhooks.emit(tx, site, "voucher.issued", lambda: facts(site, get(tx, site, voucher_id)), now, claim.lead_id)


def get(tx: Tx, site: Site, voucher_id: str) -> Any:
    """The row of a voucher that exists."""
    return SQL.get_voucher(tx, site_id=site.id, id=voucher_id)


def follow_spam(tx: Tx, site: Site, lead_id: str, spam: bool, now: int) -> None:
    """A lead that proves spam takes the goal of its code back; one that is none after all has it again."""
    for row in list(SQL.list_of_lead(tx, site_id=site.id, lead_id=lead_id)):
        known = conversions.get(tx, site, get(tx, site, row.id).conversion_id)
        if known and spam:
            conversions.retract(tx, site, known.id, now)
        elif known and known.retracted_at is not None:
            again(tx, site, known, ISSUED, row.id, known.occurred_at, now)


def again(
    tx: Tx,
    site: Site,
    origin: conversions.Conversion | None,
    goal: str,
    voucher_id: str,
    occurred_at: int,
    now: int,
    **more: Any,
) -> conversions.Conversion:
    """A goal of a voucher with the journey, visitor and widget that were frozen when it was given."""
    same = ("visitor", "widget_id", "variant", "device", "journey", "consent_known", "lead_id")
    frozen = {name: getattr(origin, name) for name in same} if origin else {"journey": []}
    key = f"{goal}:{voucher_id}"
    return conversions.record(tx, site, goal=goal, key=key, occurred_at=occurred_at, now=now, **(frozen | more))


def _told(tx: Tx, site: Site, voucher_id: str, state: str, locale: str) -> Data:
    """What the visitor is told of a code."""
    row = get(tx, site, voucher_id)
    worth = json.loads(row.worth)
    plain = ("kind", "percent", "amount_minor", "currency")
    return {
        "state": state,
        "code": row.code,
        "expires_at": time(row.expires_at),
        "apply_url": offer.apply_url(worth, row.code),
        "worth": {name: worth[name] for name in plain} | {"text": offer.worth_text(worth, locale)},
        "text": offer.conditions(worth, row.expires_at, site.timezone, locale),
    }


def facts(site: Site, row: Any) -> Data:
    """A voucher as other programs see it (schema.VoucherSchema); an uploaded code that waits has no `worth` yet."""
    plain = ("id", "kind", "code", "order_id", "amount_minor", "currency")
    # Of a code that is the same for all, nobody knows who redeemed it, unless they said so.
    anybody = row.redeemed_at is not None and not row.known
    whose = {"lead": row.lead_id, "visitor": row.visitor, "phone_e164": row.phone_e164}
    return {name: getattr(row, name) for name in plain} | {
        "site": site.key,
        "widget": row.widget_id,
        **(dict.fromkeys(whose) if anybody else whose),
        "worth": _worth(site, json.loads(row.worth)) if row.worth else None,
        "issued_at": time(row.issued_at),
        "expires_at": time(row.expires_at),
        "redeemed_at": time(row.redeemed_at),
        "redeemed_via": row.redeemed_via,
    }


def _worth(site: Site, worth: Data) -> Data:
    plain = ("kind", "percent", "amount_minor", "currency")
    return {name: worth[name] for name in plain} | {"text": offer.worth_text(worth, offer.language(None, site))}


def of_lead(tx: Tx, site: Site, lead_id: str) -> list[Data]:
    """The vouchers that a lead was given (facts), oldest first."""
    rows = list(SQL.list_of_lead(tx, site_id=site.id, lead_id=lead_id))
    return [facts(site, get(tx, site, row.id)) for row in rows]


def time(at: int | None) -> str | None:
    """RFC 3339, or nothing."""
    return None if at is None else clock.rfc3339(at)
