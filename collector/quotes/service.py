"""Quotes as staff and other programs work on them: made, changed, sent, withdrawn.

States: `draft`, `sent`, then `accepted` or `declined` by the customer (customer.py), or `withdrawn`. Until it was sent
a quote is changed in place; from then on every change is another version, which the customer's link shows at once.
What was accepted stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import phonenumbers
from babel.core import get_global

from collector import ids
from collector.db import Db, Tx
from collector.errors import Problem, not_found
from collector.quotes import figures, rows
from collector.quotes.rows import SQL, Quote
from collector.sealing import Box, Unsealable
from collector.sites.service import Site
from collector.webhooks import service as webhooks

VALID_DAYS = 14
NOTHING: dict[str, Any] = {
    "lines": [], "discount_percent": None, "discount_minor": 0, "tax_percent": "0", "note": None,
}  # fmt: skip
WHO = ("name", "phone", "email", "locale")


def list_quotes(
    db: Db, site: Site, filters: dict[str, Any], now: int, cursor: str = "", limit: int = 50
) -> tuple[list[Quote], str | None]:
    """A site's quotes, the newest first, as schema.QuoteSchema; the second value is the next page's cursor.

    `filters`: state (one of schema.SHOWN_STATES), lead (an id).
    """
    state = filters.get("state")
    over = int(state == "expired") if state in ("sent", "expired") else None
    with db.read() as tx:
        found = list(
            SQL.list_quotes(
                tx,
                site_id=site.id,
                state="sent" if state == "expired" else state,
                over=over,
                lead_id=filters.get("lead"),
                before=cursor or None,
                limit=limit + 1,
                now=now,
            )
        )
    shown = [rows.summary(site, row, now) for row in found[:limit]]
    return shown, shown[-1]["id"] if len(found) > limit else None


def counts(db: Db, site: Site, now: int) -> dict[str, int]:
    """How many quotes are in each of schema.SHOWN_STATES that has any."""
    with db.read() as tx:
        found = {row.state: row.quotes for row in SQL.count_by_state(tx, site_id=site.id)}
        over = SQL.count_over(tx, site_id=site.id, now=now).quotes
    return found | {"sent": found.get("sent", 0) - over, "expired": over}


def get(db: Db, site: Site, quote_id: str, now: int) -> Quote:
    """One quote, as schema.WholeQuoteSchema without its link. Raises Problem 404."""
    with db.read() as tx:
        return rows.whole(tx, site, rows.require(tx, site, quote_id), now)


def has(db: Db, site: Site, quote_id: str) -> bool:
    """Whether the quote is one of the site's."""
    with db.read() as tx:
        return SQL.get_quote(tx, site_id=site.id, id=quote_id) is not None


def link(db: Db, site: Site, quote_id: str, *, box: Box, base_url: str) -> str | None:
    """The customer's page; None until it was sent, and when the installation's own key has changed since."""
    with db.read() as tx:
        row = rows.require(tx, site, quote_id)
    secret = _opened(box, row.secret)
    return f"{base_url}/q/{secret}" if secret else None


def _opened(box: Box, sealed: str | None) -> str | None:
    try:
        return box.open(sealed) if sealed else None
    except Unsealable:
        return None


def add(db: Db, site: Site, values: dict[str, Any], now: int, person_id: str | None = None) -> Quote:
    """Make a draft from schema.NewQuoteSchema's fields. The same key again is the first one.

    Raises Problem 404 for a lead that is not the site's, 409 for a key with other values, 422 for impossible sums.
    """
    key = values.get("key") or ids.new("k", now)
    body_hash = ids.content_hash(json.dumps(values, sort_keys=True, default=str).encode())
    with db.write() as tx:
        lead = SQL.get_lead(tx, site_id=site.id, id=values["lead"]) if values.get("lead") else None
        if values.get("lead") and lead is None:
            raise not_found("lead")
        who = {name: values.get(name) or getattr(lead, name, None) for name in ("name", "phone", "email")}
        language = values.get("locale") or getattr(lead, "language", None)
        place: dict[str, Any] = {"key": key, "body_hash": body_hash, "lead_id": values.get("lead"), "widget_id": None}
        offer = NOTHING | {name: values[name] for name in (*NOTHING, "valid_until") if name in values}
        put(tx, site, **place, who=who, language=language, offer=offer, person_id=person_id, now=now)
        known = SQL.get_by_key(tx, site_id=site.id, key=key)
        if known.body_hash != body_hash:
            raise Problem(409, "This key was used for another quote", "The first one stands.")
        return rows.whole(tx, site, rows.require(tx, site, known.id), now)


