"""What staff read of a lead: a notice without a medium. Its title holds no word of the visitor."""

from __future__ import annotations

from typing import Any

from collector import sentences
from collector.attribution.explanation import channel_name
from collector.leads.promises import when
from collector.sites.service import Site

say = sentences.beside(__file__)
LONGEST = 500


def compose(site: Site, lead: dict[str, Any], base_url: str, event: str, locale: str) -> dict[str, Any]:
    """The notice of one lead, in a language; times in the site's zone. Its shape is docs/architecture.md's."""
    title = "subject_callback" if lead["kind"] == "callback" else "subject_other"
    return {
        "event": event,
        "locale": locale,
        "title": say(title, locale, site=_line(site.name)),
        "intro": "",
        "items": [item(site, lead, base_url, locale)],
        "note": say("zone_note", locale, zone=site.timezone),
        "fields": _fields(site, lead, base_url, locale),
    }


def item(site: Site, lead: dict[str, Any], base_url: str, locale: str) -> dict[str, Any]:
    """What a notice says of one lead."""
    return {
        "heading": "",
        "rows": _rows(site, lead, locale),
        "phone": lead["phone_e164"],
        "phone_text": say("call", locale, phone=lead["phone_e164"] or ""),
        "link": _link(site, lead, base_url),
        "link_text": say("open_lead", locale),
    }


def _link(site: Site, lead: dict[str, Any], base_url: str) -> str:
    return f"{base_url}/admin/{site.key}/leads/{lead['id']}"


def _fields(site: Site, lead: dict[str, Any], base_url: str, locale: str) -> dict[str, str]:
    """What the template of a chat webhook may name."""
    named = {name: _line(lead[name] or "") for name in ("name", "phone", "email", "kind")}
    more = {"site": site.name, "source": _source(lead, locale), "page": lead["url"].partition("?")[0]}
    return named | {name: _line(value) for name, value in more.items()} | {"link": _link(site, lead, base_url)}


def _rows(site: Site, lead: dict[str, Any], locale: str) -> list[list[str]]:
    named = ("name", "phone", "email")
    rows = [(say(f"field_{name}", locale), lead[name]) for name in named]
    rows += [(name, str(value)) for name, value in lead["fields"].items() if name not in (*named, "slot")]
    if lead["promise_at"]:
        rows.append((say("promised", locale), when(lead["promise_at"], lead["received_at"], site.timezone, locale)))
    rows.append((say("source", locale), _source(lead, locale)))
    rows.append((say("page", locale), lead["url"].partition("?")[0]))
    return [[_line(label), _line(value)] for label, value in rows if value]


def _source(lead: dict[str, Any], locale: str) -> str:
    known = [touch for touch in lead["journey"] if touch["channel"] != "Direct"] or lead["journey"]
    if not known:
        return ""
    touch = known[-1]
    parts = [channel_name(touch["channel"], locale), touch["source"], touch["campaign"]]
    return " · ".join(part for part in parts if part)


def _line(text: str) -> str:
    """One line of bounded length: no controls, no line breaks, no direction marks."""
    kept = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return " ".join(kept.split())[:LONGEST]
