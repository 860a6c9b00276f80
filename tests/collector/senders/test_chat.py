"""Leads in the chat of a team: what each chat answers, and what becomes of the message then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import clock as clocks
from collector.chats import service as chats
from collector.db import Db
from collector.jobs import Context, run_once
from collector.notices import service as notices
from collector.notices import telling
from collector.notices.notice import line
from collector.notices.recipients import Recipient
from collector.outbound import Outbound
from collector.outbox import service as outbox
from collector.sealing import Box
from collector.senders import chat as sender
from collector.settings import Settings, secret_key
from collector.sites.service import Site
from tests import hostile
from tests.collector.chats.conftest import item, notice
from tests.conftest import MovableClock
from tests.make import lead_body, make_widget, post_lead
from tests.receiver import Receiver, Reply, receiver

REDIRECT = "the chat answered with a redirect, which is not followed"
TEMPLATE = "the chat does not understand the message (400): look at its template"
SILENT = "this person has not written to the official account for seven days"
PATH = "/services/canary-of-the-path"
ZALO = '{"recipient": {"user_id": "4242424242"}, "message": {"text": "{{title}}\\n{{text}}"}}'


@pytest.fixture(scope="module")
def listening() -> Iterator[Receiver]:
    with receiver() as target:
        yield target


@pytest.fixture
def target(listening: Receiver) -> Receiver:
    """The chat's own server."""
    listening.requests.clear()
    listening.replies.clear()
    listening.reply = Reply(200, {}, b"ok")
    return listening


@pytest.fixture
def context(db: Db, settings: Settings, clock: MovableClock) -> Context:
    return Context(db, replace(settings, outbound_networks=(ip_network("127.0.0.0/8"),)), clock)


class Team:
    """One chat of the site."""

    def __init__(self, context: Context, site: Site, url: str, **values: Any) -> None:
        self.context, self.site = context, site
        outbound, box = Outbound(context.settings), Box(secret_key(context.settings))
        given = {"format": "slack", "url": url + PATH} | values
        self.chat: Recipient = chats.add(context.db, outbound, box, site, given, context.clock())
        outbound.close()

    def hear(self, *rows: list[str]) -> None:
        with self.context.db.write() as tx:
            telling.send(tx, self.chat, notice(item(list(rows) or [["Tên", "Ơn"]])), self.context.clock())
        run_once("deliver", self.context)

    def ended(self) -> tuple[str, str | None]:
        row = outbox.list_deliveries(self.context.db, self.site.id, {})[0][0]
        return row.state, row.reason

    def trouble(self) -> str | None:
        return notices.get(self.context.db, self.site, self.chat.id).trouble


@pytest.fixture
def team(context: Context, site: Site, target: Receiver) -> Team:
    return Team(context, site, target.url, header_name="X-Key", header_value="canary-of-the-header")


def test_a_lead_is_posted_as_json_with_the_header_of_the_chat(
    client: FlaskClient, db: Db, team: Team, target: Receiver, now: int
) -> None:
    widget = make_widget(db, team.site, "callback", now)
    post_lead(client, lead_body(team.site, now, widget=widget))
    assert run_once("deliver", team.context) == 1
    (request,) = target.requests
    assert (request.method, request.path, request.headers["x-key"]) == ("POST", PATH, "canary-of-the-header")
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    told = json.loads(request.body)
    assert told["text"] == "Yêu cầu gọi lại mới · Mộc An"
    assert told["blocks"][1]["text"]["text"].startswith("Tên: Đặng Thị Ơn\nĐiện thoại: 0900 000 001")
    assert told["blocks"][2]["text"]["text"].startswith("<tel:+84900000001|Gọi ")
    assert team.ended() == ("delivered", None)


@pytest.mark.parametrize(
    ("reply", "state", "reason"),
    [
        (Reply(200, {}, b"ok"), "delivered", None),
        (Reply(204), "delivered", None),
        (Reply(202, {}, b"Accepted"), "delivered", None),
        (Reply(404, {}, b"no_service"), "refused", sender.GONE),
        (Reply(410, {}, b"channel_is_archived"), "refused", sender.GONE),
        (Reply(401), "blocked", sender.LOCKED),
        (Reply(403, {}, b"action_prohibited"), "blocked", sender.LOCKED),
        (
            Reply(302, {"Location": "http://127.0.0.1:9/"}),
            "pending",
            REDIRECT,
        ),
        (
            Reply(400, {}, b"invalid_blocks"),
            "pending",
            TEMPLATE,
        ),
        (Reply(500), "pending", "the chat answered 500"),
        (Reply(manner="hang up"), "pending", "the connection was cut"),
    ],
)
def test_what_the_chat_answers_says_what_becomes_of_the_message(
    team: Team, target: Receiver, reply: Reply, state: str, reason: str | None
) -> None:
    target.replies = [reply]
    team.hear()
    assert team.ended() == (state, reason)
    assert len(target.requests) == 1
    assert team.trouble() == (reason if state in ("refused", "blocked") else None)


@pytest.mark.parametrize(
    ("reply", "wait"),
    [
        (Reply(429, {"Retry-After": "90"}), 90_000),
        (Reply(429, {"Retry-After": "1"}, b'{"message": "slow", "retry_after": 90.457, "global": false}'), 90_457),
        (Reply(429, {"Retry-After": "90"}, b"[" * 5000), 90_000),
        (Reply(429, {"Retry-After": "soon"}, b'{"retry_after": "x"}'), 5_000),
        (Reply(429, {}, b'{"retry_after": -5}'), 5_000),
    ],
)
def test_a_chat_that_asks_to_wait_is_given_the_time(
    team: Team, target: Receiver, clock: MovableClock, reply: Reply, wait: int
) -> None:
    target.replies = [reply]
    team.hear()
    assert team.ended() == ("pending", "the chat asks to wait")
    clock.now += int(wait * 0.75) - 1
    assert run_once("deliver", team.context) == 0
    clock.now += wait
    run_once("deliver", team.context)
    assert team.ended() == ("delivered", None)


