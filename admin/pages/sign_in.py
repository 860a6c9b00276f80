"""Getting in: a one-time link or a password; and out."""

from __future__ import annotations

from flask import Response, request

from admin import cookie, here
from admin.routing import ROOT, open_page, own_page
from collector import http
from collector.accounts import service as accounts
from collector.errors import Problem

PASSWORD_MOST = 1000


def _device() -> str:
    return request.user_agent.string


def safe_target(wanted: str) -> str | None:
    """Where to go after signing in: only a page of the admin, whatever the address said."""
    inside = wanted.startswith(ROOT + "/") and not any(letter in wanted for letter in "\\\r\n\t")
    return wanted if inside and not wanted.startswith(f"{ROOT}/sign-") else None


@open_page("/sign-in")
def sign_in() -> Response:
    if here.signed_in():
        return here.go("home")
    wanted = safe_target(request.args.get("next", "")) or ""
    return here.whole("sign_in.html", wanted=wanted, email="", wrong=False)


@open_page("/sign-in", ("POST",))
def sign_in_try() -> Response:
    """The same answer, in the same time, for an unknown account and a wrong password."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    wanted = request.form.get("next", "")
    try:
        secret = accounts.sign_in(http.db(), email, password[:PASSWORD_MOST], _device(), http.now())
    except Problem as problem:
        if problem.status != 401:
            raise
        return here.whole("sign_in.html", 401, wanted=wanted, email=email, wrong=True)
    response = here.go("home")
    response.location = safe_target(wanted) or response.location
    return cookie.give(response, secret)


@open_page("/sign-in/<secret>")
def link(secret: str) -> Response:
    """Looking at the link uses nothing up: mail scanners and previews open links too."""
    return here.whole("link.html", secret=secret)


@open_page("/sign-in/<secret>", ("POST",))
def link_use(secret: str) -> Response:
    session = accounts.use_link(http.db(), secret, _device(), http.now())
    return cookie.give(here.go("password", welcome=1), session)


@own_page("/sign-out", ("POST",))
def sign_out() -> Response:
    accounts.end_session(http.db(), here.person(), here.session_id())
    return cookie.take(here.go("sign_in"))
