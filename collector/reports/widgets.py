"""What became of each widget: seen, opened, started, sent, closed; by day and by arm of its test.

Told as two counts side by side: `events` is how often, `visitors` by how many different ones (who may not be
remembered is in the first alone). Bots, staff and tests are left out, as in every report.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from collector.db import Db, queries
from collector.errors import Problem
from collector.reports import service
from collector.sites.service import Site

SQL = queries(__file__)

# What an event is called when it is counted. `assigned` is the visitor's arm of a test, the holdout's too.
STEPS = {
    "assign": "assigned",
    "impression": "seen",
    "open": "opened",
    "start": "started",
    "click": "clicked",
    "accept": "accepted",
    "submit": "submitted",
    "close": "closed",
}
BY = ("day", "variant")
DAYS = 30

Figures = dict[str, Any]


def of_site(db: Db, site: Site, from_: str, to: str) -> dict[str, Figures]:
    """The figures of every widget of the site that has any, by its id. Raises Problem 422."""
    service.check_span(from_, to)
    with db.read() as tx:
        rows = list(SQL.count_by_widget(tx, site_id=site.id, from_day=from_, to_day=to))
    return {str(part): figures(found) for part, found in _parts(rows).items()}


def of_widget(db: Db, site: Site, widget_id: str, from_: str, to: str, by: str = "day") -> dict[str, Any]:
    """One widget's figures as schema.NumbersSchema; days in the site's zone, both included. Raises Problem 422.

    By day every day of the span has a row. By variant, null is who was in no test, and "holdout" who was shown nothing.
    """
    service.check_span(from_, to)
    if by not in BY:
        raise Problem(422, "This breakdown is not known", errors={"by": [f"one of {', '.join(BY)}"]})
    asked = {"site_id": site.id, "widget_id": widget_id, "from_day": from_, "to_day": to}
    with db.read() as tx:
        parts = _parts(list(SQL.count_by_day(tx, **asked) if by == "day" else SQL.count_by_variant(tx, **asked)))
        # Uniques do not add up over rows, so the totals are a question of their own.
        whole = _parts(list(SQL.count_of_widget(tx, **asked)))
    names: list[Any] = _days(from_, to) if by == "day" else sorted(parts, key=_arm_order)
    return {
        "rows": [{by: name} | figures(parts.get(name, [])) for name in names],
        "totals": figures(whole.get("", [])),
        "from": from_,
        "to": to,
        "by": by,
        "timezone": site.timezone,
    }


def nothing() -> Figures:
    """The figures of a widget of which nothing was heard."""
    return figures([])


def figures(rows: Iterable[Any]) -> Figures:
    """`events` and `visitors` by step, and `rate`: who sent it for each who saw it, null when nobody did."""
    found = {row.name: row for row in rows}
    events = {step: int(found[name].events) if name in found else 0 for name, step in STEPS.items()}
    visitors = {step: int(found[name].visitors) if name in found else 0 for name, step in STEPS.items()}
    return {"events": events, "visitors": visitors, "rate": rate(visitors, "submitted")}


def rate(visitors: dict[str, int], step: str) -> float | None:
    """Visitors who came to a step, for each who saw the widget; None when nobody did."""
    return round(visitors[step] / visitors["seen"], 6) if visitors["seen"] else None


def _parts(rows: list[Any]) -> dict[str | None, list[Any]]:
    parts: dict[str | None, list[Any]] = {}
    for row in rows:
        parts.setdefault(row.part, []).append(row)
    return parts


def _arm_order(name: str | None) -> tuple[bool, bool, str]:
    """Arms by name, then the holdout, then who was in no test."""
    return name is None, name == "holdout", name or ""


def _days(from_: str, to: str) -> list[str]:
    first = date.fromisoformat(from_)
    return [(first + timedelta(days=n)).isoformat() for n in range((date.fromisoformat(to) - first).days + 1)]
