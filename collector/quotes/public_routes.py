"""The customer's page of a quote: no cookie, no script, nothing fetched from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, TypeVar

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from collector import clock, http, money, sentences
from collector.errors import Problem
from collector.quotes import customer, telling
from collector.quotes.rows import Quote
from collector.sites.service import Site

Answer = TypeVar("Answer", bound=AnyResponse)

blueprint = Blueprint("customer_quotes", __name__, template_folder="templates")
say = sentences.beside(__file__)

STYLE = Path(__file__).with_name("customer.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    # The address is the key to the quote.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Language",
}


@blueprint.get("/q/<secret>")
def show(secret: str) -> Response:
    try:
        site, quote = customer.read(http.db(), secret, http.now())
    except Problem as problem:
        return _missing(problem)
    if request.method == "GET":
        customer.note_view(http.db(), site, quote, request.headers.get("User-Agent", ""), http.now())
    return _page(site, quote)


@blueprint.post("/q/<secret>")
def answer(secret: str) -> AnyResponse:
    """Accept or decline; what does not count is answered 409 with the quote as it stands now."""
    form = request.form
    version = form.get("version", "")
    known = form.get("do") in ("accept", "decline") and version.isascii() and version.isdigit() and len(version) < 9
    # PostgreSQL stores no NUL.
    words = form.get("words", "").replace("\0", "")
    try:
        site, quote, counted = customer.answer(
            http.db(),
            secret,
            version=int(version) if known else 0,
            accepted=form.get("do") == "accept",
            words=words,
            base_url=http.own_url(),
            now=http.now(),
        )
    except Problem as problem:
        return _missing(problem)
    if counted:
        return _guarded(redirect(url_for(".show", secret=secret), 303))
    return _page(site, quote, 409, changed=quote["state"] == "sent", words=words)


def _missing(problem: Problem) -> Response:
    if problem.status != 404:
        raise problem
    locale = http.locale(http.LOCALES[0])
    return _guarded(
        Response(render_template("customer_missing.html", style=STYLE, lang=locale, say=_said(locale)), 404)
    )


def _page(site: Site, quote: Quote, status: int = 200, changed: bool = False, words: str = "") -> Response:
    locale = http.locale(quote["locale"])
    values = {
        "lang": locale,
        "style": STYLE,
        "say": _said(locale),
        "shop": site,
        "quote": quote,
        "amount": lambda minor: money.show(minor, quote["currency"], locale),
        "number": lambda text: format_decimal(text, format="#,##0.###", locale=locale),
        "day": format_date(
            clock.local(clock.parse_rfc3339(quote["expires_at"]) - 1, site.timezone), "long", locale=locale
        ),
        "answered": _moment(site, quote["answered_at"], locale),
        "phone": telling.spoken(site.phone) if site.phone and site.phone.startswith("+") else site.phone,
        "changed": changed,
        "words": words,
        "most": customer.MOST_WORDS,
    }
    return _guarded(Response(render_template("customer_quote.html", **values), status))


def _said(locale: str) -> Any:
    return lambda key, **values: say(key, locale, **values)


def _moment(site: Site, at: str | None, locale: str) -> str:
    if at is None:
        return ""
    there = clock.local(clock.parse_rfc3339(at), site.timezone)
    return f"{format_time(there, 'H:mm', locale=locale)}, {format_date(there, 'long', locale=locale)}"


def _guarded(response: Answer) -> Answer:
    response.headers.update(HEADERS)
    return response
