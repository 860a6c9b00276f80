"""The table of hostile addresses on every path that can set or use a chat's address, against a trap."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from collector.chats import service as chats
from collector.chats.service import Target
from collector.db import Db
from collector.errors import Problem
from collector.notices import service as notices
from collector.notices import telling
from collector.outbound import Outbound
from collector.outbox import service as outbox
from collector.outbox.worker import Worker
from collector.sealing import Box
from collector.senders import Surroundings
from collector.senders import chat as sender
from collector.settings import Settings, secret_key
from collector.sites.service import Site
from tests.collector.chats.conftest import item, notice
from tests.conftest import MovableClock
from tests.trap import HOSTILE, resolve, trap

GOOD = "https://hooks.example/services/x"


def refused(act: object) -> list[str]:
    """The fields that are named when it is refused."""
    with pytest.raises(Problem) as caught:
        act()  # type: ignore[operator]
    assert caught.value.status == 422
    return list(caught.value.errors or {})


def test_no_hostile_address_is_saved_or_changed_to(db: Db, settings: Settings, site: Site, now: int) -> None:
    outbound, box = Outbound(settings, resolve), Box(secret_key(settings))
    chat = chats.add(db, outbound, box, site, {"format": "slack", "url": GOOD}, now)
    with trap() as set_up:
        for spelled in HOSTILE:
            if spelled != spelled.strip():
                continue  # spaces around a pasted address are taken off before it is looked at
            values = {"format": "slack", "url": spelled.replace("{port}", str(set_up.port))}
            assert refused(lambda values=values: chats.add(db, outbound, box, site, values, now)) == ["url"], spelled
            change = lambda values=values: chats.change(db, outbound, box, site, chat.id, values, now)  # noqa: E731
            if spelled:  # an empty one stays as it is
                assert refused(change) == ["url"], spelled
        assert set_up.hits() == 0
    assert [known.id for known in notices.recipients(db, site)] == [chat.id]
    assert chats.target_of(box, notices.get(db, site, chat.id)).url == GOOD


def test_a_hostile_address_that_got_into_the_database_is_not_delivered_to(
    db: Db, settings: Settings, site: Site, now: int, clock: MovableClock
) -> None:
    outbound, box = Outbound(settings, resolve), Box(secret_key(settings))
    chat = chats.add(db, outbound, box, site, {"format": "slack", "url": GOOD}, now)
    worker = Worker(db, {"chat": sender.kind(Surroundings(db, settings, clock, outbound, box))}, clock)
    with trap() as set_up:
        for spelled in HOSTILE:
            if "\ud800" in spelled:
                continue  # no text that could be sealed
            target = Target(spelled.replace("{port}", str(set_up.port)), "", "")
            forced = replace(chat, secret=box.seal(json.dumps(vars_of(target))))
            notices.change(db, site, chat.id, {"secret": forced.secret}, now)
            with db.write() as tx:
                telling.send(tx, chat, notice(item([["Tên", "Ơn"]])), now)
            worker.drain()
        assert set_up.hits() == 0
    worker.close()
    rows = outbox.list_deliveries(db, site.id, {}, limit=1000)[0]
    assert len(rows) > 250
    assert {row.state for row in rows} == {"blocked"}


def vars_of(target: Target) -> dict[str, str]:
    return {name: getattr(target, name) for name in ("url", "header_name", "header_value")}
