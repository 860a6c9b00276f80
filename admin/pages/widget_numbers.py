"""What became of one widget: its figures by day, as a chart with the table under it, and by arm of its test."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request

from admin import here
from admin.pages.reports import presets
from admin.routing import site_page
from collector import clock, http
from collector.errors import Problem
from collector.reports import widgets as numbers
from collector.widgets import service

# What each kind is there for, by which it is judged; every other kind has a form that is sent.
AIMS = {"contact": "clicked", "banner": "clicked", "push": "accepted"}
SPANS = ("last_7", "last_30", "this_month", "last_month")


def aim(kind: str) -> str:
    """The step that a kind of widget is there for."""
    return AIMS.get(kind, "submitted")


def steps(kind: str) -> tuple[str, ...]:
    """The steps worth a column: a form is started and sent, a button is tapped."""
    return ("seen", "opened", *(("started",) if aim(kind) == "submitted" else ()), aim(kind), "closed")


@site_page("/widgets/<widget_id>/numbers", "see")
def widget_numbers(widget_id: str) -> Response:
    found, site = service.find(http.db(), here.site().id, widget_id), here.site()
    today = date.fromisoformat(clock.day(http.now(), site.timezone))
    spans = {name: (a.isoformat(), b.isoformat()) for name, (a, b) in presets(today).items() if name in SPANS}
    asked = request.args.get("span", "")
    from_, to = spans.get(asked, spans["last_30"])
    from_, to = request.args.get("from") or from_, request.args.get("to") or to
    errors: dict[str, Any] = {}
    days = arms = None
    try:
        days = numbers.of_widget(http.db(), site, widget_id, from_, to, "day")
        arms = numbers.of_widget(http.db(), site, widget_id, from_, to, "variant")
    except Problem as problem:
        errors = problem.errors or {}
    return here.page(
        "widget_numbers.html",
        422 if errors else 200,
        widget=found,
        from_=from_,
        to=to,
        spans=spans,
        errors=errors,
        days=days,
        arms=arms,
        steps=steps(found.kind),
        aim=aim(found.kind),
        rate=numbers.rate,
    )
