"""SIGKILL of the background worker at random instants: everything is delivered, nothing under a second id.

That this test can see loss was tried on broken builds, each of which made it fail:
- a worker that marks its claims `delivered` before it sends: deliveries never arrive;
- `take_back` that leaves out what a dead worker was sending: deliveries never arrive;
- `take_back` that gives what it takes back another id: receivers see ids that nobody queued.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from collector import clock
from collector.db import Db, Tx
from collector.jobs import Context, delivering
from collector.notices import service as notices
from collector.outbound import Outbound
from collector.outbox import service as outbox
from collector.outbox.worker import LEASE
from collector.sealing import Box
from collector.settings import Settings, load, secret_key
from collector.sites.service import Site
from collector.webhooks import service as webhooks
from tests.mailbox import Mailbox, mail_server
from tests.make import make_site
from tests.receiver import NEARBY, Receiver, receiver

pytestmark = pytest.mark.slow

KILLS = 100
A_ROUND = 8
WORKERS = {"sqlite": 1, "postgres": 2}

# Forks a worker for every line it reads, so that starting one a hundred times costs no imports. The line is how far the
# worker's clock runs ahead: on PostgreSQL leases of the killed have to run out.
NURSERY = """
import os, sys, threading
from collector import clock, jobs, logs
from collector.db import open_database
from collector.settings import load
settings = load(os.environ)
logs.configure("error")
for line in sys.stdin:
    ahead = int(line)
    child = os.fork()
    if child == 0:
        db = open_database(settings.database_url, settings.data)
        context = jobs.Context(db, settings, lambda: clock.now_ms() + ahead)
        with jobs.delivering(context, alone=db.engine == "sqlite") as worker:
            print(os.getpid(), flush=True)
            worker.run(threading.Event())
    os.waitpid(child, 0)
    print("over", flush=True)
"""


class Nursery:
    """A process that brings up workers to be killed, one at a time."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def start(self, ahead: int) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{ahead}\n")
        return int(self._line())

    def kill(self, pid: int) -> None:
        os.kill(pid, 9)
        assert self._line() == "over"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def nursery(environment: dict[str, str]) -> Iterator[Nursery]:
    made = Nursery(environment)
    try:
        yield made
    finally:
        made.close()


class Field:
    """A site with a webhook and two mailboxes, and what was queued for them."""

    def __init__(self, db: Db, settings: Settings, hook: Receiver) -> None:
        self.db = db
        self.site: Site = make_site(db, clock.now_ms())
        box, outbound = Box(secret_key(settings)), Outbound(settings)
        made = webhooks.add(db, self.site, {"url": hook.url}, clock.now_ms(), box=box, outbound=outbound)
        self.webhook = made["id"]
        for address in ("a@shop.example", "b@shop.example"):
            notices.add_email(db, self.site, address, clock.now_ms())
        self.recipients = notices.recipients(db, self.site)
        self.queued: set[str] = set()

    def put(self, count: int) -> None:
        now = clock.now_ms()
        with self.db.write() as tx:
            for number in range(count):
                self.queued.add(self._mail(tx, number, now) if number % 2 else self._event(tx, number, now))

    def _event(self, tx: Tx, number: int, now: int) -> str:
        values = {"kind": "webhook", "event": "lead.updated", "target": "here", "target_id": self.webhook}
        body = {"body": f'{{"n":{number}}}'}
        return outbox.put(tx, self.site.id, payload=body, lane=self.webhook, now=now, **values)

    def _mail(self, tx: Tx, number: int, now: int) -> str:
        to = self.recipients[number // 2 % 2]
        notice = {"event": "lead.created", "locale": "vi", "title": "Khách mới", "intro": "", "items": [], "note": ""}
        values = {"kind": "email", "event": "lead.created", "target": to.address, "target_id": to.id, "lane": "email"}
        return outbox.put(tx, self.site.id, payload=notice | {"fields": {}}, now=now, **values)


def arrived(hook: Receiver, mailbox: Mailbox) -> Counter[str]:
    found = Counter(request.headers["webhook-id"] for request in hook.requests)
    found.update(message["Message-ID"].strip("<>").partition("@")[0] for message in mailbox.messages)
    return found


def kill_again_and_again(field: Field, nurseries: list[Nursery], chance: random.Random) -> int:
    """Rounds of new deliveries, workers and their sudden ends; returns how far the clock has run ahead."""
    ahead = 0
    for _ in range(KILLS // len(nurseries)):
        field.put(A_ROUND)
        alive = [(each, each.start(ahead)) for each in nurseries]
        for each, pid in alive:
            time.sleep(chance.uniform(0, 0.08))
            each.kill(pid)
        ahead += LEASE
    return ahead


def test_after_a_hundred_kills_of_the_worker_everything_has_arrived_under_its_own_id(
    database_url: str, engine: str, db: Db, tmp_path: Path
) -> None:
    seed = random.randrange(10**6)
    with ExitStack() as stack:
        hook, mailbox = stack.enter_context(receiver()), stack.enter_context(mail_server())
        values = NEARBY | {
            "BECKON_DATA": str(tmp_path),
            "BECKON_DATABASE_URL": database_url,
            "BECKON_SMTP_HOST": "127.0.0.1",
            "BECKON_SMTP_PORT": str(mailbox.port),
            "BECKON_SMTP_SECURITY": "none",
            "BECKON_MAIL_FROM": "beckon@shop.example",
        }
        settings = load(values)
        field = Field(db, settings, hook)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")}
        nurseries = [stack.enter_context(nursery(kept | values)) for _ in range(WORKERS[engine])]
        ahead = kill_again_and_again(field, nurseries, random.Random(seed))
        with delivering(Context(db, settings, lambda: clock.now_ms() + ahead), alone=True) as worker:
            worker.drain()
        found = arrived(hook, mailbox)
    with db.read() as tx:
        ends = Counter(row[0] for row in tx.connection.execute("select state from outbox").fetchall())
    assert set(found) - field.queued == set(), f"seed {seed}: an id that nobody queued"
    assert field.queued - set(found) == set(), f"seed {seed}: lost"
    assert ends == {"delivered": len(field.queued)}, f"seed {seed}"
    assert len(field.queued) == KILLS // WORKERS[engine] * A_ROUND
    # Killed between the receiver's answer and the commit, a delivery comes twice: under the same id.
    again = sum(times - 1 for times in found.values())
    assert again < len(field.queued) / 2, f"seed {seed}: {again} came again"
