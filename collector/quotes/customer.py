"""The customer's side of a quote: read by its secret link, accepted or declined once."""

from __future__ import annotations

from typing import Any

from collector import ids
from collector.conversions import service as conversions
from collector.db import Db, Tx
from collector.errors import not_found
from collector.events import service as events
from collector.quotes import rows, service, telling
from collector.quotes.rows import SQL, Quote
from collector.sites import service as sites
from collector.sites.service import Site

GOAL = "quote_accepted"
MOST_WORDS = 1000


def read(db: Db, secret: str, now: int) -> tuple[Site, Quote]:
    """The quote of a link. Raises Problem 404, alike for whatever is wrong with the link."""
    with db.read() as tx:
        site, row = _find(tx, secret)
        return site, rows.whole(tx, site, row, now)


def _find(tx: Tx, secret: str) -> tuple[Site, Any]:
    found = SQL.get_by_secret(tx, secret_hash=ids.secret_hash(secret))
    if found is None:
        raise not_found("quote")
    site = sites.get(tx, found.site_id)
    row = rows.require(tx, site, found.id)
    if row.state == "draft":  # withdrawn, and being written anew
        raise not_found("quote")
    return site, row


def note_view(db: Db, site: Site, quote: Quote, user_agent: str, now: int) -> None:
    """The customer has opened this version. Programs that look at links for a preview have not."""
    if quote["state"] != "sent" or quote["viewed_at"] or events.excluded_reason(user_agent):
        return
    with db.write() as tx:
        place = {"site_id": site.id, "id": quote["id"], "version": quote["version"]}
        if SQL.set_viewed(tx, **place, now=now):
            service.note(tx, site, quote["id"], "viewed", quote["version"], now)


def answer(
    db: Db, secret: str, *, version: int, accepted: bool, words: str, base_url: str, now: int
) -> tuple[Site, Quote, bool]:
    """Accept or decline the version that was read; the last value says whether that counted.

    It does not count when the quote has changed, expired, was withdrawn or was answered otherwise; the quote is
    returned as it stands, to be read. The same answer again changes nothing and counts. Raises Problem 404.
    """
    state = "accepted" if accepted else "declined"
    with db.write() as tx:
        site, row = _find(tx, secret)
        said = words.strip()[:MOST_WORDS] or None
        place = {"site_id": site.id, "id": row.id, "version": version}
        counted = SQL.set_answer(tx, **place, state=state, words=said, now=now) is not None
        if counted:
            _follow(tx, site, rows.require(tx, site, row.id), state, base_url, now)
        found = rows.require(tx, site, row.id)
        again = found.state == state and found.version == version
        return site, rows.whole(tx, site, found, now), counted or again


def _follow(tx: Tx, site: Site, row: Any, state: str, base_url: str, now: int) -> None:
    """What an answer brings: history, the conversion, staff, other programs."""
    service.note(tx, site, row.id, state, row.version, now)
    if state == "accepted":
        _convert(tx, site, row, now)
    telling.tell(tx, site, row, f"quote.{state}", base_url, now)
    service.emit(tx, site, f"quote.{state}", row, now)


def _convert(tx: Tx, site: Site, row: Any, now: int) -> None:
    """It carries the quote's total and the touches that brought the lead, if that counts as one."""
    known = conversions.of_lead(tx, site, row.lead_id) if row.lead_id else []
    origin = next((one for one in known if one.goal == conversions.LEAD), None)
    same = ("visitor", "widget_id", "variant", "device", "journey", "consent_known")
    frozen: dict[str, Any] = {name: getattr(origin, name) for name in same} if origin else {"journey": []}
    conversions.record(
        tx,
        site,
        goal=GOAL,
        key=f"{GOAL}:{row.id}",
        occurred_at=now,
        now=now,
        value_minor=row.total_minor,
        currency=row.currency,
        lead_id=row.lead_id,
        **frozen,
    )
