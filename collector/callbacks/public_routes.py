"""The visitor's page of a call-back: no cookie, no script, nothing from elsewhere; reading it changes nothing."""

from __future__ import annotations

import base64
import hashlib
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from babel.dates import format_date, format_time
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector import clock, http, sentences
from collector.callbacks import service
from collector.callbacks.service import Callback
from collector.errors import Problem
from collector.leads import notices, promises

Answer = TypeVar("Answer", bound=AnyResponse)

blueprint = Blueprint("visitor_callbacks", __name__, template_folder="templates")
say = sentences.beside(__file__)

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    # The address is the key to the call-back.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Language",
}
SHOWN_DIGITS = 3  # of the number: enough to know one's own, nothing for whoever else sees the link


@blueprint.get("/c/<secret>")
def show(secret: str) -> Response:
    try:
        found = service.read(http.db(), http.box(), secret, http.now())
    except Problem as problem:
        return _missing(problem)
    return _page(found)


@blueprint.post("/c/<secret>")
def change(secret: str) -> AnyResponse:
    """`do` = `cancel`, or `move` with a `slot`; what does not count is answered 409 with the call-back as it stands."""
    slot = request.form.get("slot", "")
    place = http.db(), http.box(), secret
    try:
        if request.form.get("do") == "cancel":
            found, counted = service.cancel(*place, http.own_url(), http.now())
        else:
            at = int(slot) if slot.isascii() and slot.isdigit() and len(slot) < 15 else 0
            found, counted = service.move(*place, at, http.own_url(), http.now())
    except Problem as problem:
        if problem.status != 422:
            return _missing(problem)
        found, counted = service.read(*place, http.now()), False
    if counted:
        return _guarded(redirect(url_for(".show", secret=secret), 303))
    return _page(found, 409)


def _missing(problem: Problem) -> Response:
    if problem.status != 404:
        raise problem
    return _render(404, http.locale(http.LOCALES[0]), found=None)


def _page(found: Callback, status: int = 200) -> Response:
    site, lead = found.site, found.lead
    locale = http.locale((lead.language or site.locale)[:2])
    e164 = lead.phone_e164 or ""
    return _render(
        status,
        lang=locale,
        found=found,
        shop=site,
        headline=_headline(found, locale),
        digits=e164[-SHOWN_DIGITS:],
        days=_days(found, locale),
        changed=status == 409,
        phone=notices.spoken(site.phone, site) if site.phone and site.phone.startswith("+") else site.phone,
    )


def _render(status: int, lang: str, **values: Any) -> Response:
    def said(key: str, **more: Any) -> str:
        return say(key, lang, **more)

    return _guarded(Response(render_template("callback.html", lang=lang, style=STYLE, say=said, **values), status))


def _headline(found: Callback, locale: str) -> str:
    if found.state != "waiting":
        return say(found.state, locale)
    at, now = found.lead.promise_at, http.now()
    key = "waiting_slot" if service.picked(found.lead) else "waiting"
    return say(key, locale, when=promises.when(at, now, found.site.timezone, locale))


def _days(found: Callback, locale: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """The free slots as groups of a list: [(day, [(start, time)])]."""
    zone = found.site.timezone
    return [
        (
            format_date(clock.local(first, zone), "EEEE, d MMMM", locale=locale),
            [(at, format_time(clock.local(at, zone), "short", locale=locale)) for at in (first, *others)],
        )
        for first, *others in (list(group) for _, group in groupby(found.slots, lambda at: clock.day(at, zone)))
    ]


def _guarded(response: Answer) -> Answer:
    response.headers.update(HEADERS)
    return response
