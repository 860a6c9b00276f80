"""The people of the admin's tests, and leads as full and as hostile as they come."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from collector import clock, ids
from collector.accounts import service as accounts
from collector.db import Db
from collector.events import parse as events_body
from collector.events import service as events
from collector.notices import service as notices
from collector.sites.service import Site
from collector.telegram import service as telegram
from collector.webhooks import sending as webhooks
from tests.make import AD, BROWSER, VISITOR, lead_body, post_lead

SCRIPTED = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
POLYGLOT = "javascript:/*--></title></style></textarea></script><svg/onload='document.title=`owned`'>"
BIDI = "\u202eevil\u200d\u0336\u0336\u0336\u0336\u0336\u0336\u0336 n\u0430me"
ENDLESS = "Nguyễn" * 60


def sign_in(db: Db, role: str, sites: list[str], now: int, email: str | None = None) -> str:
    """A person with the role, signed in; returns the session's secret."""
    address = email or f"{role}@{sites[0] if sites else 'all'}.example".replace("_", "-")
    secret = accounts.add_person(db, address, role, sites, now, role.title())
    return accounts.use_link(db, secret, BROWSER, now)


def client_of(app: Flask, secret: str) -> FlaskClient:
    """A browser that holds the session and says on changes that they come from our own pages."""
    client = app.test_client()
    client.set_cookie("__Host-beckon", secret, secure=True, httponly=True)
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.environ_base["HTTP_USER_AGENT"] = BROWSER
    return client


def send_lead(app: Flask, site: Site, now: int, key: str, **values: Any) -> dict[str, Any]:
    """A lead as a page of the site sends it; returns the answer's body."""
    body = lead_body(site, now, key=key, **values)
    answer: dict[str, Any] = post_lead(app.test_client(), body, origin=site.origins[0]).get_json()
    return answer


def send_pageview(db: Db, site: Site, now: int, url: str = AD, event_id: str = "e1", visitor: str = VISITOR) -> None:
    """A pageview as a page sends it."""
    event = {"id": event_id, "name": "pageview", "at": now, "url": url, "referrer": "https://m.facebook.com/"}
    raw = {"site": site.key, "visitor": visitor, "sent_at": now, "events": [event]}
    batch = events_body.parse(json.dumps(raw).encode())
    with db.write() as tx:
        events.store(tx, site, batch, now, BROWSER)


def make_webhook(db: Db, site: Site, now: int, url: str = "https://crm.example/beckon") -> str:
    """A webhook that is there without a name server having been asked; returns its id."""
    webhook_id = ids.new("wh", now)
    with db.write() as tx:
        webhooks.SQL.insert_webhook(
            tx, site_id=site.id, id=webhook_id, url=url, name="CRM", events="[]", secret="sealed", active=1, now=now
        )
    return webhook_id


def make_chat(db: Db, site: Site, now: int) -> str:
    """A chat that is told without a name server having been asked; returns its id."""
    values = {"address": "hash", "label": "chat.example", "choices": {"format": "slack"}}
    return notices.add(db, site, method="chat", now=now, **values).id  # type: ignore[arg-type]


def make_bot(db: Db, site: Site, now: int, token: str = "sealed") -> None:
    """A bot that is set up without Telegram having been asked."""
    with db.write() as tx:
        telegram.SQL.put_bot(tx, site_id=site.id, token=token, username="mocan_bot", now=now)


def break_bot(db: Db, site: Site, now: int) -> None:
    """Its token was revoked."""
    with db.write() as tx:
        telegram.SQL.set_trouble(tx, site_id=site.id, trouble=telegram.TOKEN_GONE, now=now)


def journey(now: int) -> list[dict[str, Any]]:
    """From an ad, by way of a search, back directly: oldest first."""
    day = clock.DAY
    direct = "https://shop.example/ban-tra"
    search = "https://shop.example/?gclid=Cj0KCQiA-test_gclid"
    return [
        {"id": "e1", "at": now - 9 * day, "url": AD, "referrer": "https://m.facebook.com/"},
        {"id": "e2", "at": now - 2 * day, "url": search, "referrer": "https://www.google.com/"},
        {"id": "e3", "at": now - 60_000, "url": direct, "referrer": ""},
    ]


def hostile_fields(text: str) -> dict[str, Any]:
    """A form in which every field says the same."""
    return {"phone": f"0900 000 666 {text}"[:190], "name": text, "email": text, "note": text, text[:150]: text}


def send_hostile(app: Flask, site: Site, now: int, text: str, key: str) -> dict[str, Any]:
    """The text in every place of a lead that a visitor fills."""
    url = f"https://shop.example/{text}?utm_source={text}&utm_campaign={text}&utm_term={text}&utm_content={text}"
    return send_lead(
        app,
        site,
        now,
        key,
        visitor=None,
        fields=hostile_fields(text),
        consent={"purposes": {text[:150]: True}, "wording": text[:150]},
        url=url,
        referrer=url,
        language=text[:150],
        zone=text[:150],
        touches=[{"id": f"t-{key}", "at": now - 1000, "url": url, "referrer": url}],
    )
