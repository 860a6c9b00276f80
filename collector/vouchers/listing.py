"""Vouchers as staff see them: figures a widget, and the list of codes."""

from __future__ import annotations

import json
from typing import Any

from collector.db import Db, queries
from collector.sites.service import Site
from collector.vouchers import codes, offer, redeeming, schema, service, uploads
from collector.widgets import service as widgets

SQL = queries(__file__)

STATES = schema.STATES
COUNTED = ("issued", "redeemed", "expired", "free", "stale")

Data = dict[str, Any]


def figures(db: Db, site: Site, now: int) -> list[Data]:
    """One entry a voucher widget, the oldest first: counts, `open`, `left` (None: no end), `sold_out`, `values`.

    `values` is {currency: minor units} of what was bought with redeemed codes.
    """
    with db.read() as tx:
        rows = list(SQL.count_vouchers(tx, site_id=site.id, now=now))
        found = [widget for widget in widgets.list_widgets(db, site.id) if widget.kind == offer.KIND]
        shown = {widget.id: widgets.published(tx, site.id, widget.id) for widget in found}
    return [_figures(site, each, shown[each.id], [row for row in rows if row.widget_id == each.id]) for each in found]


def _figures(site: Site, widget: widgets.Widget, published: widgets.Published | None, rows: list[Any]) -> Data:
    counts = {name: sum(getattr(row, name) for row in rows) for name in COUNTED}
    given = offer.read(site, published) if published else None
    left = None
    if given and given.total is not None:
        left = max(0, given.total - counts["issued"])
    if given and given.code_kind == "pool":
        left = counts["free"] if left is None else min(left, counts["free"])
    return counts | {
        "id": widget.id,
        "name": widget.name,
        "status": widget.status,
        "kind": given.code_kind if given else None,
        "takes_codes": uploads.takes_codes(widget),
        "worth": {locale: offer.worth_text(given.worth, locale) for locale in offer.LANGUAGES} if given else None,
        "open": counts["issued"] - counts["redeemed"] - counts["expired"],
        "left": left,
        "sold_out": left == 0,
        "values": {row.currency: row.amount_minor for row in rows if row.currency and row.amount_minor},
    }


def page(
    db: Db, site: Site, filters: Data, now: int, cursor: str = "", limit: int = 50
) -> tuple[list[Data], str | None]:
    """Codes, the newest first, and the next page's cursor.

    `filters`: widget, lead, state (STATES), q (code or phone).
    """
    rows, following = _rows(db, site, filters, now, cursor, limit)
    return [_entry(row, now) for row in rows], following


def told(
    db: Db, site: Site, filters: Data, now: int, cursor: str = "", limit: int = 50
) -> tuple[list[Data], str | None]:
    """The same as other programs see them: service.facts, with `state`."""
    rows, following = _rows(db, site, filters, now, cursor, limit)
    return [service.facts(site, row) | {"state": redeeming.state(row, now)} for row in rows], following


def _rows(db: Db, site: Site, filters: Data, now: int, cursor: str, limit: int) -> tuple[list[Any], str | None]:
    text = (filters.get("q") or "").strip()
    digits = "".join(letter for letter in text if letter.isdigit())
    with db.read() as tx:
        rows = list(
            SQL.list_vouchers(
                tx,
                site_id=site.id,
                widget_id=filters.get("widget") or None,
                lead_id=filters.get("lead") or None,
                state=filters.get("state") or None,
                lookup=f"%{_literal(codes.plain(text))}%" if text else None,
                digits=f"%{digits.removeprefix('0')}%" if len(digits) >= 3 else None,
                before=cursor or None,
                now=now,
                limit=limit + 1,
            )
        )
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def _literal(text: str) -> str:
    """Text in a LIKE pattern, where `!` takes the meaning from what follows."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _entry(row: Any, now: int) -> Data:
    worth = json.loads(row.worth) if row.worth else None
    texts = {locale: offer.worth_text(worth, locale) for locale in offer.LANGUAGES} if worth else None
    columns: Data = row._asdict()
    return columns | {"state": redeeming.state(row, now), "worth": texts}
