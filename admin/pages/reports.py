"""Reports: what earned what, as a chart and the table under it, and as a file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, request
from flask_babel import gettext

from admin import here, wording
from admin.routing import site_page
from collector import clock, export, http, money
from collector.conversions import crediting
from collector.errors import Problem
from collector.reports import service
from collector.reports.dimensions import DIMENSIONS, MOST
from collector.widgets import service as widgets

METRICS = ("visitors", "visits", "impressions", "opens", "submits", "conversions", "value_minor", "rate")
CHARTED = ("conversions", "value_minor", "visitors", "submits")
GOALS = ("lead", "click", "qualified", "won")
# One site is what a page is about.
CHOICES = tuple(name for name in DIMENSIONS if name != "site")


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks for; days in the site's zone, both included."""

    from_: str
    to: str
    by: tuple[str, ...]
    model: str
    goal: str
    metric: str


def presets(today: date) -> dict[str, tuple[date, date]]:
    """Spans that people ask for by name."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    return {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "last_7": (today - timedelta(days=6), today),
        "last_30": (today - timedelta(days=29), today),
        "this_month": (month, today),
        "last_month": (before.replace(day=1), before),
    }


def _today() -> date:
    return date.fromisoformat(clock.day(http.now(), here.site().timezone))


def _question() -> Question:
    args, spans = request.args, presets(_today())
    start, end = spans.get(args.get("span", ""), spans["last_30"])
    by = tuple(dict.fromkeys(name for name in args.getlist("by") if name in CHOICES))[:MOST]
    return Question(
        from_=args.get("from") or start.isoformat(),
        to=args.get("to") or end.isoformat(),
        by=by or ("channel",),
        model=_one_of(crediting.MODELS, "model", crediting.DEFAULT),
        goal=_one_of(GOALS, "goal", "lead"),
        metric=_one_of(CHARTED, "metric", "conversions"),
    )


def _one_of(known: Iterable[str], name: str, fallback: str) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else fallback


def _answer(question: Question) -> dict[str, Any]:
    return service.conversions(
        http.db(), [here.site()], question.from_, question.to, question.by, question.model, question.goal
    )


@site_page("/reports", "see")
def reports() -> Response:
    question, errors, found = _question(), {}, None
    try:
        found = _answer(question)
    except Problem as problem:
        if problem.status != 422:
            raise
        errors = problem.errors or {}
    spans = {name: (a.isoformat(), b.isoformat()) for name, (a, b) in presets(_today()).items()}
    return here.page(
        "reports.html",
        422 if errors else 200,
        question=question,
        found=found,
        errors=errors,
        spans=spans,
        names=_names(),
        choices=CHOICES,
        models=list(crediting.MODELS),
        goals=GOALS,
        metrics=METRICS,
        charted=CHARTED,
    )


def _names() -> dict[str, str]:
    return {widget.id: widget.name for widget in widgets.list_widgets(http.db(), here.site().id)}


@site_page("/reports.csv", "export")
def reports_csv() -> Response:
    """The same rows as a file that no spreadsheet takes for formulas; money in major units."""
    question = _question()
    found = _answer(question)
    handle = io.StringIO(newline="")
    headers = [wording.word("by", name) for name in question.by]
    headers += [wording.word("metric", name) for name in METRICS]
    headers[headers.index(wording.word("metric", "value_minor"))] += f" ({found['currency']})"
    total = dict.fromkeys(question.by, "") | {question.by[0]: gettext("Total")} | found["totals"]
    rows = [_cells(row, question.by, found["currency"]) for row in [*found["rows"], total]]
    export.write_csv(handle, headers, rows)
    name = f"beckon-{here.site().key}-{question.from_}-{question.to}.csv"
    response = Response(handle.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(row: dict[str, Any], by: tuple[str, ...], currency: str) -> list[Any]:
    figures = [row[name] for name in METRICS if name != "value_minor"]
    figures.insert(METRICS.index("value_minor"), float(money.to_major(row["value_minor"], currency)))
    return [*(row[name] for name in by), *figures]
