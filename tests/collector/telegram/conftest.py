"""A bot on the strict stand-in, reached as a Bot API server of one's own is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_network

import pytest

from collector.db import Db
from collector.jobs import Context, run_once
from collector.outbound import Outbound
from collector.sealing import Box
from collector.settings import Settings, secret_key
from collector.sites.service import Site
from collector.telegram import service as telegram
from collector.telegram.service import BotState, Code, CodeState
from tests.conftest import MovableClock
from tests.telegram import TOKEN, Telegram, telegram_server


@dataclass
class Desk:
    """What an owner and the jobs do with a site's bot, at the hour of the clock."""

    db: Db
    site: Site
    clock: MovableClock
    context: Context
    outbound: Outbound
    box: Box

    def set_bot(self, text: str = TOKEN) -> BotState:
        url = self.context.settings.telegram_url
        return telegram.set_bot(self.db, self.outbound, self.box, self.site, text, self.clock.now, url=url)

    def code(self, person_id: str | None = None) -> Code:
        return telegram.new_code(self.db, self.site, person_id, self.clock.now)

    def state(self, code: Code) -> CodeState:
        return telegram.code_state(self.db, self.site, code.code, self.clock.now)

    def look(self, after: int = 4_000) -> int:
        """The job, some time later."""
        self.clock.now += after
        return run_once("telegram", self.context)

    def deliver(self) -> int:
        return run_once("deliver", self.context)


@pytest.fixture
def server() -> Iterator[Telegram]:
    with telegram_server() as telegram:
        yield telegram


@pytest.fixture
def context(db: Db, settings: Settings, clock: MovableClock, server: Telegram) -> Context:
    near = replace(settings, telegram_url=server.url, outbound_networks=(ip_network("127.0.0.0/8"),))
    return Context(db, near, clock)


@pytest.fixture
def desk(db: Db, site: Site, clock: MovableClock, context: Context) -> Iterator[Desk]:
    outbound = Outbound(context.settings)
    yield Desk(db, site, clock, context, outbound, Box(secret_key(context.settings)))
    outbound.close()
