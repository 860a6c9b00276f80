"""One's own account: name, language, password, and the devices that are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from ua_parser import parse

from admin import cookie, forms, here, language
from admin.routing import own_page
from collector import clock, http
from collector.accounts import service as accounts
from collector.errors import Problem

# Soon after signing in, a new password needs no old one: who came by a link has forgotten it.
FRESH = 15 * clock.MINUTE


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its owner recognises it."""

    id: str
    name: str
    seen_at: int
    created_at: int
    here: bool


def devices() -> list[Device]:
    """The person's live sessions, the one at hand first."""
    rows = accounts.list_sessions(http.db(), here.person(), http.now())
    found = [Device(r.id, _named(r.device), r.seen_at, r.created_at, r.id == here.session_id()) for r in rows]
    return sorted(found, key=lambda device: not device.here)


def _named(user_agent: str) -> str:
    known = parse(user_agent).with_defaults()
    parts = [known.user_agent.family, known.os.family]
    return " · ".join(part for part in parts if part != "Other") or user_agent[:40]


@own_page("/account")
def account() -> Response:
    return _draw()


@own_page("/account", ("POST",))
def account_save() -> Response:
    locale = request.form.get("locale", "")
    accounts.set_profile(http.db(), here.person(), forms.text("name"), locale if locale in language.NAMES else None)
    return here.go("account", done="saved")


@own_page("/account/sessions/<session_id>/end", ("POST",))
def session_end(session_id: str) -> Response:
    accounts.end_session(http.db(), here.person(), session_id)
    return here.go("account", done="ended")


def _draw(status: int = 200) -> Response:
    return here.whole("account.html", status, devices=devices(), languages=language.NAMES)


@own_page("/account/password")
def password() -> Response:
    return _draw_password({})


@own_page("/account/password", ("POST",))
def password_set() -> Response:
    """Sets it; the session at hand stays or is renewed, all others end."""
    fresh_secret = None
    try:
        if _needs_old():
            fresh_secret = _prove_old(request.form.get("old", ""))
        accounts.set_password(http.db(), here.person(), request.form.get("password", ""), _kept(fresh_secret))
    except Problem as problem:
        if problem.status not in (401, 422):
            raise
        return _draw_password(problem.errors or {"old": [problem.title]}, problem.status)
    response = here.go("home") if request.form.get("welcome") else here.go("account", done="password")
    return cookie.give(response, fresh_secret) if fresh_secret else response


def _needs_old() -> bool:
    started = next((device.created_at for device in devices() if device.here), 0)
    return here.person().has_password and http.now() - started > FRESH


def _prove_old(old: str) -> str:
    """Signing in again proves it, and gives the session a new reference. Raises Problem 401."""
    return accounts.sign_in(http.db(), here.person().email, old, request.user_agent.string, http.now())


def _kept(fresh_secret: str | None) -> str:
    if fresh_secret is None:
        return here.session_id()
    found = accounts.person_of_session(http.db(), fresh_secret, http.now())
    return found[1] if found else here.session_id()


def _draw_password(errors: dict[str, Any], status: int = 200) -> Response:
    return here.whole(
        "password.html",
        status,
        errors=errors,
        needs_old=_needs_old(),
        welcome=request.values.get("welcome", ""),
        least=accounts.PASSWORD_LEAST,
    )
