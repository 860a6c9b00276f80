"""How values look to people: the words of visitors made inert, times in the site's zone, money with its currency."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import phonenumbers
from babel.dates import format_date, format_datetime, format_time, format_timedelta, get_timezone_gmt
from babel.numbers import format_decimal, format_percent
from flask import Flask, g, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup
from phonenumbers import PhoneNumberFormat

from admin import headers, here, language, wording
from admin.messages import translate
from collector import clock, http, money
from collector.attribution.explanation import channel_name
from collector.leads import service as leads

LINKED = ("http://", "https://")
MARKS_MOST = 4
STATIC = Path(__file__).parent / "static"


def plain(text: Any) -> str:
    """A visitor's words without what disturbs the text around them: controls, direction marks, towers of accents.

    What is stored stays as it came (unicode.org/reports/tr36); Vietnamese needs at most two marks on a letter.
    """
    kept: list[str] = []
    marks = 0
    for letter in str(text):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind == "Mn" else 0
        if letter in "\n\t":
            kept.append(" ")
        elif kind not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") and marks <= MARKS_MOST:
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept))


def words(text: Any) -> Markup:
    """The same for a page, held apart so that writing from right to left stays inside."""
    return Markup("<bdi>{}</bdi>").format(plain(text))


def mixed_scripts(text: Any) -> bool:
    """Whether a word mixes Latin letters with look-alikes of Cyrillic or Greek: a known disguise."""
    for word in re.findall(r"\w+", str(text or "")):
        scripts = {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
            return True
    return False


def is_link(text: Any) -> bool:
    """Whether an address from outside may become a link: never `javascript:` and its kin."""
    return str(text or "").lower().startswith(LINKED)


def _ms(at: int | str) -> int:
    return at if isinstance(at, int) else clock.parse_rfc3339(at)


def zone() -> str:
    """The zone in which the page tells the time: the site's."""
    return str(g.site.timezone) if g.get("site") else "Asia/Ho_Chi_Minh"


def zone_label() -> str:
    """`Asia/Ho_Chi_Minh, GMT+07:00`, so that no time stands without its zone."""
    offset = get_timezone_gmt(clock.local(http.now(), zone()), locale=language.formats())
    return f"{zone()}, {offset}"


def moment(at: int | str, seconds: bool = False) -> Markup:
    """Day and time in the site's zone; today only the time."""
    there, today = clock.local(_ms(at), zone()), clock.local(http.now(), zone()).date()
    clocked = format_time(there, "H:mm:ss" if seconds else "H:mm", locale=language.formats())
    if there.date() == today:
        text = clocked
    else:
        pattern = "d/M" if there.year == today.year else "d/M/yyyy"
        text = f"{clocked} {format_date(there, pattern, locale=language.formats())}"
    return _time(at, text)


def answer(value: Any, field: str) -> Markup:
    """What a visitor filled in; a wanted time in the site's zone, for read as UTC it is the wrong hour to call."""
    if field == "slot" and isinstance(value, str):
        with suppress(ValueError, OverflowError, OSError):
            return moment(value)
    if isinstance(value, list):
        return words(", ".join(_picked(one) for one in value))
    return words(value)


def _picked(one: Any) -> str:
    """One of several choices; of a quote request with how many are wanted."""
    if not isinstance(one, dict):
        return str(one)
    quantity = one.get("quantity")
    return f"{one.get('text') or one.get('id') or ''}{f' × {quantity}' if quantity not in (None, '', 1, '1') else ''}"


def ago(at: int | str) -> Markup:
    """`5 minutes ago`, `in 2 hours`."""
    passed = timedelta(milliseconds=_ms(at) - http.now())
    return _time(at, format_timedelta(passed, add_direction=True, locale=language.formats()))


def _time(at: int | str, text: str) -> Markup:
    there = clock.local(_ms(at), zone())
    full = format_datetime(there, "EEEE d/M/yyyy H:mm:ss ZZZZ", locale=language.formats())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(clock.rfc3339(_ms(at)), full, text)


def day_name(day: str, weekday: str | None = "EEEEEE") -> str:
    """`2026-11-18` as people write it, with its weekday; or without it and the year, where there is little room."""
    pattern = f"{weekday} d/M/yyyy" if weekday else "d/M"
    return str(format_date(date.fromisoformat(day), pattern, locale=language.formats()))


def amount(minor: int, currency: str) -> str:
    """Minor units as `1.500.000 ₫`."""
    return money.show(minor, currency, language.formats())


def typed_amount(minor: int | None, currency: str) -> str:
    """Minor units as people type them into a field: `1.500.000`."""
    return "" if minor is None else str(format_decimal(money.to_major(minor, currency), locale=language.formats()))


def number(value: float | None) -> str:
    """A count, or a share of one, with the language's separators."""
    return "" if value is None else str(format_decimal(value, format="#,##0.##", locale=language.formats()))


def decimal(text: str) -> str:
    """A quantity or percentage that is kept as text, with the language's separators."""
    return str(format_decimal(Decimal(text), format="#,##0.###", locale=language.formats()))


def percent(value: float | None) -> str:
    """A rate from 0 to 1; nothing where there is none."""
    return "–" if value is None else str(format_percent(value, format="#,##0.#%", locale=language.formats()))


def phone(e164: str) -> str:
    """`+84912345678` as people read it: 0912 345 678 at home, +84 … abroad."""
    parsed = phonenumbers.parse(e164)
    home = phonenumbers.region_code_for_number(parsed) == "VN"
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)


def select_set(values: dict[str, Any]) -> dict[str, Any]:
    """Those that have a value, for the address of a link."""
    return {name: value for name, value in values.items() if value}


def pretty(value: Any) -> str:
    """A configuration as the raw editor shows it."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def asset(name: str) -> str:
    """A static file's address with its hash, so that it may be kept for ever; without one while it is not built."""
    path = STATIC / name
    version = _version(path, path.stat().st_mtime_ns) if path.exists() else None
    return url_for("admin.static", filename=name, v=version)


@lru_cache(maxsize=64)
def _version(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def icon(name: str) -> Markup:
    """One of static/icons.svg, an ornament beside words."""
    use = Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>')
    return use.format(asset("icons.svg"), name)


def register(app: Flask) -> None:
    """Filters and globals of the templates."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    filters = (
        words,
        plain,
        mixed_scripts,
        is_link,
        moment,
        answer,
        ago,
        day_name,
        number,
        decimal,
        percent,
        phone,
        pretty,
        select_set,
        translate,
    )
    env.filters.update({each.__name__: each for each in filters})
    env.globals.update(
        amount=amount,
        asset=asset,
        icon=icon,
        nonce=headers.nonce,
        typed_amount=typed_amount,
        waiting=_waiting,
        now=http.now,
        word=wording.word,
        zone_label=zone_label,
        channel=lambda name: channel_name(name, language.current()),
    )
    app.context_processor(_context)


def _waiting() -> int:
    """How many leads of the site nobody has answered: asked once a page."""
    if "waiting" not in g:
        g.waiting = leads.unanswered(http.db(), g.site)
    return int(g.waiting)


def _context() -> dict[str, Any]:
    person, site = here.signed_in(), g.get("site")
    return {
        "person": person,
        "site": site,
        "can": (lambda action: person.can(action, site.id)) if person and site else (lambda _action: False),
        "lang": language.current(),
        "note": wording.note(request.args.get("done")),
    }
