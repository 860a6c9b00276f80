"""Uploaded codes: lists pasted or read from a CSV. Good rows are kept, every other one comes back with its reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from collector import clock, money
from collector.db import Db, Tx, queries
from collector.errors import Problem
from collector.sites.service import Site
from collector.vouchers import codes, offer, redeeming, service
from collector.widgets import schema
from collector.widgets import service as widgets

SQL = queries(__file__)

CODES = ("code", "expires_at")
REDEEMED = ("code", "order_id", "amount", "currency", "redeemed_at")
BATCH = 500
TWICE = "This code stands in the list twice."
TAKEN = "This code is there already."
LONG = "This row has more columns than the heading names."
LIKE_DATE = "Write the last day like 2027-01-31."
LIKE_TIME = "Write the time like 2027-01-31T08:15:00+07:00, or the day."
IN_THE_PAST = "This day is over already."
LIKE_AMOUNT = "Write the amount like 150000."

Progress = Callable[[int], None]


def _silent(_rows: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its line, its cells as they came, and the same by name. `fault`: why it is no row."""

    line: int
    cells: list[str]
    named: dict[str, str]
    fault: str | None = None


@dataclass(slots=True)
class Outcome:
    """How many rows were kept, and those that were not, each with the reason."""

    kept: int = 0
    rejected: list[tuple[Row, str]] = field(default_factory=list)


def parse(text: str, columns: tuple[str, ...]) -> tuple[list[str], list[Row]]:
    """The heading and the rows of a CSV (comma, semicolon or tab); without a heading, the columns in their order.

    Raises Problem 422 for what is no list at all, or a heading that names other columns.
    """
    text = text.removeprefix("\ufeff")
    try:
        lines = [(number, cells) for number, cells in _lines(text) if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise Problem(422, "This list cannot be read", str(error)) from None
    heading = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    if "code" not in heading:
        return list(columns), [_row(number, cells, list(columns)) for number, cells in lines]
    strange = sorted({name for name in heading if name not in columns})
    if strange:
        raise Problem(422, "This list cannot be read", f"The columns are {', '.join(columns)}; not {strange[0]!r}.")
    return heading, [_row(number, cells, heading) for number, cells in lines[1:]]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    for cells in reader:
        yield reader.line_num, cells


def _row(line: int, cells: list[str], heading: list[str]) -> Row:
    extra = any(cell.strip() for cell in cells[len(heading) :])
    named = {name: cell.strip() for name, cell in zip(heading, cells, strict=False)}
    return Row(line, cells, named, LONG if extra else None)


def pool(db: Db, site: Site, widget_id: str | None) -> str:
    """The id of the voucher widget that takes uploaded codes: the one named, or the only one.

    Raises Problem 404, 422.
    """
    if widget_id is not None:
        found = widgets.find(db, site.id, widget_id)
        if not takes_codes(found):
            raise Problem(422, "This widget takes no uploaded codes", "Set its code to uploaded ones first.")
        return found.id
    known = [widget.id for widget in widgets.list_widgets(db, site.id) if takes_codes(widget)]
    if len(known) == 1:
        return known[0]
    if known:
        raise Problem(422, "Which voucher?", f"Name one with --widget: {', '.join(known)}.")
    raise Problem(404, "No voucher takes uploaded codes", 'Set "content": {"code": {"kind": "pool"}} in one.')


def takes_codes(widget: widgets.Widget) -> bool:
    """Whether the draft, or what is published, gives uploaded codes."""
    if widget.kind != offer.KIND:
        return False
    content = schema.load(widget.kind, widget.draft)["content"]
    return bool(content["code"]["kind"] == "pool")


def add(db: Db, site: Site, widget_id: str, rows: list[Row], now: int, progress: Progress = _silent) -> Outcome:
    """Put codes into a widget's pool, at most 500 in a transaction."""
    outcome, seen = Outcome(), set[str]()
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        with db.write() as tx:
            for row in batch:
                reason = row.fault or _add(tx, site, widget_id, row, seen, now)
                _settle(outcome, row, reason)
        progress(len(batch))
    return outcome


def _settle(outcome: Outcome, row: Row, reason: str | None) -> None:
    if reason:
        outcome.rejected.append((row, reason))
    else:
        outcome.kept += 1


def _add(tx: Tx, site: Site, widget_id: str, row: Row, seen: set[str], now: int) -> str | None:
    code, last = row.named.get("code", ""), row.named.get("expires_at", "")
    lookup = codes.plain(code)
    reason = codes.fault(code) or (TWICE if lookup in seen else None)
    if reason:
        return reason
    try:
        until_at = offer.end_of(last, site.timezone) if last else None
    except (ValueError, OverflowError):
        return LIKE_DATE
    if until_at is not None and until_at < now:
        return IN_THE_PAST
    seen.add(lookup)
    return None if service.add_code(tx, site, widget_id, "pool", code, until_at, now) else TAKEN


def redeem(db: Db, site: Site, rows: list[Row], now: int, progress: Progress = _silent) -> Outcome:
    """Codes that were redeemed elsewhere, such as at a counter without network. Each is one transaction."""
    outcome = Outcome()
    for row in rows:
        _settle(outcome, row, row.fault or _redeem(db, site, row, now))
        progress(1)
    return outcome


def _redeem(db: Db, site: Site, row: Row, now: int) -> str | None:
    cell = row.named.get
    currency = cell("currency") or site.currency
    try:
        amount = money.to_minor(cell("amount") or "", currency) if cell("amount") else None
    except (ValueError, ArithmeticError):
        return LIKE_AMOUNT
    try:
        at = _moment(site, cell("redeemed_at") or "")
    except (ValueError, OverflowError):
        return LIKE_TIME
    told = redeeming.Redemption(order_id=cell("order_id") or None, amount_minor=amount, currency=currency, at=at)
    try:
        redeeming.redeem(db, site, cell("code") or "", told, redeeming.by_list(), now)
    except Problem as problem:
        return problem.detail or problem.title
    return None


def _moment(site: Site, text: str) -> int | None:
    """A time, or the noon of a day: what is between the day's ends is not known."""
    if len(text) == len("2027-01-31"):
        return offer.end_of(text, site.timezone) - 12 * clock.HOUR
    return clock.parse_rfc3339(text) if text else None
