"""Telegram in the admin: a bot by its token, chats by a code, on a strict stand-in of the Bot API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.jobs import Context, run_once
from collector.notices import service as notices
from collector.settings import Settings
from collector.sites.service import Site
from collector.telegram import service as telegram
from tests.admin.cast import SCRIPTED
from tests.conftest import MovableClock
from tests.telegram import TOKEN, Telegram, telegram_server

HTMX = {"HX-Request": "true"}
CODE = re.compile(r'<code id="code">(\w{8})</code>')


@pytest.fixture
def server() -> Iterator[Telegram]:
    with telegram_server() as found:
        yield found


@pytest.fixture
def settings(settings: Settings, server: Telegram) -> Settings:
    return replace(settings, telegram_url=server.url, outbound_networks=(ip_network("127.0.0.0/8"),))


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    yield app
    app.extensions["beckon"].outbound.close()


def at(site: Site, path: str = "") -> str:
    return f"/admin/{site.key}/telegram{path}"


@pytest.fixture
def bot(owner: FlaskClient, site: Site) -> None:
    answer = owner.post(at(site), data={"token": f"Done! Use this token:\n{TOKEN}\nKeep it secure."})
    assert answer.location == at(site, "?done=bot")


def code(browser: FlaskClient, site: Site, whom: str = "me") -> str:
    answer = browser.post(at(site, "/code"), data={"for": whom})
    assert answer.status_code == 200
    return str(CODE.findall(answer.text)[0])


def state(browser: FlaskClient, site: Site, found: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    answer = browser.post(at(site, "/code/state"), data={"code": found, "for": "me"}, headers=headers)
    return answer.status_code, answer.text


@pytest.mark.usefixtures("bot")
def test_the_token_of_botfathers_message_is_checked_and_never_shown_again(owner: FlaskClient, site: Site) -> None:
    text = owner.get(at(site)).text
    assert "beckon_test_bot</bdi> is ready." in text
    assert TOKEN not in text
    assert TOKEN.split(":")[1] not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "there is no token in this text"),
        (TOKEN[:-1] + "x", "Telegram does not know this token"),
        ("", "there is no token in this text"),
    ],
)
def test_a_token_that_cannot_be_used_is_told_beside_the_field(
    owner: FlaskClient, db: Db, site: Site, text: str, said: str
) -> None:
    answer = owner.post(at(site), data={"token": text})
    assert answer.status_code == 422
    assert said in answer.text
    assert TOKEN[:-1] not in answer.text
    assert telegram.bot(db, site) is None


def test_telegram_that_is_not_reached_is_told_in_words(owner: FlaskClient, site: Site, server: Telegram) -> None:
    server.errors = [(502, b"<html>")]
    answer = owner.post(at(site), data={"token": TOKEN}, headers={"Accept-Language": "vi"})
    assert "không hỏi được Telegram: câu trả lời không phải của Telegram (502)" in answer.text


@pytest.mark.usefixtures("bot")
def test_a_chat_is_connected_by_its_code(
    agent: FlaskClient, db: Db, site: Site, settings: Settings, clock: MovableClock, server: Telegram
) -> None:
    found = code(agent, site)
    assert state(agent, site, found, HTMX) == (204, "")
    assert "Waiting for the code" in state(agent, site, found)[1]
    server.chat(77, title="Ơn")
    server.say(77, f"/start {found}")
    clock.now += 4_000
    run_once("telegram", Context(db, settings, clock))
    status, part = state(agent, site, found, HTMX)
    assert status == 200
    assert "Connected: <bdi>Ơn</bdi>" in part
    assert "<html" not in part
    mine = notices.recipients(db, site)[0]
    assert mine.person_id
    assert f"/notices/{mine.id}" in part
    assert agent.post(f"/admin/{site.key}/notices/{mine.id}/state", data={"do": "remove"}).status_code == 303
    assert notices.recipients(db, site) == []


@pytest.mark.usefixtures("bot")
def test_a_group_is_the_teams_and_only_owners_connect_one(
    owner: FlaskClient,
    agent: FlaskClient,
    db: Db,
    site: Site,
    settings: Settings,
    clock: MovableClock,
    server: Telegram,
) -> None:
    assert agent.post(at(site, "/code"), data={"for": "team"}).status_code == 403
    found = code(owner, site, "team")
    server.chat(-100, "supergroup", SCRIPTED)
    server.say(-100, f"/start@beckon_test_bot {found}")
    clock.now += 4_000
    run_once("telegram", Context(db, settings, clock))
    assert "<script>document" not in state(owner, site, found)[1]
    assert notices.recipients(db, site)[0].person_id is None


@pytest.mark.usefixtures("bot")
def test_an_old_code_says_so_and_offers_a_new_one(owner: FlaskClient, site: Site, clock: MovableClock) -> None:
    found = code(owner, site)
    clock.now += 15 * 60_000
    for headers in ({}, HTMX):
        assert "This code is too old" in state(owner, site, found, headers)[1]


@pytest.mark.usefixtures("bot")
def test_what_is_no_code_is_refused(owner: FlaskClient, site: Site) -> None:
    for text in ("", SCRIPTED, "O" * 8, "A" * 9):
        assert state(owner, site, text)[0] == 422


def test_without_a_bot_there_is_no_code_and_an_agent_is_told_whom_to_ask(agent: FlaskClient, site: Site) -> None:
    assert agent.post(at(site, "/code"), data={"for": "me"}).status_code == 409
    text = agent.get(at(site)).text
    assert "an owner can set it up" in text
    assert 'name="token"' not in text


@pytest.mark.usefixtures("bot")
def test_a_revoked_token_is_named_on_the_page_and_among_the_alerts(
    app: Flask, owner: FlaskClient, db: Db, site: Site, settings: Settings, clock: MovableClock, server: Telegram
) -> None:
    server.revoked = True
    found = code(owner, site)
    clock.now += 4_000
    run_once("telegram", Context(db, settings, clock))
    said = "Telegram does not know this bot&#39;s token any more"
    assert said in state(owner, site, found, HTMX)[1]
    assert said in owner.get(at(site)).text
    overview = owner.get(f"/admin/{site.key}/").text
    assert "The Telegram bot @beckon_test_bot does not work" in overview
    assert f'id="alert-bot" href="{at(site)}"' in overview


@pytest.mark.usefixtures("bot")
def test_the_bot_is_removed_and_its_chats_hear_nothing_more(
    owner: FlaskClient, agent: FlaskClient, db: Db, site: Site, now: int
) -> None:
    chat = notices.add(db, site, method="telegram", address="5", label="Nhóm", now=now)
    assert agent.post(at(site), data={"do": "remove"}).status_code == 403
    assert owner.post(at(site), data={"do": "remove"}).status_code == 303
    assert telegram.bot(db, site) is None
    assert notices.get(db, site, chat.id).paused
    assert "Telegram bot was removed" in owner.get(f"/admin/{site.key}/notices").text