def put(
    tx: Tx,
    site: Site,
    *,
    key: str,
    body_hash: str,
    lead_id: str | None,
    widget_id: str | None,
    who: dict[str, Any],
    language: str | None,
    offer: dict[str, Any],
    now: int,
    person_id: str | None = None,
    what: str = "made",
) -> str | None:
    """A draft in the caller's transaction; returns its id, None when there is one of this key. Raises Problem 422."""
    quote_id = ids.new("q", now)
    offer = offer | {"valid_until": offer.get("valid_until") or rows.days_ahead(now, VALID_DAYS, site.timezone)}
    sums = compute(offer)
    made = SQL.insert_quote(
        tx,
        site_id=site.id,
        id=quote_id,
        key=key,
        body_hash=body_hash,
        lead_id=lead_id,
        widget_id=widget_id,
        currency=site.currency,
        locale=spoken(language, site.locale),
        total_minor=sums.total_minor,
        **_person(who, site),
        **_validity(offer, site),
        now=now,
    )
    if made is None:
        return None
    _put_version(tx, site, quote_id, 1, offer, sums, now)
    note(tx, site, quote_id, what, 1, now, person_id)
    return quote_id


def spoken(language: str | None, fallback: str) -> str:
    """`vi` or `en`: what a customer reads."""
    found = (language or "")[:2].lower()
    return found if found in ("vi", "en") else fallback


def compute(offer: dict[str, Any]) -> figures.Figures:
    """The sums of what is offered. Raises Problem 422."""
    try:
        return figures.compute(offer["lines"], offer["discount_percent"], offer["discount_minor"], offer["tax_percent"])
    except ValueError as error:
        field = "discount_minor" if "discount" in str(error) else "lines"
        raise Problem(422, "Some values cannot be used", errors={field: [str(error)]}) from None


def _validity(offer: dict[str, Any], site: Site) -> dict[str, Any]:
    day = offer["valid_until"]
    return {"valid_until": day, "expires_at": rows.end_of(day, site.timezone)}


def _person(who: dict[str, Any], site: Site) -> dict[str, Any]:
    typed = {name: (who.get(name) or "").strip() or None for name in ("name", "phone", "email")}
    return typed | {"phone_e164": _e164(typed["phone"], site)}


def _e164(typed: str | None, site: Site) -> str | None:
    home = str(get_global("zone_territories").get(site.timezone, "VN"))
    try:
        number = phonenumbers.parse(typed or "", home)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if possible else None


def _put_version(
    tx: Tx, site: Site, quote_id: str, version: int, offer: dict[str, Any], sums: figures.Figures, now: int
) -> None:
    same = ("discount_percent", "tax_percent", "note", "valid_until")
    SQL.put_version(
        tx,
        site_id=site.id,
        quote_id=quote_id,
        version=version,
        lines=json.dumps(sums.lines, ensure_ascii=False),
        subtotal_minor=sums.subtotal_minor,
        discount_minor=sums.discount_minor,
        tax_minor=sums.tax_minor,
        total_minor=sums.total_minor,
        **{name: offer[name] for name in same},
        now=now,
    )


def note(tx: Tx, site: Site, quote_id: str, what: str, version: int, now: int, person_id: str | None = None) -> None:
    """One line of the quote's history: made, requested, changed, sent, viewed, accepted, declined, withdrawn."""
    place = {"site_id": site.id, "quote_id": quote_id, "id": ids.new("h", now)}
    SQL.insert_change(tx, **place, at=now, person_id=person_id, what=what, version=version)


def change(db: Db, site: Site, quote_id: str, values: dict[str, Any], now: int, person_id: str | None = None) -> Quote:
    """Change some of schema.QuoteValuesSchema's fields; what is the same as before makes no version.

    Raises Problem 404, 409 for an accepted one and for one that was changed since `revision`, 422 for impossible sums,
    and for lines without a price or a past date where the customer can see them.
    """
    with db.write() as tx:
        row = rows.require(tx, site, quote_id)
        if row.state == "accepted":
            raise Problem(409, "This quote was accepted", "What was agreed stays as it is: make another quote.")
        if values.get("revision", row.revision) != row.revision:
            raise _stale()
        before = rows.whole(tx, site, row, now)
        names = (*WHO, *NOTHING, "valid_until")
        after = {name: values.get(name, before[name]) for name in names}
        if "discount_minor" in values and "discount_percent" not in values:
            after["discount_percent"] = None
        sums = compute(after)
        if _same(after, sums, before):
            return before
        _change(tx, site, row, after, sums, now, person_id)
        return rows.whole(tx, site, rows.require(tx, site, quote_id), now)


