"""One site: its tag, whether it works, and its settings, each part saved by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from flask import Response

from admin import forms, here
from admin.routing import site_page
from collector import http
from collector.errors import not_found
from collector.reports import arrivals
from collector.sites import service
from collector.sites.schema import GATES, LOCALES

# Spans of opening hours that a day offers to fill in; a day that has more shows them all.
SPANS = 2
CURRENCIES = ("VND", "USD", "EUR", "THB", "SGD", "JPY", "KRW", "CNY", "AUD", "GBP")


def _basics() -> dict[str, Any]:
    return {name: forms.text(name) for name in ("name", "locale", "timezone", "currency")}


def _domains() -> dict[str, Any]:
    return {"origins": forms.lines("origins"), "ignored_referrers": forms.lines("ignored_referrers")}


def _hours() -> dict[str, Any]:
    return {"hours": forms.hours()}


def _consent() -> dict[str, Any]:
    return {"gate": forms.text("gate")}


def _contact() -> dict[str, Any]:
    return {"phone": forms.text("phone") or None}


def _pause() -> dict[str, Any]:
    typed = forms.text("gap_seconds")
    return {"gap_seconds": int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else typed}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "basics": _basics,
    "domains": _domains,
    "hours": _hours,
    "consent": _consent,
    "contact": _contact,
    "pause": _pause,
}


@site_page("/site", "edit_site")
def site_edit() -> Response:
    return _draw("site.html")


@site_page("/site/<part>", "edit_site")
def site_part(part: str) -> Response:
    """After a part was saved without htmx, the page at that part."""
    _reader(part)
    return here.go("site_edit", _anchor=part)


@site_page("/site/<part>", "edit_site", ("POST",))
def site_save(part: str) -> Response:
    values = _reader(part)()
    changed, errors = forms.trial(lambda: service.change(http.db(), here.site().id, values, http.now()))
    if errors:
        template = "_site_part.html" if here.wants_fragment() else "site.html"
        return _draw(template, 422, part=part, errors=errors, typed=values)
    if here.wants_fragment():
        return _draw("_site_part.html", part=part, shown=changed, saved=part)
    return here.go("site_edit", done="saved", _anchor=part)


def _reader(part: str) -> Callable[[], dict[str, Any]]:
    if part not in PARTS:
        raise not_found("part")
    return PARTS[part]


def _draw(template: str, status: int = 200, **more: Any) -> Response:
    values: dict[str, Any] = {"part": None, "errors": {}, "typed": {}, "saved": None, "shown": here.site()} | more
    shown = {name: getattr(values["shown"], name) for name in _NAMES} | values["typed"]
    return here.whole(
        template,
        status,
        **values | {"shown": shown},
        tag=tag(),
        seen_at=arrivals.last_pageview(http.db(), here.site().id),
        gates=GATES,
        locales=LOCALES,
        currencies=CURRENCIES,
        zones=sorted(available_timezones()),
        spans=SPANS,
    )


_NAMES = (
    "name", "origins", "locale", "timezone", "currency", "gate", "hours", "ignored_referrers", "phone", "gap_seconds",
)  # fmt: skip


def tag() -> str:
    """What the owner pastes into every page, best before </head>."""
    return f'<script async src="{http.base_url()}/s/{here.site().key}.js"></script>'
