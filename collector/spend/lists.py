"""Spend out of a CSV: our own columns, or the report that Google Ads, Meta or TikTok wrote, in English or Vietnamese.

Their columns, as their report editors name them: Google "Day", "Campaign", "Campaign ID", "Currency code", "Cost",
"Clicks", "Impr."; Meta "Day" or "Reporting starts" and "Reporting ends", "Campaign name", "Amount spent (VND)".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from collector import money
from collector.errors import Problem
from collector.sites.service import Site
from collector.spend.service import Spend
from collector.tables import LOOKED_AT, Row

NAMES: dict[str, tuple[str, ...]] = {
    "day": ("day", "date", "ngày", "by day", "reporting starts", "bắt đầu báo cáo", "ngày bắt đầu báo cáo"),
    "until": ("reporting ends", "kết thúc báo cáo", "ngày kết thúc báo cáo"),
    "source": ("source", "utm_source", "nguồn"),
    "campaign": ("campaign", "campaign name", "utm_campaign", "chiến dịch", "tên chiến dịch"),
    "campaign_id": ("campaign id", "campaign_id", "id chiến dịch", "mã chiến dịch"),
    "cost": ("cost", "amount spent", "spend", "chi phí", "số tiền đã chi tiêu"),
    "currency": ("currency", "currency code", "mã đơn vị tiền tệ", "mã tiền tệ", "đơn vị tiền tệ", "loại tiền tệ"),
    "clicks": ("clicks", "link clicks", "clicks (all)", "lượt nhấp", "số lần nhấp", "lượt click vào liên kết"),
    "impressions": ("impr.", "impressions", "lượt hiển thị", "số lần hiển thị", "số lượt hiển thị"),
}
# Who names the cost so, where no column says the source.
PLATFORMS = {
    "amount spent": "facebook",
    "số tiền đã chi tiêu": "facebook",
    "impr.": "google",
    "currency code": "google",
    "mã đơn vị tiền tệ": "google",
}
# Where the heading of the cost names its currency.
IN_BRACKETS = "(VND)"
TOTALS = ("total", "tổng", "grand total")
LONGEST = 300
LIKE_DAY = "Write the day like 2026-11-21."
SEVERAL_DAYS = "This row is about several days; break the report down by day."
LIKE_COST = "Write the cost like 150000."
LIKE_CURRENCY = "Write the currency as three letters, like VND."
LIKE_COUNT = "Write a whole number."
NO_HEADING = "Its heading needs day and cost; source, campaign, campaign_id, currency, clicks, impressions may follow."
NO_SOURCE = "Write the source, such as google."
_IN_BRACKETS = re.compile(r"(.+?)\s*\(([A-Z]{3})\)")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@dataclass(slots=True)
class Found:
    """What a list holds: the heading as it came, good rows, and each other one with its reason."""

    heading: list[str]
    rows: list[Spend] = field(default_factory=list)
    rejected: list[tuple[Row, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where each of our columns stands, and what the heading says of all rows."""

    places: dict[str, int]
    source: str
    currency: str
    day_first: bool | None

    def cell(self, row: Row, name: str) -> str:
        place = self.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else ""


def read(site: Site, lines: list[Row], source: str = "") -> Found:
    """The spend in a list. `source` is for rows that name none. Raises Problem 422 for a list without a heading."""
    at, places, said = _heading(lines)
    body = lines[at + 1 :]
    day = places["day"]
    head = _Heading(
        places=places,
        source=source or next((PLATFORMS[name] for name in said if name in PLATFORMS), ""),
        currency=said.get(IN_BRACKETS, site.currency),
        day_first=_day_first([row.cells[day] for row in body if day < len(row.cells)]),
    )
    found = Found(lines[at].cells)
    for row in body:
        try:
            found.rows.append(_spend(head, row))
        except ValueError as reason:
            # What platforms write under their lists is no row of it.
            if not row.cells[0].lower().startswith(TOTALS):
                found.rejected.append((row, str(reason)))
    return found


def _heading(lines: list[Row]) -> tuple[int, dict[str, int], dict[str, str]]:
    """The first line that names a day and a cost: platforms write a title and the span above it."""
    for at, row in enumerate(lines[:LOOKED_AT]):
        places: dict[str, int] = {}
        said: dict[str, str] = {}
        for place, cell in enumerate(row.cells):
            _note(cell, place, places, said)
        if {"day", "cost"} <= set(places):
            return at, places, said
    raise Problem(422, "This list cannot be read", NO_HEADING)


def _note(cell: str, place: int, places: dict[str, int], said: dict[str, str]) -> None:
    brackets = _IN_BRACKETS.fullmatch(cell)
    name = (brackets[1] if brackets else cell).lower()
    column = next((column for column, names in NAMES.items() if name in names), None)
    if column is None or column in places:
        return
    places[column] = place
    said[name] = cell
    if brackets and column == "cost":
        said[IN_BRACKETS] = brackets[2]


def _day_first(cells: list[str]) -> bool | None:
    """Whether 03/04/2026 is the third of April; None when no row of the list can tell."""
    parts = [(int(one[1]), int(one[2])) for one in map(_SLASHED.fullmatch, cells) if one]
    if any(first > 12 for first, _ in parts):
        return True
    return False if any(second > 12 for _, second in parts) else None


def _spend(head: _Heading, row: Row) -> Spend:
    """Raises ValueError with the reason."""
    currency = (head.cell(row, "currency") or head.currency).upper()
    if not money.known(currency):
        raise ValueError(LIKE_CURRENCY)
    day = _day(head.cell(row, "day"), head.day_first)
    until = head.cell(row, "until")
    if until and _day(until, head.day_first) != day:
        raise ValueError(SEVERAL_DAYS)
    source = head.cell(row, "source") or head.source
    if not source:
        raise ValueError(NO_SOURCE)
    return Spend(
        day=day,
        source=source[:LONGEST],
        campaign=head.cell(row, "campaign")[:LONGEST],
        currency=currency,
        cost_minor=_cost(head.cell(row, "cost"), currency),
        campaign_id=head.cell(row, "campaign_id")[:LONGEST] or None,
        clicks=_count(head.cell(row, "clicks")),
        impressions=_count(head.cell(row, "impressions")),
    )


def _day(cell: str, day_first: bool | None) -> str:
    slashed = _SLASHED.fullmatch(cell)
    try:
        if not slashed:
            return date.fromisoformat(cell[:10]).isoformat()
        if day_first is None:
            raise ValueError(LIKE_DAY)
        first, second, year = (int(part) for part in slashed.groups())
        return date(year, *((second, first) if day_first else (first, second))).isoformat()
    except ValueError:
        raise ValueError(LIKE_DAY) from None


def _cost(cell: str, currency: str) -> int:
    try:
        cost = money.to_minor(cell, currency)
    except (ValueError, ArithmeticError):
        raise ValueError(LIKE_COST) from None
    if cost < 0:
        raise ValueError(LIKE_COST)
    return cost


def _count(cell: str) -> int | None:
    if cell in ("", "--", "-"):
        return None
    plain = re.sub(r"(?<=\d)[., ](?=\d{3}\b)", "", cell)
    if not plain.isascii() or not plain.isdigit() or len(plain) > 12:
        raise ValueError(LIKE_COUNT)
    return int(plain)
