"""What staff read when a lead comes in. The subject holds no word of the visitor; the body shows them inert."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from collector import sentences
from collector.attribution.explanation import channel_name
from collector.db import Tx
from collector.leads.promises import when
from collector.outbox import service as outbox
from collector.sites.service import Site

say = sentences.beside(__file__)
_templates = Environment(
    loader=PackageLoader("collector.leads", "templates"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)
LONGEST = 500


def announce(tx: Tx, site: Site, lead: dict[str, Any], base_url: str, now: int) -> None:
    """Queue one message for each address of the site, in the lead's transaction."""
    for address in site.notify_emails:
        outbox.put(tx, site.id, "email", address, message(site, lead, base_url), now, lead["id"])


def message(site: Site, lead: dict[str, Any], base_url: str) -> dict[str, str]:
    """`{"subject", "text", "html"}` in the site's language; times in its zone."""
    locale = site.locale
    kind = "subject_callback" if lead["kind"] == "callback" else "subject_other"
    values = {
        "subject": say(kind, locale, site=_line(site.name)),
        "rows": _rows(site, lead, locale),
        "link": f"{base_url}/admin/{site.key}/leads/{lead['id']}",
        "link_text": say("open_lead", locale),
        "tel": lead["phone_e164"],
        "tel_text": say("call", locale, phone=lead["phone_e164"] or ""),
        "zone_note": say("zone_note", locale, zone=site.timezone),
        "locale": locale,
    }
    text, html = (_templates.get_template(f"notice.{kind}").render(values) for kind in ("txt", "html"))
    return {"subject": str(values["subject"]), "text": text, "html": html}


def _rows(site: Site, lead: dict[str, Any], locale: str) -> list[tuple[str, str]]:
    named = ("name", "phone", "email")
    rows = [(say(f"field_{name}", locale), lead[name]) for name in named]
    rows += [(name, str(value)) for name, value in lead["fields"].items() if name not in (*named, "slot")]
    if lead["promise_at"]:
        rows.append((say("promised", locale), when(lead["promise_at"], lead["received_at"], site.timezone, locale)))
    rows.append((say("source", locale), _source(lead, locale)))
    rows.append((say("page", locale), lead["url"].partition("?")[0]))
    return [(_line(label), _line(value)) for label, value in rows if value]


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
