"""Staff are told of an answer at once: a customer who has just said yes, or no, is at the phone now."""

from __future__ import annotations

from typing import Any

import phonenumbers

from collector import money, sentences
from collector.db import Tx
from collector.notices import telling
from collector.notices.notice import Item, Notice, line
from collector.quotes import rows
from collector.quotes.rows import SQL
from collector.sites.service import Site

say = sentences.beside(__file__)

ACCEPTED, DECLINED = "quote.accepted", "quote.declined"
TITLES = {ACCEPTED: "notice_accepted", DECLINED: "notice_declined"}


def tell(tx: Tx, site: Site, row: Any, event: str, base_url: str, now: int) -> int:
    """Tell in the caller's transaction; returns how many hear of it."""
    lead = SQL.get_lead(tx, site_id=site.id, id=row.lead_id) if row.lead_id else None
    facts = {"id": row.lead_id, "kind": lead.kind if lead else "quote", "owner_id": lead.owner_id if lead else None}

    def written(locale: str) -> Notice:
        return compose(site, row, event, base_url, locale)

    return telling.tell(tx, site, event, facts, written, now, urgent=True)


def compose(site: Site, row: Any, event: str, base_url: str, locale: str) -> Notice:
    """The notice; its title holds no word of the customer."""
    item = _item(site, row, base_url, locale)
    named = {name: line(getattr(row, name) or "") for name in ("name", "phone", "email")}
    return {
        "event": event,
        "locale": locale,
        "title": say(TITLES[event], locale, site=line(site.name)),
        "intro": "",
        "items": [item],
        "note": say("zone_note", locale, zone=site.timezone),
        "fields": named | {"site": line(site.name), "kind": "quote", "source": "", "page": "", "link": item["link"]},
    }


def _item(site: Site, row: Any, base_url: str, locale: str) -> Item:
    shown = [
        (say("quote", locale), f"{rows.ref(row.id)} · {say('version', locale, version=row.version)}"),
        (say("total", locale), money.show(row.total_minor, row.currency, locale)),
        (say("customer", locale), row.name),
        (say("phone", locale), row.phone),
        (say("email", locale), row.email),
        (say("words", locale), row.words),
    ]
    phone = row.phone_e164
    return {
        "heading": "",
        "rows": [[label, line(value)] for label, value in shown if value],
        "phone": phone,
        "phone_text": say("call", locale, phone=spoken(phone)) if phone else "",
        "link": f"{base_url}/admin/{site.key}/quotes/{row.id}",
        "link_text": say("open_quote", locale),
    }


def spoken(e164: str) -> str:
    """A number as people read it: without the country's code for Vietnam's, where most sites are."""
    number = phonenumbers.parse(e164)
    style = phonenumbers.PhoneNumberFormat
    home = phonenumbers.region_code_for_number(number) == "VN"
    return str(phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL))
