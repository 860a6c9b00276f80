"""docs/webhooks.md: its snippets verify what is sent and nothing else, its tables and examples are the program's."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import clock as clocks
from collector.leads import service as leads
from collector.outbox import backoff
from collector.senders import webhook as sender
from collector.webhooks import service as webhooks
from tests.collector.webhooks.conftest import Post
from tests.make import lead_body, post_lead
from tests.receiver import Received

PAGE = (Path(__file__).parents[3] / "docs/webhooks.md").read_text(encoding="utf-8")

# Secret, headers and body to the event, at a moment in ms; ValueError for what is refused.
Read = Callable[[str, dict[str, str], bytes, int], Any]


def block(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[number]


def in_python(secret: str, headers: dict[str, str], body: bytes, at: int) -> Any:
    names: dict[str, Any] = {}
    exec(block("python"), names)
    names["time"] = SimpleNamespace(time=lambda: at / 1000)
    return names["read_event"](secret, headers, body)


def in_node(secret: str, headers: dict[str, str], body: bytes, at: int) -> Any:
    told = json.dumps([secret, headers, body.decode("latin-1"), at])
    asked = """
        import { readFileSync } from "node:fs";
        const [secret, headers, body, at] = JSON.parse(readFileSync(0, "utf8"));
        Date.now = () => at;
        try {
            console.log(JSON.stringify(readEvent(secret, headers, Buffer.from(body, "latin1"))));
        } catch (error) {
            console.log(error.message);
            process.exit(3);
        }
    """
    command = ["node", "--input-type=module", "--eval", block("js") + asked]
    ran = subprocess.run(command, input=told, capture_output=True, text=True, timeout=60)
    if ran.returncode == 3:
        raise ValueError(ran.stdout.strip())
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.fixture
def sent(post: Post) -> tuple[str, Received, int]:
    """A secret, a request that was signed with it, and when."""
    with post.receiving() as target:
        post.emit(name="Đặng Thị Ơn")
        post.drain()
        return target.made["secret"], target.requests[0], post.clock.now


@pytest.mark.parametrize("read", [in_python, in_node], ids=["python", "node"])
def test_the_snippets_take_what_is_ours_and_nothing_else(read: Read, sent: tuple[str, Received, int]) -> None:
    secret, got, at = sent
    headers, body = got.headers, got.body
    wanted = json.loads(body)
    assert read(secret, headers, body, at) == wanted
    assert read(secret, headers, body, at + 299_000) == wanted
    both = f"v1,AAAA v1a,BBBB {headers['webhook-signature']}"
    assert read(secret, headers | {"webhook-signature": both}, body, at) == wanted
    other = webhooks.signature.new_secret()
    wrong: list[tuple[str, dict[str, str], bytes, int]] = [
        (other, headers, body, at),
        (secret, headers, body.replace(b"l_1", b"l_2"), at),
        (secret, headers, body, at + 302_000),
        (secret, headers, body, at - 302_000),
        (secret, headers | {"webhook-id": "d_other"}, body, at),
        (secret, headers | {"webhook-timestamp": str(at // 1000 + 1)}, body, at),
        (secret, headers | {"webhook-timestamp": "now"}, body, at),
        (secret, headers | {"webhook-signature": "v1,"}, body, at),
        (secret, headers | {"webhook-signature": headers["webhook-signature"][3:]}, body, at),
        (secret, headers | {"webhook-signature": "v1,é"}, body, at),
        (secret, {}, body, at),
    ]
    for attempt in wrong:
        with pytest.raises(ValueError, match=r"^(not sent just now|not signed with this secret)$"):
            read(*attempt)


def rows(heading: str) -> dict[str, str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| ")]
    return {name.strip().strip("`"): told.strip() for name, told in cells[1:]}


def test_the_table_of_events_is_the_programs_own() -> None:
    assert rows("Events") == webhooks.event_types()


def test_the_examples_have_the_fields_that_are_sent(post: Post, client: FlaskClient) -> None:
    with post.receiving() as target:
        lead = post_lead(client, lead_body(post.site, post.clock.now)).json["id"]
        leads.change_lead(post.db, post.site, lead, {"status": "won", "value_minor": 5}, None, post.clock.now)
        post.drain()
        found = {event["type"]: event for _, event in target.seen}
    for number in (0, 1):
        shown = json.loads(block("json", number))
        assert list(shown) == list(found[shown["type"]])
        assert set(shown["data"]) == set(found[shown["type"]]["data"])
        assert set(shown["data"]["source"]) == set(found[shown["type"]]["data"]["source"])


def test_the_numbers_are_the_programs_own() -> None:
    assert f"within {sender.SECONDS:g} seconds" in PAGE
    assert f"{webhooks.MOST} webhooks at most" in PAGE
    assert webhooks.BOTH_SIGN == 24 * clocks.HOUR
    assert backoff.ATTEMPTS == 12
    units = {"s": clocks.SECOND, "min": clocks.MINUTE, "h": clocks.HOUR}
    told = re.search(r"then after about (.*?) more", PAGE, re.DOTALL)
    assert told is not None
    waits = [int(number) * units[unit] for number, unit in re.findall(r"(\d+) (s|min|h)\b", told[1])]
    assert tuple(waits) == backoff.WAITS
