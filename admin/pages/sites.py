"""All sites of the person, and making a new one."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from admin import forms, here
from admin.routing import own_page
from collector import http
from collector.accounts import service as accounts
from collector.accounts.roles import INSTALLATION
from collector.errors import Problem
from collector.sites import service as site_service


@own_page("/")
def home() -> Response:
    """The only site's overview, or the choice of sites."""
    found = accounts.sites_of(http.db(), here.person())
    return here.go("overview", key=found[0].key) if len(found) == 1 else here.go("sites")


@own_page("/sites")
def sites() -> Response:
    return here.whole("sites.html", sites=accounts.sites_of(http.db(), here.person()), may_add=_may_add())


def _may_add() -> bool:
    return here.person().can("edit_site", INSTALLATION)


@own_page("/sites/new")
def site_new() -> Response:
    _require_owner()
    return _draw({}, {})


@own_page("/sites/new", ("POST",))
def site_add() -> Response:
    _require_owner()
    names = ("name", "locale", "timezone", "currency", "gate")
    values: dict[str, Any] = {name: forms.text(name) for name in names} | {"origins": forms.lines("origins")}
    made, errors = forms.trial(lambda: site_service.add(http.db(), values, http.now()))
    if errors:
        return _draw(values, errors, 422)
    return here.go("site_edit", key=made.key, done="site-added")


def _require_owner() -> None:
    if not _may_add():
        raise Problem(403, "Your role does not allow this", "Ask an owner of the installation.")


def _draw(values: dict[str, Any], errors: forms.Errors, status: int = 200) -> Response:
    typed = {"origins": request.form.get("origins", "")} | {
        name: values.get(name, "") for name in ("name", "locale", "timezone", "currency", "gate")
    }
    return here.whole("site_new.html", status, typed=typed, errors=errors)
