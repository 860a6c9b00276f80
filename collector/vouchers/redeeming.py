"""Redemption: once for each code that was given, whatever races.

To other programs a wrong, used, expired and foreign code answer alike, by the same steps, and being wrong costs of a
budget; staff who are signed in see why.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from babel.core import get_global

from collector import money
from collector.conversions import service as conversions
from collector.db import Db, Tx, queries
from collector.errors import Problem
from collector.sites.service import Site
from collector.vouchers import budget, codes, offer, service
from collector.vouchers.service import Data
from collector.webhooks import service as webhooks
from collector.widgets import channels

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Redeemer:
    """Who redeems: `via` is api, staff or csv; `who` and `most` are their budget of wrong codes, None without end."""

    via: str
    who: str
    most: int | None
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Redemption:
    """What is told with it. With `key`, the same redemption sent again is answered as the first time.

    `phone_e164` says whose it is of a code that is the same for all. `at` is when it happened, ms UTC.
    """

    key: str | None = None
    order_id: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    phone_e164: str | None = None
    at: int | None = None


def by_token(token_id: str) -> Redeemer:
    """Another program."""
    return Redeemer("api", f"token:{token_id}", budget.PER_TOKEN)


def by_person(person_id: str) -> Redeemer:
    """Somebody of the staff."""
    return Redeemer("staff", f"person:{person_id}", budget.PER_PERSON, person_id)


def phone(site: Site, typed: str | None) -> str | None:
    """A number in E.164, understood as the site's country writes it; None for what is none."""
    try:
        return channels.phone(typed, str(get_global("zone_territories").get(site.timezone, "VN")))[0] if typed else None
    except channels.BadValue:
        return None


def by_list() -> Redeemer:
    """An operator's file."""
    return Redeemer("csv", "", None)


def redeem(db: Db, site: Site, typed: str, told: Redemption, by: Redeemer, now: int) -> Data:
    """Redeem a code as it was typed (service.facts of the voucher).

    Raises Problem 404 for any code that cannot be redeemed, 409 for a key that was used for another code, 422 for an
    amount without its currency's sense, 429 when the budget is used up.
    """
    _check(told)
    with db.write() as tx:
        _allow(tx, site, by, now)
        found = _once(tx, site, typed, told, by, now)
        if found is None:
            _charge(tx, site, by, now)
    if found is None:
        raise refused()
    return found


def _allow(tx: Tx, site: Site, by: Redeemer, now: int) -> None:
    if by.most is not None:
        budget.check(tx, site, by.who, by.most, now)


def _charge(tx: Tx, site: Site, by: Redeemer, now: int) -> None:
    if by.most is not None:
        budget.note(tx, site, by.who, now)


def refused() -> Problem:
    """One answer for every code that cannot be redeemed."""
    return Problem(404, "This code cannot be redeemed", "It is not known, was used, has expired, or is not yours.")


def _check(told: Redemption) -> None:
    if told.currency is not None and not money.known(told.currency):
        raise Problem(422, "This currency is not known", errors={"currency": ["three letters, such as VND"]})


def _once(tx: Tx, site: Site, typed: str, told: Redemption, by: Redeemer, now: int) -> Data | None:
    if told.key:
        budget.queue(tx, site, f"key:{told.key}", now)
        known = SQL.get_by_redemption(tx, site_id=site.id, redemption_key=told.key)
        if known:
            return _same(site, service.get(tx, site, known.id), typed)
    voucher_id = _win(tx, site, typed, told, by, now)
    if voucher_id is None:
        return None
    _record(tx, site, voucher_id, now)
    row = service.get(tx, site, voucher_id)
    webhooks.emit(tx, site, "voucher.redeemed", lambda: service.facts(site, row), now, row.lead_id)
    return service.facts(site, row)


def _same(site: Site, row: Any, typed: str) -> Data:
    if row.lookup != codes.compared(typed, row.kind):
        raise Problem(409, "This key was used for another code", "The first one stands.")
    return service.facts(site, row)


def _win(tx: Tx, site: Site, typed: str, told: Redemption, by: Redeemer, now: int) -> str | None:
    """Take a row that can be redeemed; when somebody else was faster with it, the next one of the same code."""
    names = {"plain": codes.plain(typed), "spoken": codes.spoken(typed)}
    at = now if told.at is None else min(told.at, now)
    while row := SQL.find_open(tx, site_id=site.id, **names, phone=told.phone_e164, now=at):
        taken = SQL.redeem(
            tx,
            site_id=site.id,
            id=row.id,
            via=by.via,
            person_id=by.person_id,
            redemption_key=told.key,
            # Of a code that is the same for all, only the phone tells whose it was.
            known=int(row.kind != "fixed" or (row.phone_e164 is not None and row.phone_e164 == told.phone_e164)),
            order_id=told.order_id,
            amount_minor=told.amount_minor,
            currency=(told.currency or site.currency) if told.amount_minor is not None else None,
            now=at,
        )
        if taken:
            return str(taken.id)
    return None


def _record(tx: Tx, site: Site, voucher_id: str, now: int) -> None:
    """The goal, with the journey of whoever was given the code; where that cannot be known, with none."""
    row = service.get(tx, site, voucher_id)
    origin = conversions.get(tx, site, row.conversion_id) if row.known else None
    value = {"value_minor": row.amount_minor or 0, "currency": row.currency}
    if origin is None:
        value |= {"widget_id": row.widget_id}
    service.again(tx, site, origin, service.REDEEMED, voucher_id, row.redeemed_at, now, **value)


def look(db: Db, site: Site, typed: str, by: Redeemer, now: int) -> Data | None:
    """What staff see of a code before they redeem it, and why it cannot be: None when there is none such.

    Raises Problem 429 when the budget is used up: codes that do not hold cost of it.
    """
    names = {"plain": codes.plain(typed), "spoken": codes.spoken(typed)}
    with db.write() as tx:
        _allow(tx, site, by, now)
        found = SQL.find_any(tx, site_id=site.id, **names, phone=None, now=now)
        seen = _seen(tx, site, found.id, now) if found else None
        if seen is None or seen["state"] != "open":
            _charge(tx, site, by, now)
    return seen


def _seen(tx: Tx, site: Site, voucher_id: str, now: int) -> Data:
    row = service.get(tx, site, voucher_id)
    counted = SQL.count_code(tx, site_id=site.id, lookup=row.lookup, kind=row.kind, now=now)
    names = SQL.get_names(tx, site_id=site.id, id=voucher_id)
    worth = json.loads(row.worth) if row.worth else None
    columns: Data = row._asdict() | names._asdict()
    return columns | {
        "worth": worth,
        "worth_text": {locale: offer.worth_text(worth, locale) for locale in offer.LANGUAGES} if worth else None,
        "state": state(row, now),
        "shared": row.kind == "fixed",
        "issued": counted.issued,
        "holding": counted.holding,
    }


def state(row: Any, now: int) -> str:
    """`free` and `stale` (uploaded, and not given), `open`, `redeemed` or `expired`."""
    if row.redeemed_at is not None:
        return "redeemed"
    if row.issued_at is None:
        return "free" if row.until_at is None or row.until_at >= now else "stale"
    return "expired" if row.expires_at is not None and row.expires_at < now else "open"
