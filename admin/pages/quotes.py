"""Quotes: what customers asked for, what they were offered, what they answered."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote as escaped

from flask import Response, request
from flask_babel import gettext

from admin import forms, here, offer, show
from admin.routing import site_page
from collector import clock, http
from collector.quotes import service
from collector.quotes.rows import Quote
from collector.quotes.schema import SHOWN_STATES, NewQuoteSchema, QuoteValuesSchema

PAGE = 30
EDITOR = QuoteValuesSchema()


@site_page("/quotes", "see")
def quotes() -> Response:
    state = request.args.get("state", "")
    state = state if state in SHOWN_STATES else ""
    cursor = request.args.get("cursor", "")
    found, following = service.list_quotes(http.db(), here.site(), {"state": state or None}, http.now(), cursor, PAGE)
    counts = service.counts(http.db(), here.site(), http.now())
    tabs = [{"name": "", "count": sum(counts.values())}] + [
        {"name": name, "count": counts[name]} for name in SHOWN_STATES if counts.get(name) or name == state
    ]
    return here.whole("quotes.html", quotes=found, following=following, state=state, tabs=tabs)


@site_page("/quotes", "work_leads", ("POST",))
def quote_add() -> Response:
    """A draft for a lead, or for somebody who is none yet."""
    values = NewQuoteSchema().load({"lead": forms.text("lead") or None})
    made = service.add(http.db(), here.site(), values, http.now(), here.person().id)
    return here.go("quote", quote_id=made["id"])


@site_page("/quotes/<quote_id>", "see")
def quote(quote_id: str) -> Response:
    found = service.get(http.db(), here.site(), quote_id, http.now())
    return _draw(found, offer.of_quote(found))


@site_page("/quotes/<quote_id>", "work_leads", ("POST",))
def quote_change(quote_id: str) -> Response:
    """Save, save and send, withdraw; or, with nothing saved yet, add or remove a line."""
    found = service.get(http.db(), here.site(), quote_id, http.now())
    do, typed = forms.text("do"), offer.typed()
    if do == "withdraw":
        service.withdraw(http.db(), here.site(), quote_id, http.now(), here.person().id)
        return here.go("quote", quote_id=quote_id, done="withdrawn")
    if do == "add" or do.startswith("remove-"):
        return _draw(found, offer.moved(typed, do), unsaved=True)
    _, errors = forms.trial(lambda: _save(found, typed, do == "send"))
    if errors:
        return _draw(found, typed | {"rows": typed["rows"] or [offer.empty()]}, errors, 422, unsaved=True)
    return here.go("quote", quote_id=quote_id, done="quote-sent" if do == "send" else "saved")


def _save(found: Quote, typed: offer.Typed, sending: bool) -> None:
    """What was typed is kept even where it is not ready to be sent."""
    values = EDITOR.load(offer.values(typed)) | {"revision": int(forms.text("revision") or 0)}
    place = (http.db(), here.site(), found["id"])
    service.change(*place, values, http.now(), here.person().id)
    if sending:
        service.send(*place, http.now(), here.person().id, box=http.box())


@site_page("/quotes/<quote_id>/print", "see")
def quote_print(quote_id: str) -> Response:
    found = service.get(http.db(), here.site(), quote_id, http.now())
    return here.whole("quote_print.html", quote=found)


def _draw(
    found: Quote, typed: offer.Typed, errors: forms.Errors | None = None, status: int = 200, unsaved: bool = False
) -> Response:
    place = (http.db(), here.site(), found["id"])
    # Whoever holds the link can answer in the customer's place.
    link = service.link(*place, box=http.box(), base_url=http.base_url()) if here.can("work_leads") else None
    live = found["state"] in ("sent", "expired", "declined", "accepted")
    return here.whole(
        "quote.html",
        status,
        quote=found,
        typed=typed,
        errors=errors or {},
        unsaved=unsaved,
        link=link if live else None,
        ways=_ways(found, link) if link and found["state"] == "sent" else [],
        editable=here.can("work_leads") and found["state"] != "accepted",
        today=clock.day(http.now(), here.site().timezone),
    )


def _ways(found: Quote, link: str) -> list[dict[str, Any]]:
    """How the link gets to the customer: {href, icon, label}. Zalo's links carry no text, so it is copied first."""
    said = gettext("Quote %(ref)s from %(shop)s: %(link)s", ref=found["ref"], shop=here.site().name, link=link)
    phone, mail = found["phone_e164"], show.plain(found["email"] or "")
    ways = []
    if phone:
        ways.append({"href": f"https://zalo.me/{phone[1:]}", "icon": "message-circle", "label": "Zalo"})
        # `?&` is read by both kinds of phones.
        ways.append({"href": f"sms:{phone}?&body={escaped(said)}", "icon": "message-square-text", "label": "SMS"})
    if mail:
        href = (
            f"mailto:{escaped(mail)}?subject={escaped(gettext('Quote %(ref)s', ref=found['ref']))}&body={escaped(said)}"
        )
        ways.append({"href": href, "icon": "mail", "label": gettext("E-mail")})
    return ways
