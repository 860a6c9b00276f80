"""Hostile words in every place that a visitor fills: shown as text, never as markup, never as a link that runs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from tests.admin.cast import BIDI, ENDLESS, POLYGLOT, SCRIPTED, send_hostile, send_pageview
from tests.make import lead_body, post_lead

HOSTILE = [
    SCRIPTED,
    POLYGLOT,
    BIDI,
    ENDLESS,
    "'\"><svg/onload=1>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "</time><a href=javascript:alert(1)>x</a>",
    "%s %(num)s %",
    "<!--",
    "\u2028\u2029\ufeff",
]
OWN_SCRIPTS = {"admin.js", "news.js", "vendor/htmx.js", "vendor/chart.js", "report-chart.js"}


class Inspector(HTMLParser):
    """Collects what could run or be followed."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script":
            self.scripts.append(values.get("src") or "inline")
        if tag in ("iframe", "object", "embed", "style", "base", "img"):
            self.strange.append(tag)
        self.handlers += [name for name in values if name.startswith("on") or name == "style"]
        self.links += [values[name] or "" for name in ("href", "src", "action", "hx-get", "hx-post") if name in values]


def inspect(text: str) -> Inspector:
    found = Inspector()
    found.feed(text)
    return found


def pages(site: Site, lead_id: str) -> list[str]:
    dimensions = ("source", "medium", "campaign", "term", "content", "landing_page", "click_id_kind", "variant")
    reports = [f"reports?by={dimension}" for dimension in dimensions]
    return [f"/admin/{site.key}/{path}" for path in ("", "leads", "leads?held=1", f"leads/{lead_id}", *reports)]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words(app: Flask, owner: FlaskClient, db: Db, site: Site, now: int, text: str) -> None:
    sent = send_hostile(app, site, now, text, "key-hostile")
    send_pageview(db, site, now, url=f"https://shop.example/{text}?utm_source={text}&utm_campaign={text}")
    for path in pages(site, sent["id"]):
        for headers in ({}, {"HX-Request": "true"}):
            answer = owner.get(path, headers=headers)
            assert (path, answer.status_code) == (path, 200)
            found = inspect(answer.text)
            assert {src.partition("static/")[2].partition("?")[0] for src in found.scripts} <= OWN_SCRIPTS
            assert found.handlers == []
            assert found.strange == []
            allowed = ("/admin", "https://", "tel:+", "sms:+", "mailto:", "#")
            assert [link for link in found.links if not link.startswith(allowed)] == []


def test_a_hostile_origin_is_offered_as_text(app: Flask, owner: FlaskClient, site: Site, now: int) -> None:
    post_lead(app.test_client(), lead_body(site, now, key="key-origin-1"), origin=f"https://{SCRIPTED}")
    found = inspect(owner.get(f"/admin/{site.key}/").text)
    assert found.handlers == []
    assert len(found.scripts) == 3


def test_people_and_sites_with_hostile_names_are_shown_as_text(
    owner: FlaskClient, db: Db, site: Site, now: int
) -> None:
    owner.post("/admin/account", data={"name": SCRIPTED[:110]})
    owner.post(
        f"/admin/{site.key}/site/basics",
        data={"name": SCRIPTED[:110], "locale": "vi", "timezone": "UTC", "currency": "VND"},
    )
    owner.post(f"/admin/{site.key}/widgets", data={"kind": "contact", "name": SCRIPTED[:110]})
    for path in ("", "leads/new", "site", "widgets", "people", "more"):
        found = inspect(owner.get(f"/admin/{site.key}/{path}").text)
        assert found.handlers == []
        assert found.strange == []
        assert len(found.scripts) == 3


def test_nul_in_a_form_or_an_address_is_400_and_never_500(owner: FlaskClient, site: Site) -> None:
    paths = (
        f"/admin/{site.key}/leads?q=a%00b",
        f"/admin/{site.key}/leads/l%00",
        "/admin/%00",
        f"/admin/{site.key}/reports?by=%00",
    )
    for path in paths:
        assert (path, owner.get(path).status_code) == (path, 400)
    answer = owner.post(f"/admin/{site.key}/leads/new", data={"phone": "0900 000 001", "note": "a\0b"})
    assert answer.status_code == 400
