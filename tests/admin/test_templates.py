"""Every template is drawn by some page, in both languages, with nothing left undefined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import admin
from collector.db import Db
from collector.notices import service as notices
from collector.outbox import service as outbox
from collector.quotes import service as quotes
from collector.sites.service import Site
from collector.telegram import service as telegram
from tests.admin.cast import break_bot, journey, make_bot, make_chat, make_webhook, send_lead
from tests.make import make_widget

FOLDER = Path(admin.__file__).parent / "templates"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def drawn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of the templates that were loaded, includes and imports too."""
    names: set[str] = set()
    loader: Any = app.jinja_env.loader
    load = loader.get_source

    def remember(environment: Any, name: str) -> Any:
        names.add(name)
        return load(environment, name)

    monkeypatch.setattr(loader, "get_source", remember)
    return names


def draw_codes(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    """The pages of a bot, with a code and with a trouble."""
    make_bot(db, site, now)
    assert owner.post(f"/admin/{site.key}/telegram/code", data={"for": "me"}).status_code == 200
    break_bot(db, site, now)
    waiting = telegram.new_code(db, site, None, now).code
    for headers in ({}, HTMX):
        for code in (waiting, "0" * 8):
            answer = owner.post(f"/admin/{site.key}/telegram/code/state", data={"code": code}, headers=headers)
            assert answer.status_code == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_template_is_drawn(
    app: Flask,
    owner: FlaskClient,
    installation_owner: FlaskClient,
    db: Db,
    site: Site,
    now: int,
    drawn: set[str],
    language: str,
) -> None:
    lead = send_lead(app, site, now, "key-00001", touches=journey(now))["id"]
    contact, callback = (make_widget(db, site, kind, now) for kind in ("contact", "callback"))
    own = ["", "leads", f"leads/{lead}", "leads/new", "reports", "spend", "site", "widgets", "people", "more"]
    with db.write() as tx:
        target = {"kind": "email", "event": "test", "target": "a@shop.example", "lane": "email", "payload": {}}
        delivery = outbox.put(tx, site.id, now=now, **target)  # type: ignore[arg-type]
    own += ["deliveries", f"deliveries/{delivery}"]
    recipient = notices.add_email(db, site, "chung@shop.example", now).id
    tested = notices.send_test(db, site, recipient, "https://beckon.example.com", now)
    own += ["notices", f"notices/{recipient}?test={tested}", f"tests/{tested}", "telegram"]
    own += ["chats/new", f"notices/{make_chat(db, site, now)}"]
    own += ["webhooks", f"webhooks/{make_webhook(db, site, now)}"]
    quote = quotes.add(db, site, {"lead": lead}, now)["id"]
    own += ["quotes", f"quotes/{quote}", f"quotes/{quote}/print", f"widgets/{make_widget(db, site, 'quote', now)}"]
    own += [f"widgets/{contact}", f"widgets/{callback}", f"widgets/{contact}/numbers", "first-pageview"]
    own += [f"widgets/{make_widget(db, site, 'push', now)}"]
    own += ["vouchers", f"widgets/{make_widget(db, site, 'voucher', now)}"]
    own += [f"widgets/{make_widget(db, site, 'banner', now)}"]
    owner.post(f"/admin/{site.key}/vouchers/find", data={"code": "NONE-1"})
    for client in (owner, installation_owner):
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    for path in own:
        for headers in ({}, HTMX):
            assert owner.get(f"/admin/{site.key}/{path}", headers=headers).status_code == 200
    draw_codes(owner, db, site, now)
    owner.get(f"/admin/{site.key}/leads?cursor=l_zzz", headers=HTMX)
    owner.get(f"/admin/{site.key}/deliveries?cursor=d_zzz", headers=HTMX)
    owner.post(f"/admin/{site.key}/site/consent", data={"gate": "wait"}, headers=HTMX)
    for path in ("sites", "sites/new", "account", "account/password"):
        assert installation_owner.get(f"/admin/{path}").status_code == 200
    door = app.test_client()
    for path in ("sign-in", "sign-in/x", "nothing"):
        page = door.get(f"/admin/{path}", headers={"Accept-Language": language})
        assert f'<html lang="{language}">' in page.text
    owner.get(f"/admin/{site.key}/leads/nothing", headers=HTMX)
    assert {path.name for path in FOLDER.iterdir()} - drawn == set()