def _same(after: dict[str, Any], sums: figures.Figures, before: Quote) -> bool:
    plain = all(after[name] == before[name] for name in after if name not in ("lines", "discount_minor"))
    return plain and sums.lines == before["lines"] and sums.discount_minor == before["discount_minor"]


def _change(
    tx: Tx, site: Site, row: Any, after: dict[str, Any], sums: figures.Figures, now: int, person_id: str | None
) -> None:
    seen_by_customer = row.state in ("sent", "declined")
    if seen_by_customer:
        check_offer(after, site, now)
    # A withdrawn one has been seen too, but is sent again before it counts.
    version = row.version if row.state == "draft" else row.version + 1
    done = SQL.update_quote(
        tx,
        site_id=site.id,
        id=row.id,
        seen=row.revision,
        state="sent" if seen_by_customer else "draft",
        version=version,
        locale=after["locale"],
        total_minor=sums.total_minor,
        viewed_at=None,
        answered_at=None,
        words=None,
        **_person(after, site),
        **_validity(after, site),
        now=now,
    )
    if done is None:
        raise _stale()
    _put_version(tx, site, row.id, version, after, sums, now)
    note(tx, site, row.id, "changed", version, now, person_id)


def _stale() -> Problem:
    return Problem(409, "This quote has changed meanwhile", "Look at it again before you change it.")


def check_offer(offer: dict[str, Any], site: Site, now: int) -> None:
    """Whether a customer may read it. Raises Problem 422."""
    errors: dict[str, list[str]] = {}
    if not offer["lines"]:
        errors["lines"] = ["a quote has at least one line"]
    for index, line in enumerate(offer["lines"]):
        if line["unit_minor"] is None:
            errors[f"lines.{index}.unit_minor"] = ["this line has no price yet"]
    if rows.end_of(offer["valid_until"], site.timezone) <= now:
        errors["valid_until"] = ["this day is over"]
    if errors:
        raise Problem(422, "This quote cannot be sent yet", errors=errors)


def send(db: Db, site: Site, quote_id: str, now: int, person_id: str | None = None, *, box: Box) -> Quote:
    """Open the customer's page; one that is sent already stays as it is. Nothing leaves: staff pass the link on.

    Raises Problem 404, 409 for one that was answered, 422 for one that is not ready.
    """
    with db.write() as tx:
        row = rows.require(tx, site, quote_id)
        if row.state in ("accepted", "declined"):
            raise Problem(409, "This quote was answered", "Change it, or make another one.")
        quote = rows.whole(tx, site, row, now)
        known = _opened(box, row.secret)
        if row.state == "sent" and known:
            return quote
        check_offer(quote, site, now)
        # The link stays the same for as long as its seal can be opened.
        secret = known or ids.secret()
        place = {"site_id": site.id, "id": row.id, "seen": row.revision, "now": now}
        if SQL.set_sent(tx, **place, secret_hash=ids.secret_hash(secret), secret=box.seal(secret)) is None:
            raise _stale()
        note(tx, site, row.id, "sent", row.version, now, person_id)
        sent = rows.require(tx, site, quote_id)
        emit(tx, site, "quote.sent", sent, now)
        return rows.whole(tx, site, sent, now)


def withdraw(db: Db, site: Site, quote_id: str, now: int, person_id: str | None = None) -> Quote:
    """Take the offer back; the customer's page says so. Raises Problem 404, 409 for one that was accepted."""
    with db.write() as tx:
        row = rows.require(tx, site, quote_id)
        if row.state != "withdrawn":
            if SQL.set_withdrawn(tx, site_id=site.id, id=quote_id, now=now) is None:
                raise Problem(409, "This quote was accepted", "What was agreed stays as it is: make another quote.")
            note(tx, site, quote_id, "withdrawn", row.version, now, person_id)
        return rows.whole(tx, site, rows.require(tx, site, quote_id), now)


def emit(tx: Tx, site: Site, event: str, row: Any, now: int) -> None:
    """Tell webhooks; never the link, which whoever holds it could answer with."""
    webhooks.emit(tx, site, event, lambda: rows.summary(site, row, now), now, lead_id=row.lead_id)


def history_of_lead(tx: Tx, site: Site, lead_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What happened to a lead's quotes: pairs of what people call the quote, and an entry of rows.history."""
    found = SQL.list_quotes(tx, site_id=site.id, state=None, over=None, lead_id=lead_id, before=None, limit=20, now=0)
    for row in list(found):
        for change in rows.history(tx, site, row.id):
            yield rows.ref(row.id), change
