"""SIGKILL of the whole server at random instants under load: what was acknowledged is there, once.

That this test can see loss was tried on broken builds, each of which made it fail:
- `Writer._run` letting the requests go before `commit`: acknowledged events are missing after the kills;
- `insert_events` without `on conflict … do nothing`, on a table without its key: retried events are there twice;
- `POST /v1/leads` answered while another thread still stores the lead: acknowledged leads are missing.
A power cut is another matter: there the promise rests on `synchronous = full`, which a kill cannot prove.
"""

from __future__ import annotations

import itertools
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector import clock
from collector.db import Db, open_database
from collector.sites.service import Site
from tests.chaos.collector import Client, Collector, running
from tests.make import ORIGIN, VISITOR, lead_body, make_site

pytestmark = pytest.mark.slow

PROGRESS_SECONDS = 60
ROUNDS = {"sqlite": 8, "postgres": 4}


def events(site: Site, number: int) -> Iterator[tuple[str, bytes]]:
    for count in itertools.count():
        name = f"e-{number}-{count}"
        now = clock.now_ms()
        event = {"id": name, "name": "pageview", "at": now, "url": ORIGIN + "/", "referrer": "", "props": {"n": count}}
        yield name, json.dumps({"site": site.key, "visitor": VISITOR, "sent_at": now, "events": [event]}).encode()


def leads(site: Site, number: int) -> Iterator[tuple[str, bytes]]:
    for count in itertools.count():
        name = f"lead-{number}-{count:06}"
        fields = {"phone": f"0900 00{number} {count % 1000:03}", "name": "Khách Thử"}
        yield name, json.dumps(lead_body(site, clock.now_ms(), key=name, fields=fields, touches=[])).encode()


def rounds(collector: Collector, site: Site, number: int, chance: random.Random) -> list[Client]:
    """Load, kill, start again; the clients go on with what they were not told. Ends with everything acknowledged."""
    clients = [Client(collector, "/v1/events", events(site, n)) for n in range(6)]
    clients += [Client(collector, "/v1/leads", leads(site, n)) for n in range(2)]
    for client in clients:
        client.start()
    for _ in range(number):
        await_progress(clients)
        time.sleep(chance.uniform(0, 0.3))
        collector.kill()
        collector.start()
    await_progress(clients)
    for client in clients:
        client.stopping.set()
    for client in clients:
        client.join()
    return clients


def await_progress(clients: list[Client]) -> None:
    """Until every client has been told of something more, so that each round has something to lose."""
    before = [len(client.acknowledged) for client in clients]
    end = time.monotonic() + PROGRESS_SECONDS
    while any(len(client.acknowledged) <= then for client, then in zip(clients, before, strict=True)):
        assert time.monotonic() < end, "nothing is acknowledged any more"
        assert not any(client.strange for client in clients)
        time.sleep(0.005)


def column(db: Db, sql: str) -> Counter[str]:
    with db.read() as tx:
        return Counter(row[0] for row in tx.connection.execute(sql).fetchall())


def test_what_was_acknowledged_is_there_once_after_every_kill(
    database_url: str, engine: str, db: Db, tmp_path: Path
) -> None:
    seed = random.randrange(10**6)
    site = make_site(db, clock.now_ms())
    # Two processes, which meet at the locks of the file or in PostgreSQL.
    with running(database_url, tmp_path / "data", processes=2) as collector:
        clients = rounds(collector, site, ROUNDS[engine], random.Random(seed))
        assert collector.stop() == 0
    again = open_database(database_url, tmp_path)
    stored = column(again, "select id from events where substr(id, 1, 2) = 'e-'")
    taken = column(again, "select key from leads")
    credited = column(again, "select lead_id from conversions where goal = 'lead' and retracted_at is null")
    if engine == "sqlite":
        assert column(again, "pragma integrity_check") == Counter(["ok"])
    again.close()
    acknowledged = Counter(name for client in clients for name in client.acknowledged)
    sent = {name for client in clients for name in client.sent}
    assert [client.strange for client in clients if client.strange] == [], f"seed {seed}"
    assert len(acknowledged) > len(clients) * ROUNDS[engine]
    assert set(acknowledged) - set(stored) - set(taken) == set()
    assert {name: times for name, times in (stored + taken + credited).items() if times > 1} == {}
    assert set(stored) | set(taken) <= sent
    assert len(credited) == len(taken)
