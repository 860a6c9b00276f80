"""Reports: read-only questions over credits and traffic. Money and conversions always come from the frozen credits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from collector import clock
from collector.conversions import crediting
from collector.db import Db, Tx
from collector.errors import Problem
from collector.reports import dimensions
from collector.sites.service import Site

PRIMARY_GOALS = ("lead",)
LONGEST_DAYS = 800
_PARAMETER = re.compile(r":([a-z_]+[0-9]*)\b")
Key = tuple[str | None, ...]


@dataclass(slots=True)
class Row:
    """The figures of one row, exact: conversions in millionths, money in minor units by currency."""

    visitors: int = 0
    visits: int = 0
    impressions: int = 0
    opens: int = 0
    submits: int = 0
    millionths: int = 0
    converting: int = 0
    money: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: days in the site's zone, both included; no goals: all; `of_widgets`: visitors saw a widget."""

    from_day: str
    to_day: str
    by: tuple[str, ...]
    model: str
    goals: tuple[str, ...]
    of_widgets: bool


def conversions(
    db: Db, sites: list[Site], from_: str, to: str, by: tuple[str, ...], model: str, goal: str | None
) -> dict[str, Any]:
    """The conversions report of interface.md: rows, totals, and what they are told in. Raises Problem 422.

    Without a goal the primary goals count; a breakdown by goal shows them all.
    """
    question = ask(from_, to, by, model, goal)
    rows: dict[Key, Row] = {}
    totals: dict[Key, Row] = {}
    with db.read() as tx:
        for site in sites:
            _collect(tx, site, question, rows)
            # Uniques do not add up over rows, so the totals are a question of their own.
            _collect(tx, site, replace(question, by=()), totals)
    currency = sites[0].currency if sites else ""
    shown = [dict(zip(by, key, strict=True)) | _figures(row, currency) for key, row in rows.items()]
    return {
        "rows": sorted(shown, key=_order),
        "totals": _figures(totals.get((), Row()), currency),
        "from": from_,
        "to": to,
        "by": list(by),
        "model": model,
        "goals": list(question.goals),
        "timezone": sites[0].timezone if sites else "UTC",
        "currency": currency,
    }


def ask(from_: str, to: str, by: tuple[str, ...], model: str, goal: str | None) -> Question:
    """Check a question. Raises Problem 422 that names what cannot be asked."""
    dimensions.check(by)
    if model not in crediting.MODELS:
        raise Problem(422, "No such model", errors={"model": [f"one of {', '.join(crediting.MODELS)}"]})
    check_span(from_, to)
    goals = tuple(part for part in (goal or "").split(",") if part)
    all_or_primary = () if "goal" in by else PRIMARY_GOALS
    of_widgets = bool(dimensions.OF_WIDGETS & set(by))
    return Question(from_, to, by, model, goals or all_or_primary, of_widgets)


def check_span(from_: str, to: str) -> None:
    """Raises Problem 422 for what is no day, and for a span that ends before it begins or is too long."""
    first, last = _date("from", from_), _date("to", to)
    if not 0 <= (last - first).days <= LONGEST_DAYS:
        raise Problem(
            422, "This span cannot be asked", errors={"to": [f"on or after from, at most {LONGEST_DAYS} days"]}
        )


def _date(name: str, text: str) -> date:
    """In the one spelling that days have: `20261101` would not compare with them."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise Problem(422, "No such day", errors={name: ["a day such as 2026-11-21"]})
    return found


def last_days(site: Site, days: int, now: int) -> tuple[str, str]:
    """The span of the last `days` days, today included, in the site's zone."""
    return clock.day(now - (days - 1) * clock.DAY, site.timezone), clock.day(now, site.timezone)


def figures(tx: Tx, site: Site, question: Question, goals: tuple[str, ...]) -> list[tuple[Key, Row]]:
    """The exact figures of these goals, by the values of the question's dimensions."""
    rows: dict[Key, Row] = {}
    _collect(tx, site, replace(question, goals=goals), rows)
    return list(rows.items())


def in_units(millionths: int) -> int | float:
    """Conversions as reports tell them: whole where they are whole."""
    whole, rest = divmod(millionths, crediting.WHOLE)
    return millionths / crediting.WHOLE if rest else whole


def _collect(tx: Tx, site: Site, question: Question, rows: dict[Key, Row]) -> None:
    span = {"site_id": site.id, "from_day": question.from_day, "to_day": question.to_day}
    goals = {f"goal{place}": goal for place, goal in enumerate(question.goals)}
    query = dimensions.credits_query(question.by, len(goals), tx.engine)
    for found in _run(tx, query, span | goals | {"model": question.model}):
        row = rows.setdefault(_key(found, question.by, site), Row())
        row.millionths += found.millionths
        row.converting += found.converting
        row.money[found.currency] = row.money.get(found.currency, 0) + found.value_minor
    query = dimensions.traffic_query(question.by, question.of_widgets, tx.engine)
    for found in _run(tx, query, span):
        for row in _rows_of(found, question, site, rows):
            for name in ("visitors", "visits", "impressions", "opens", "submits"):
                setattr(row, name, getattr(row, name) + getattr(found, name))


def _rows_of(found: Any, question: Question, site: Site, rows: dict[Key, Row]) -> list[Row]:
    """The rows a traffic figure belongs to: one, or every goal's when the breakdown is by goal."""
    if "goal" not in question.by:
        return [rows.setdefault(_key(found, question.by, site), Row())]
    place = question.by.index("goal")
    wanted = _key(found, tuple(name for name in question.by if name != "goal"), site)
    return [row for key, row in rows.items() if key[:place] + key[place + 1 :] == wanted]


def _key(found: Any, by: tuple[str, ...], site: Site) -> Key:
    return tuple(site.key if name == "site" else getattr(found, f"by_{name}") for name in by)


def _run(tx: Tx, query: str, values: dict[str, Any]) -> list[Any]:
    text = query if tx.engine == "sqlite" else _PARAMETER.sub(r"%(\1)s", query)
    return list(tx.connection.execute(text, values).fetchall())


def _figures(row: Row, currency: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        name: getattr(row, name) for name in ("visitors", "visits", "impressions", "opens", "submits")
    }
    others = {name: amount for name, amount in sorted(row.money.items()) if name != currency and amount}
    return shown | {
        "conversions": in_units(row.millionths),
        "value_minor": row.money.get(currency, 0),
        "other_values": others,
        "rate": round(row.converting / row.visitors, 6) if row.visitors else None,
    }


def _order(row: dict[str, Any]) -> tuple[Any, ...]:
    """By day when days are asked for, else what earns most first; the rest keeps rows in one order for ever."""
    texts = tuple(str(value) for name, value in row.items() if name in dimensions.DIMENSIONS)
    return (row.get("day", ""), -row["value_minor"], -row["conversions"], -row["visitors"], texts)
