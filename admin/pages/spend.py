"""Spend: what each campaign cost and earned, and where that is told by hand or from a platform's report."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from flask import Response, request
from flask_babel import gettext

from admin import forms, here, wording
from admin.pages.reports import presets
from admin.routing import site_page
from collector import clock, export, http, money, tables
from collector.conversions import crediting
from collector.errors import Problem
from collector.reports import costs
from collector.spend import lists, service
from collector.spend.service import Spend

ROWS_SHOWN = 200
COUNTS = ("visits", "leads", "qualified", "won")
AMOUNTS = ("cost_minor", "cost_per_lead_minor", "cost_per_qualified_minor", "cost_per_won_minor", "value_minor")
METRICS = ("cost_minor", "leads", "cost_per_lead_minor", "won", "cost_per_won_minor", "value_minor", "roas",
           "qualified", "cost_per_qualified_minor", "visits")  # fmt: skip


@site_page("/spend", "see")
def spend() -> Response:
    return _draw()


@site_page("/spend", "edit_widgets", ("POST",))
def spend_add() -> Response:
    """One day of one campaign, by hand."""
    told, errors = forms.trial(_told)
    if errors:
        return _draw(422, errors=errors)
    service.record(http.db(), here.site(), [told], "staff", http.now())
    return here.go("spend", done="spend-kept")


def _told() -> Spend:
    """The form as a list of one row, so that both are read alike."""
    names = ("day", "source", "campaign", "cost")
    lines = [tables.Row(1, list(names)), tables.Row(2, [forms.text(name) for name in names])]
    found = lists.read(here.site(), lines)
    for _, reason in found.rejected:
        raise Problem(422, "Some values cannot be used", errors={_field(reason): [reason]})
    return found.rows[0]


def _field(reason: str) -> str:
    return {lists.LIKE_DAY: "day", lists.NO_SOURCE: "source"}.get(reason, "cost")


@site_page("/spend/list", "edit_widgets", ("POST",))
def spend_list() -> Response:
    """A platform's report, or our own columns; what cannot be used comes back with its reason."""
    outcome, errors = forms.trial(_upload)
    return _draw(422 if errors else 200, upload_errors=errors, outcome=outcome)


def _upload() -> dict[str, Any]:
    file = request.files.get("file")
    body = file.read() if file else b""
    found = lists.read(here.site(), tables.rows(tables.text(body)), forms.text("source"))
    kept = service.record(http.db(), here.site(), found.rows, "csv", http.now())
    return {"kept": kept, "rejected": found.rejected}


@site_page("/spend/forget", "edit_widgets", ("POST",))
def spend_forget() -> Response:
    """Take out a row that was told by mistake."""
    key = tuple(forms.text(name) for name in ("day", "source", "campaign", "currency"))
    service.forget(http.db(), here.site(), (key[0], key[1], key[2], key[3]))
    return here.go("spend", done="spend-forgotten")


@site_page("/spend.csv", "export")
def spend_csv() -> Response:
    """The same rows as a file that no spreadsheet takes for formulas; money in major units."""
    asked = _asked()
    found = _report(asked)
    names, currency = costs.BREAKDOWNS[asked["by"]], found["currency"]
    headers = [wording.word("by", name) for name in names]
    headers += [f"{wording.word('spend', name)} ({currency})" if name in AMOUNTS else wording.word("spend", name)
                for name in METRICS]  # fmt: skip
    total = dict.fromkeys(names, "") | {names[0]: gettext("Total")} | found["totals"]
    handle = io.StringIO(newline="")
    rows = [[*(row[name] for name in names), *_cells(row, currency)] for row in [*found["rows"], total]]
    export.write_csv(handle, headers, rows)
    response = Response(handle.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"beckon-{here.site().key}-spend-{asked['from']}-{asked['to']}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(row: dict[str, Any], currency: str) -> list[Any]:
    return [
        float(money.to_major(row[name], currency)) if name in AMOUNTS and row[name] is not None else row[name]
        for name in METRICS
    ]


def _asked() -> dict[str, str]:
    args, spans = request.args, _spans()
    start, end = spans.get(args.get("span", ""), spans["last_30"])
    by, model = args.get("by", ""), args.get("model", "")
    return {
        "from": args.get("from") or start,
        "to": args.get("to") or end,
        "by": by if by in costs.BREAKDOWNS else "campaign",
        "model": model if model in crediting.MODELS else crediting.DEFAULT,
    }


def _spans() -> dict[str, tuple[str, str]]:
    today = date.fromisoformat(_today())
    return {name: (start.isoformat(), end.isoformat()) for name, (start, end) in presets(today).items()}


def _today() -> str:
    return clock.day(http.now(), here.site().timezone)


def _report(asked: dict[str, str]) -> dict[str, Any]:
    return costs.costs(http.db(), here.site(), asked["from"], asked["to"], asked["by"], asked["model"])


def _draw(status: int = 200, **more: Any) -> Response:
    asked = _asked()
    found, span_errors = forms.trial(lambda: _report(asked))
    rows, _ = service.listed(http.db(), here.site(), asked["from"], asked["to"], "", ROWS_SHOWN)
    return here.whole(
        "spend.html",
        status if not span_errors else 422,
        asked=asked,
        found=found,
        span_errors=span_errors,
        told=rows,
        names=costs.BREAKDOWNS[asked["by"]],
        breakdowns=list(costs.BREAKDOWNS),
        models=list(crediting.MODELS),
        metrics=METRICS,
        amounts=AMOUNTS,
        spans=_spans(),
        today=_today(),
        rows_shown=ROWS_SHOWN,
        **{"outcome": None, "errors": {}, "upload_errors": {}} | more,
    )
