"""A notice without a medium, which e-mail, Telegram and chat make messages of; docs/notices.md has its shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from collector import sentences
from collector.sites.service import Site

say = sentences.beside(__file__)
LONGEST = 500

# {"event", "locale", "title", "intro", "items": [Item], "note", "fields": {name: text}}
Notice = dict[str, Any]
# {"heading", "rows": [[label, value]], "phone", "phone_text", "link", "link_text"}
Item = dict[str, Any]
Compose = Callable[[str], Notice]


def line(text: object) -> str:
    """One line of bounded length: no controls, no line breaks, no direction marks. Others' words pass through here."""
    kept = str(text)
    if not kept.isprintable():
        kept = "".join(letter if letter.isprintable() else " " for letter in kept)
    return " ".join(kept.split())[:LONGEST]


def framed(site: Site, event: str, locale: str, title: str, intro: str, items: list[Item]) -> Notice:
    """A notice that is not about one lead."""
    return {
        "event": event,
        "locale": locale,
        "title": title,
        "intro": intro,
        "items": items,
        "note": say("zone_note", locale, zone=site.timezone.replace("_", " ")),
        "fields": {"site": line(site.name)},
    }


def link_item(heading: str, link: str, text: str) -> Item:
    """A line that leads somewhere and tells of nobody."""
    return {"heading": heading, "rows": [], "phone": None, "phone_text": "", "link": link, "link_text": text}


def test(site: Site, base_url: str, locale: str) -> Notice:
    """What the test button sends."""
    title, intro = say("test_title", locale, site=line(site.name)), say("test_intro", locale)
    link = f"{base_url}/admin/{site.key}"
    notice = framed(site, "test", locale, title, intro, [link_item("", link, say("open_site", locale))])
    return notice | {"note": ""}
