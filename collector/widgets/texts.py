"""Every sentence a visitor reads, per widget kind and language; sites override them one by one.

The sentences themselves are data (texts.json), so that a translator needs no Python.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

LANGUAGES = ("vi", "en")

Texts = dict[str, str]


@cache
def _book() -> dict[str, dict[str, Texts]]:
    book: dict[str, dict[str, Texts]] = json.loads(
        files(__package__).joinpath("texts.json").read_text(encoding="utf-8")
    )
    return book


def default_texts(kind: str, language: str) -> Texts:
    """Every text of a widget kind in one language; keys are the same in each language."""
    return {**_book()["shared"][language], **_book()[kind][language]}


def limit(default: str) -> int:
    """How long an override may be: labels stand on buttons, sentences have a line or two."""
    return 60 if len(default) <= 30 else 300