@pytest.mark.parametrize(
    ("body", "state", "reason"),
    [
        (b'{"error": 0, "message": "Success", "data": {"message_id": "x"}}', "delivered", None),
        (b'{"error": -216, "message": "Access token is invalid"}', "blocked", sender.ZALO_TOKEN),
        (b'{"error": -124, "message": "Access token expired"}', "blocked", sender.ZALO_TOKEN),
        (
            b'{"error": -230, "message": "User has not interacted with the OA in the past 7 days"}',
            "refused",
            SILENT,
        ),
        (b'{"error": -213, "message": "user 4242424242 ..."}', "refused", "Zalo refused the message (-213)"),
        (b'{"error": -32, "message": "too fast"}', "pending", "Zalo did not take the message now"),
        (b"<html>", "pending", "Zalo did not take the message now"),
    ],
)
def test_zalo_says_no_in_an_answer_of_200(
    context: Context, site: Site, target: Receiver, body: bytes, state: str, reason: str | None
) -> None:
    target.reply = Reply(200, {}, body)
    team = Team(
        context, site, target.url, format="zalo_oa", header_name="access_token", header_value="t", template=ZALO
    )
    team.hear()
    assert team.ended() == (state, reason)
    assert target.requests[0].headers["access_token"] == "t"
    assert json.loads(target.requests[0].body)["recipient"] == {"user_id": "4242424242"}


def test_other_chats_may_answer_with_an_error_of_their_own_and_have_the_message(team: Team, target: Receiver) -> None:
    target.reply = Reply(200, {}, b'{"error": -216}')
    team.hear()
    assert team.ended() == ("delivered", None)


def test_a_template_that_was_mended_saves_the_messages_that_failed_for_it(
    team: Team, target: Receiver, clock: MovableClock
) -> None:
    target.replies = [Reply(400), Reply(400), Reply(400)]
    team.hear()
    for _ in range(2):
        clock.now += 10 * clocks.MINUTE
        run_once("deliver", team.context)
    assert "look at its template" in (team.trouble() or "")
    values = {"choices": {"template": '{"text": "{{name}}"}'}}
    notices.change(team.context.db, team.site, team.chat.id, values, clock.now)
    clock.now += clocks.HOUR
    run_once("deliver", team.context)
    assert json.loads(target.requests[-1].body) == {"text": "Ơn"}
    assert (team.ended(), team.trouble()) == (("delivered", None), None)


def test_one_message_that_displeases_does_not_hold_up_the_next(team: Team, target: Receiver) -> None:
    target.replies = [Reply(400)]
    team.hear()
    team.hear()
    assert [row.state for row in outbox.list_deliveries(team.context.db, team.site.id, {})[0]] == [
        "delivered",
        "pending",
    ]


def test_an_address_that_became_private_is_blocked_and_never_reached(team: Team, target: Receiver) -> None:
    team.context = replace(team.context, settings=replace(team.context.settings, outbound_networks=()))
    team.hear()
    assert team.ended() == ("blocked", "only https addresses can be used")
    assert target.requests == []


def test_a_chat_sealed_with_another_key_is_blocked_and_says_so(team: Team, target: Receiver) -> None:
    other = replace(team.context.settings, secret_key="another key of this installation, 32 bytes")
    team.context = replace(team.context, settings=other)
    team.hear()
    assert team.ended() == (
        "blocked",
        "the chat's address cannot be read: sealed with another secret key (BECKON_SECRET_KEY)",
    )


def test_a_template_that_is_none_any_more_is_blocked(team: Team, target: Receiver, now: int) -> None:
    values = {"choices": {"template": '{"text": "{{gone}}"}'}}
    notices.change(team.context.db, team.site, team.chat.id, values, now)
    team.hear()
    assert team.ended() == ("blocked", "the chat's template cannot be used")


@pytest.mark.parametrize("words", hostile.WORDS.values(), ids=hostile.WORDS)
def test_hostile_words_arrive_as_one_valid_message(team: Team, target: Receiver, words: str) -> None:
    team.hear([line(words), line(words)])
    told = json.loads(target.requests[0].body)
    assert set(target.requests[0].headers) == {
        "host",
        "content-type",
        "content-length",
        "x-key",
        "user-agent",
        "accept-encoding",
    }
    assert [block["text"]["type"] for block in told["blocks"]] == ["plain_text", "plain_text", "mrkdwn", "mrkdwn"]


def test_address_and_header_are_in_no_row_reason_or_log(
    team: Team,
    target: Receiver,
    clock: MovableClock,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for reply in (Reply(500), Reply(400), Reply(302, {"Location": "/canary"}), Reply(404), Reply(403)):
        target.replies = [reply]
        team.hear()
        clock.now += clocks.HOUR
    with team.context.db.read() as tx:
        tables = ("outbox", "outbox_lanes", "delivery_attempts", "recipients")
        kept = [tuple(row) for table in tables for row in tx.connection.execute(f"select * from {table}").fetchall()]
    assert "the chat answered 500" in str(kept)
    assert "canary" not in f"{kept}{caplog.text}{capsys.readouterr()}"
