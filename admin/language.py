"""In which language a page speaks: the person's, else the browser's, else the site's."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, g, request
from flask_babel import Babel, get_locale

import collector
from admin import here
from collector.http import LOCALES

CATALOGUES = Path(collector.__file__).parent / "locales"
NAMES = {"vi": "Tiếng Việt", "en": "English"}


def choose() -> str:
    """One of LOCALES."""
    person = here.signed_in()
    if person and person.locale in LOCALES:
        return str(person.locale)
    asked = request.accept_languages.best_match(LOCALES)
    return asked or (g.site.locale if g.get("site") else LOCALES[0])


def current() -> str:
    """The language of the page at hand: `vi` or `en`."""
    return str(get_locale().language)


def formats() -> str:
    """The locale for dates and numbers; English with day before month and 24 hours."""
    return {"en": "en_GB"}.get(current(), current())


def register(app: Flask) -> None:
    Babel(app, default_translation_directories=str(CATALOGUES), locale_selector=choose)
