"""What staff read of a lead: a notice without a medium. Its title holds no word of the visitor."""

from __future__ import annotations

import json
from typing import Any

import phonenumbers
from babel.dates import format_date

from collector import clock, sentences
from collector.attribution.explanation import channel_name
from collector.db import Tx, queries
from collector.leads import phones
from collector.leads.promises import when
from collector.notices.notice import Item, Notice, line
from collector.notices.telling import LATE
from collector.sites.service import Site

SQL = queries(__file__)
say = sentences.beside(__file__)

CREATED = "lead.created"
ASSIGNED = "lead.assigned"
TITLES = {LATE: "subject_late", ASSIGNED: "subject_assigned"}
HEADINGS = {LATE: "heading_late", ASSIGNED: "heading_assigned"}


def compose(site: Site, lead: dict[str, Any], base_url: str, event: str, locale: str, now: int | None = None) -> Notice:
    """The notice of one lead (its columns, fields and journey as values), in a language; times in the site's zone.

    `now` is when it is read, for words such as today; by default when the lead came.
    """
    now = now or lead["received_at"]
    link = f"{base_url}/admin/{site.key}/leads/{lead['id']}"
    kind = "subject_callback" if lead["kind"] == "callback" else "subject_other"
    return {
        "event": event,
        "locale": locale,
        "title": say(TITLES.get(event, kind), locale, site=line(site.name)),
        "intro": _intro(site, lead, event, locale, now),
        "items": [_item(site, lead, link, locale, now)],
        "note": say("zone_note", locale, zone=site.timezone.replace("_", " ")),
        "fields": _fields(site, lead, link, locale),
    }


def facts(row: Any) -> dict[str, Any]:
    """A row of leads, with what is kept as JSON as values."""
    values: dict[str, Any] = row._asdict()
    return values | {"fields": json.loads(row.fields), "journey": json.loads(row.journey)}


def brief(
    tx: Tx, site: Site, lead_id: str, event: str, person_id: str | None, locale: str, link: str, now: int
) -> Item | None:
    """A lead in somebody's digest; None when somebody has called, another one has taken it, or it is spam.

    Whoever reads a digest wants to know whom to call next; what others did is in the inbox.
    """
    row = SQL.get_lead(tx, site_id=site.id, id=lead_id)
    if row is None or row.status != "new" or row.held or row.owner_id not in (None, person_id):
        return None
    lead = facts(row)
    kind = "heading_callback" if lead["kind"] == "callback" else "heading_other"
    came = _moment(site, lead["received_at"], now, locale)
    heading = say(HEADINGS.get(event, kind), locale, when=came)
    return _item(site, lead, link, locale, now) | {"heading": heading}


def _intro(site: Site, lead: dict[str, Any], event: str, locale: str, now: int) -> str:
    if event != LATE:
        return ""
    return say("intro_late", locale, when=_moment(site, lead["promise_at"], now, locale))


def _item(site: Site, lead: dict[str, Any], link: str, locale: str, now: int) -> Item:
    phone = lead["phone_e164"]
    return {
        "heading": "",
        "rows": _rows(site, lead, locale, now),
        "phone": phone,
        "phone_text": say("call", locale, phone=spoken(phone, site)) if phone else "",
        "link": link,
        "link_text": say("open_lead", locale),
    }


def spoken(e164: str, site: Site) -> str:
    """A number as people of the site's country write it: 0912 345 678; others with their country's code."""
    number = phonenumbers.parse(e164)
    home = phonenumbers.country_code_for_region(phones.region(site.timezone))
    style = phonenumbers.PhoneNumberFormat
    own = number.country_code == home
    return str(phonenumbers.format_number(number, style.NATIONAL if own else style.INTERNATIONAL))


def _fields(site: Site, lead: dict[str, Any], link: str, locale: str) -> dict[str, str]:
    """What the template of a chat webhook may name."""
    named = {name: line(lead[name] or "") for name in ("name", "phone", "email", "kind")}
    more = {"site": site.name, "source": _source(lead, locale), "page": lead["url"].partition("?")[0]}
    return named | {name: line(value) for name, value in more.items()} | {"link": link}


def _rows(site: Site, lead: dict[str, Any], locale: str, now: int) -> list[list[str]]:
    named = ("name", "phone", "email")
    rows = [(say(f"field_{name}", locale), lead[name]) for name in named]
    rows += [(name, _value(value)) for name, value in lead["fields"].items() if name not in (*named, "slot")]
    if lead.get("voucher"):
        rows.append((say("voucher", locale), lead["voucher"]))
    if lead["promise_at"]:
        rows.append((say("promised", locale), _moment(site, lead["promise_at"], now, locale)))
    rows.append((say("source", locale), _source(lead, locale)))
    rows.append((say("page", locale), lead["url"].partition("?")[0]))
    return [[line(label), line(value)] for label, value in rows if value]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_picked(one) for one in value)
    return "" if value is None else str(value)


def _picked(one: Any) -> str:
    """One of several choices; of a quote request with how many are wanted."""
    if not isinstance(one, dict):
        return str(one)
    return f"{one.get('text') or one.get('id') or ''} × {one.get('quantity') or 1}"


def _moment(site: Site, at: int, now: int, locale: str) -> str:
    """`18:21 hôm nay, 18/11`: with the date, because mail may be read, or arrive, another day."""
    words = when(at, now, site.timezone, locale)
    day = clock.local(at, site.timezone)
    if (day.date() - clock.local(now, site.timezone).date()).days not in (0, 1):
        return words  # it names the date
    return f"{words}, {format_date(day, 'd/M' if locale == 'vi' else 'd MMM', locale=locale)}"


def _source(lead: dict[str, Any], locale: str) -> str:
    known = [touch for touch in lead["journey"] if touch["channel"] != "Direct"] or lead["journey"]
    if not known:
        return ""
    touch = known[-1]
    parts = [channel_name(touch["channel"], locale), touch["source"], touch["campaign"]]
    return " · ".join(part for part in parts if part)
