"""One lead: who to call, what was agreed, where they came from and why we say so."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from admin import forms, here, language, timeline
from admin.pages.leads import value_minor
from admin.routing import site_page
from collector import http
from collector.accounts import service as accounts
from collector.leads import service
from collector.leads.schema import STATUSES
from collector.quotes import service as quotes
from collector.widgets import service as widgets


@site_page("/leads/<lead_id>", "see")
def lead(lead_id: str) -> Response:
    return _draw(lead_id)


@site_page("/leads/<lead_id>", "work_leads", ("POST",))
def lead_change(lead_id: str) -> Response:
    """Status, value, owner and note: whichever the pressed form carries."""
    changes, errors = forms.trial(_changes)
    if not errors:
        _, errors = forms.trial(
            lambda: service.change_lead(
                http.db(), here.site(), lead_id, changes, here.person().id, http.now(), http.own_url()
            )
        )
    if errors:
        return _draw(lead_id, errors, 422)
    return _draw(lead_id) if here.wants_fragment() else here.go("lead", lead_id=lead_id, done="saved")


def _changes() -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "status" in request.form:
        changes["status"] = forms.text("status")
    if "value" in request.form:
        changes["value_minor"] = value_minor(forms.text("value")) if forms.text("value") else None
    if "note" in request.form:
        changes["note"] = forms.text("note") or None
    if "owner" in request.form:
        changes["owner_id"] = forms.text("owner") or None
    return changes


@site_page("/leads/<lead_id>/release", "work_leads", ("POST",))
def lead_release(lead_id: str) -> Response:
    """A held lead is a real one."""
    service.release(http.db(), here.site(), lead_id, here.person().id, http.now(), http.own_url())
    return here.go("lead", lead_id=lead_id, done="released")


def _draw(lead_id: str, errors: forms.Errors | None = None, status: int = 200) -> Response:
    found = service.get_lead(http.db(), here.site(), lead_id, language.current())
    return here.page(
        "lead.html",
        status,
        lead=found,
        steps=timeline.steps(found),
        models=timeline.other_models(found),
        errors=errors or {},
        statuses=STATUSES,
        staff=_staff(),
        agreed=_agreed(found["consent"].get("wording")),
        widget=_widget_name(found["widget"]),
        quotes=quotes.list_quotes(http.db(), here.site(), {"lead": lead_id}, http.now())[0],
        typed_value=request.form.get("value") if errors else None,
    )


def _agreed(wording: Any) -> dict[str, Any] | None:
    """The words behind the name that the lead carries, as they stood when it was sent."""
    return widgets.agreement(http.db(), here.site().id, wording) if isinstance(wording, str) else None


def _staff() -> list[Any]:
    """Whom a lead can be given to: the person at hand, and who else works here as far as they may know."""
    rows = accounts.list_people(http.db(), here.person())
    known = {here.person().id: here.person().name}
    return sorted((known | {row.id: row.name for row in rows}).items(), key=lambda pair: pair[1].lower())


def _widget_name(widget_id: str | None) -> str | None:
    found = {widget.id: widget.name for widget in widgets.list_widgets(http.db(), here.site().id)}
    return found.get(widget_id or "", widget_id)
