"""A team chat: its address kept secret, its template tried while it is typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.notices import service as notices
from collector.notices.recipients import Recipient
from collector.settings import Settings
from collector.sites.service import Site
from tests.admin.cast import SCRIPTED

HTMX = {"HX-Request": "true"}
URL = "http://127.0.0.1:8065/hooks/canary-path"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, outbound_networks=(ip_network("127.0.0.0/8"),))


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    yield app
    app.extensions["beckon"].outbound.close()


def at(site: Site, path: str = "") -> str:
    return f"/admin/{site.key}/chats{path}"


def make(owner: FlaskClient, db: Db, site: Site) -> Recipient:
    form = {"format": "mattermost", "url": URL, "label": "Kênh bán hàng", "template": '{"text": "{{title}} {{name}}"}'}
    assert owner.post(at(site), data=form).status_code == 303
    return notices.recipients(db, site)[-1]


def test_every_chat_is_offered_with_its_template_and_a_preview(owner: FlaskClient, site: Site) -> None:
    for name, shown in (("slack", "mrkdwn"), ("zalo_oa", "USER_ID"), ("teams", "AdaptiveCard"), ("nonsense", "Slack")):
        text = owner.get(at(site, f"/new?format={name}")).text
        assert shown in text
        assert "Đặng Thị Ơn" in text


def test_a_chat_is_added_and_its_address_never_shown(owner: FlaskClient, db: Db, site: Site) -> None:
    made = make(owner, db, site)
    assert (made.method, made.label, made.choices["format"]) == ("chat", "Kênh bán hàng", "mattermost")
    paths = (f"notices/{made.id}", "notices", "deliveries", "chats/new")
    pages = [owner.get(f"/admin/{site.key}/{path}").text for path in paths]
    wrong = {"format": "mattermost", "url": "http://example.com/canary", "header_value": "canary", "template": "{"}
    pages += [owner.post(at(site), data=wrong).text, owner.post(at(site, f"/{made.id}"), data=wrong).text]
    assert [page for page in pages if "canary" in page] == []
    assert "Team chat · Mattermost" in pages[1]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"url": "ftp://chat.example/x"}, "only https addresses can be used"),
        ({"url": "https://192.168.1.1/x"}, "192.168.1.1 is not a public address"),
        ({"template": "{"}, "this is not JSON: line 1, column 2"),
        ({"template": "[]"}, "a template is a JSON object"),
        ({"template": '{"text": "{{nmae}}"}'}, "there is no field {{nmae}}; known: "),
        ({"template": '{"text": "hello"}'}, "a template names at least one field besides link and call"),
        ({"format": "own", "header_name": "X-Key"}, "a header has a name and a value"),
        ({"format": "own", "header_name": "Host", "header_value": "x"}, "this header cannot be chosen"),
        ({"format": "own", "header_name": "X-Key", "header_value": "é"}, "a header holds letters without accents"),
        ({"format": "zalo_oa", "header_value": "x"}, "into recipient.user_id"),
        ({"format": "irc"}, "there is no such format"),
    ],
)
def test_mistakes_are_told_beside_the_field_and_nothing_is_added(
    owner: FlaskClient, db: Db, site: Site, form: dict[str, str], said: str
) -> None:
    answer = owner.post(at(site), data={"format": "mattermost", "url": URL} | form)
    assert answer.status_code == 422
    assert said in answer.text
    assert notices.recipients(db, site) == []


def test_a_chat_that_is_told_already_is_told_beside_the_address(owner: FlaskClient, db: Db, site: Site) -> None:
    make(owner, db, site)
    answer = owner.post(at(site), data={"format": "mattermost", "url": URL})
    assert answer.status_code == 422
    assert 'id="url-error">This address is told already' in answer.text


def test_the_template_is_tried_while_it_is_typed(owner: FlaskClient, site: Site) -> None:
    good = {"format": "own", "template": json.dumps({"text": "{{name}} & {{phone}}"})}
    part = owner.post(at(site, "/preview"), data=good, headers=HTMX)
    assert part.status_code == 200
    assert "Đặng Thị Ơn &amp; +84900000001" in part.text
    for template, said in (("{", "this is not JSON"), (json.dumps({"x": f"{{{{{SCRIPTED}}}}}"}), "there is no field")):
        part = owner.post(at(site, "/preview"), data={"format": "own", "template": template}, headers=HTMX)
        assert (part.status_code, said in part.text) == (200, True)
        assert "<script>" not in part.text


def test_without_scripts_the_preview_is_a_button(owner: FlaskClient, db: Db, site: Site) -> None:
    made = make(owner, db, site)
    form = {"format": "mattermost", "template": '{"text": "Xin chào {{name}}"}', "do": "preview"}
    for path in (at(site), at(site, f"/{made.id}")):
        assert "Xin chào Đặng Thị Ơn" in owner.post(path, data=form).text
    assert notices.get(db, site, made.id) == made


def test_template_and_address_are_changed_and_an_empty_address_stays(owner: FlaskClient, db: Db, site: Site) -> None:
    made = make(owner, db, site)
    form = {"format": "mattermost", "template": '{"text":\r\n"{{phone}}"}', "url": ""}
    assert owner.post(at(site, f"/{made.id}"), data=form).status_code == 303
    changed = notices.get(db, site, made.id)
    assert changed.choices["template"] == '{"text":\n"{{phone}}"}'
    assert changed.secret == made.secret
    owner.post(at(site, f"/{made.id}"), data=form | {"url": URL + "/2"})
    assert notices.get(db, site, made.id).secret != made.secret


def test_when_and_of_what_it_hears_is_changed_without_touching_its_template(
    owner: FlaskClient, db: Db, site: Site
) -> None:
    made = make(owner, db, site)
    form = {"when": "site_hours", "outside": "digest", "kinds-scope": "all", "label": "Kênh"}
    assert owner.post(f"/admin/{site.key}/notices/{made.id}", data=form).status_code == 303
    changed = notices.get(db, site, made.id)
    assert changed.choices == made.choices | {"when": "site_hours"}


def test_the_form_of_a_chat_takes_no_other_recipient(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    mail = notices.add_email(db, site, "chung@shop.example", now)
    assert owner.post(at(site, f"/{mail.id}"), data={"template": "{}"}).status_code == 404
