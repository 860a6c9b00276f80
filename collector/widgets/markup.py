"""The few words of HTML an owner may write in a sentence, made safe at publishing.

nh3 reads the text as browsers do and drops all but bold, italic, links and line breaks. What is left travels as a list
of runs, not as HTML, so that the script draws it with text nodes: nothing of it can ever be code.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Any

import nh3
from marshmallow import ValidationError, fields

from collector.widgets import channels
from collector.widgets.texts import LANGUAGES

MOST_TYPED, MOST_SHOWN = 2000, 300
# A run is its words alone, or [words, marks] or [words, marks, address]; marks are letters of these.
Run = str | list[str]
_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i"}
_ADDRESS = re.compile(r"(/(?![/\\])|#|\?|tel:\+?\d|mailto:[^\s@]+@)[^\s\\]*")


def address(value: str) -> str:
    """An address that a link on a page may have: https, a path of the same site, a part of the page, tel or mailto.

    Raises ValueError with a sentence for the owner.
    """
    return value if _ADDRESS.fullmatch(value) else channels.https_url(value)


def runs(text: str) -> list[Run]:
    """What is shown of an owner's sentence."""
    clean = nh3.clean(
        text,
        tags={*_MARKS, "a", "br"},
        attributes={"a": {"href"}},
        url_schemes={"https", "tel", "mailto"},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    return _joined(reader.found)


class _Reader(HTMLParser):
    """Takes clean HTML apart into [words, marks, address]."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[str]] = []
        self._marks: list[str] = []
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.found.append(["\n", "", ""])
        elif tag == "a":
            self._href = _safe(dict(attrs).get("href") or "")
        else:
            self._marks.append(_MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = ""
        elif tag in _MARKS:
            self._marks.remove(_MARKS[tag])

    def handle_data(self, data: str) -> None:
        self.found.append([re.sub(r"\s+", " ", data), "".join(sorted({*self._marks})), self._href])


def _safe(href: str) -> str:
    try:
        return address(href)
    except ValueError:
        return ""


def _joined(found: list[list[str]]) -> list[Run]:
    """Without empty runs, space at the ends, and what is empty at the end of a run."""
    kept: list[list[str]] = []
    for words, marks, href in found:
        if kept and kept[-1][1:] == [marks, href]:
            kept[-1][0] += words
        elif words:
            kept.append([words, marks, href])
    while kept and not kept[0][0].lstrip():
        kept.pop(0)
    while kept and not kept[-1][0].rstrip():
        kept.pop()
    if kept:
        kept[0][0] = kept[0][0].lstrip()
        kept[-1][0] = kept[-1][0].rstrip()
    return [run if run[2] else run[:2] if run[1] else run[0] for run in kept]


def plain(found: list[Run]) -> str:
    """The words alone."""
    return "".join(run if isinstance(run, str) else run[0] for run in found)


def html_of(found: list[Any]) -> str | None:
    """Runs as an owner would write them; None for what are none."""
    pieces = [[run] if isinstance(run, str) else run for run in found]
    if not all(isinstance(piece, list) and piece and all(isinstance(one, str) for one in piece) for piece in pieces):
        return None
    return "".join(_html(*[*piece, "", ""][:3]) for piece in pieces)


def _html(words: str, marks: str, href: str) -> str:
    text = escape(words).replace("\n", "<br>")
    for mark in {*marks} & {*_MARKS.values()}:
        text = f"<{mark}>{text}</{mark}>"
    return f'<a href="{escape(href)}">{text}</a>' if href else text


class Sentences(fields.Field[Any]):
    """A sentence per language; a language that is left out says what another one does."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, list[Run]]:
        if not isinstance(value, dict) or not value or set(value) - {*LANGUAGES}:
            raise ValidationError("A text for each language: vi, en.")
        found = {language: _sentence(language, text) for language, text in value.items()}
        other = next(iter(found.values()))
        return {language: found.get(language, other) for language in LANGUAGES}


def _sentence(language: str, text: Any) -> list[Run]:
    if isinstance(text, list):
        text = html_of(text)  # as it was published
    if not isinstance(text, str) or len(text) > MOST_TYPED:
        raise ValidationError({language: ["A text of 2000 characters at most, HTML and all."]})
    found = runs(text)
    if not 1 <= len(plain(found).strip()) <= MOST_SHOWN:
        raise ValidationError({language: ["Between 1 and 300 characters are shown of a text."]})
    return found
