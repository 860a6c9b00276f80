"""The inbox: everybody who asked to be contacted, and a form for those who called or came by."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request
from flask_babel import gettext

from admin import forms, here
from admin.routing import site_page
from collector import http, ids, money
from collector.leads import service
from collector.leads.schema import STATUSES, NewLeadSchema

PAGE = 30
KINDS = ("callback", "contact", "voucher", "manual", "api")


@site_page("/leads", "see")
def leads() -> Response:
    filters = _filters()
    cursor = request.args.get("cursor", "")
    found, following = service.list_leads(http.db(), here.site(), filters, cursor, PAGE)
    values: dict[str, Any] = {"leads": found, "following": following, "filters": filters, "shown": _shown(filters)}
    if here.wants_fragment() and cursor:
        return here.whole("_leads_rows.html", **values)
    counts = service.counts(http.db(), here.site(), http.now())
    return here.page("leads.html", **values, counts=counts, tabs=_tabs(counts, filters), kinds=KINDS)


def _tabs(counts: dict[str, Any], filters: dict[str, Any]) -> list[dict[str, Any]]:
    """The list's tabs: what each asks for beside the other filters, how many it holds, whether it is open."""
    others = {name: value for name, value in _shown(filters).items() if name not in ("status", "held")}
    by_status = counts["status"]
    tabs = [{"name": "", "asks": {}, "count": sum(by_status.values())}]
    tabs += [{"name": each, "asks": {"status": each}, "count": by_status.get(each, 0)} for each in STATUSES]
    tabs.append({"name": "held", "asks": {"held": "1"}, "count": counts["held"]})
    open_ = "held" if filters["held"] else filters["status"] or ""
    return [tab | {"asks": others | tab["asks"], "open": tab["name"] == open_} for tab in tabs]


def _filters() -> dict[str, Any]:
    """From the address; what is no filter is left out, so that an edited address still shows a list."""
    args = request.args
    status, held = args.get("status", ""), args.get("held") == "1"
    return {
        "status": status if status in STATUSES else None,
        "kind": args.get("kind") or None,
        "q": args.get("q", "").strip()[:200] or None,
        "from_": _day(args.get("from", "")),
        "to": _day(args.get("to", "")),
        "held": held,
    }


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _shown(filters: dict[str, Any]) -> dict[str, Any]:
    """The filters as the address carries them, for links to the same list."""
    named = {("from" if name == "from_" else name): value for name, value in filters.items()}
    return {name: "1" if value is True else value for name, value in named.items() if value}


@site_page("/leads/new", "work_leads")
def lead_new() -> Response:
    return _draw_new({}, {})


@site_page("/leads/new", "work_leads", ("POST",))
def lead_add() -> Response:
    """Ten seconds: a number is enough. The form's key makes a double tap one lead."""
    site = here.site()
    typed = {name: forms.text(name) for name in ("key", "name", "phone", "note", "self_reported", "value")}
    values, errors = forms.trial(lambda: _values(typed))
    if errors:
        return _draw_new(typed, errors, 422)
    base = http.own_url()
    made, errors = forms.trial(lambda: service.add_lead(http.db(), site, values, http.now(), here.person().id, base))
    if errors:
        return _draw_new(typed, errors, 422)
    return here.go("lead", lead_id=made["id"], done="added")


def _values(typed: dict[str, str]) -> dict[str, Any]:
    named = {name: typed[name] or None for name in ("name", "phone", "note", "self_reported", "key")}
    value = value_minor(typed["value"]) if typed["value"] else None
    loaded: dict[str, Any] = NewLeadSchema().load(named | {"value_minor": value, "kind": "manual"})
    return loaded


def value_minor(text: str) -> int:
    """What somebody typed as an amount in the site's currency. Raises Problem 422 in the page's language."""
    from collector.errors import Problem

    try:
        found = money.to_minor(text, here.site().currency)
        if found >= 0:
            return found
    except (ValueError, ArithmeticError):
        pass
    said = gettext("Write an amount like %(example)s", example=money.show(1_500_000, here.site().currency, "vi"))
    raise Problem(422, "This value cannot be used", errors={"value": [said]})


def _draw_new(typed: dict[str, str], errors: forms.Errors, status: int = 200) -> Response:
    empty = dict.fromkeys(("name", "phone", "note", "self_reported", "value"), "")
    key = typed.get("key") or ids.new("k", http.now())
    return here.whole("lead_new.html", status, typed=empty | typed | {"key": key}, errors=errors)
