"""Locked out of the database, or out of disk: 503 with Retry-After in time, no false promise, and back to work."""

from __future__ import annotations

import json
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from collector import clock
from collector.db import Db, open_database
from collector.db.sqlite import connect
from collector.sites.service import Site
from tests.chaos.collector import Collector, Reply, running
from tests.make import ORIGIN, VISITOR, lead_body, make_site

pytestmark = pytest.mark.slow

ANSWERED_WITHIN = 6.0


def event_body(site: Site, name: str, padding: int = 0) -> bytes:
    now = clock.now_ms()
    event = {"id": name, "name": "pageview", "at": now, "url": ORIGIN + "/" + "u" * padding}
    return json.dumps({"site": site.key, "visitor": VISITOR, "sent_at": now, "events": [event]}).encode()


def send_event(collector: Collector, site: Site, name: str, padding: int = 0) -> Reply:
    return collector.ask("POST", "/v1/events", event_body(site, name, padding))


def send_lead(collector: Collector, site: Site, name: str) -> Reply:
    return collector.ask("POST", "/v1/leads", json.dumps(lead_body(site, clock.now_ms(), key=name)).encode())


def stored_ids(database_url: str, folder: Path) -> set[str]:
    db = open_database(database_url, folder)
    with db.read() as tx:
        found = tx.connection.execute("select id from events union all select key from leads").fetchall()
    db.close()
    return {row[0] for row in found}


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Somebody else holds the database."""
    if database_url.startswith("sqlite"):
        connection = connect(Path(database_url.removeprefix("sqlite:///")))
        connection.execute("begin exclusive")
        yield
        connection.close()
        return
    with psycopg.connect(database_url) as other:
        other.execute("lock table events, leads, conversions in access exclusive mode")
        yield
        other.rollback()


def at_once(*work: Callable[[], Reply]) -> list[Reply]:
    replies: list[Any] = []
    threads = [threading.Thread(target=lambda one=one: replies.append(one())) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies


def test_a_locked_database_is_a_503_within_six_seconds_and_no_longer_than_the_lock(
    database_url: str, db: Db, tmp_path: Path
) -> None:
    site = make_site(db, clock.now_ms())
    with running(database_url, tmp_path / "data") as collector:
        assert send_event(collector, site, "before").status == 202
        with locked(database_url):
            replies = at_once(
                *(lambda n=n: send_event(collector, site, f"held-{n}") for n in range(8)),
                *(lambda n=n: send_lead(collector, site, f"lead-held-{n}") for n in range(4)),
            )
        assert {reply.status for reply in replies} == {503}
        assert {reply.headers["retry-after"] for reply in replies} == {"2"}
        assert max(reply.seconds for reply in replies) < ANSWERED_WITHIN
        assert send_event(collector, site, "held-0").json == {"stored": 1, "duplicate": 0, "quarantined": 0}
        assert send_lead(collector, site, "lead-held-0").status == 201
    assert {"before", "held-0", "lead-held-0"} <= stored_ids(database_url, tmp_path)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    (tmp_path / "beckon.db").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path}/beckon.db"


def limit_files(collector: Collector, size: int) -> None:
    """No file of the server may grow above this: what a full disk is to a program that writes."""
    for pid in collector.workers():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_full_disk_is_a_503_and_what_was_promised_before_is_there(sqlite_url: str, tmp_path: Path) -> None:
    db = open_database(sqlite_url, tmp_path)
    site = make_site(db, clock.now_ms())
    db.close()
    with running(sqlite_url, tmp_path / "data") as collector:
        limit_files(collector, 700_000)
        replies = {f"e-{n}": send_event(collector, site, f"e-{n}", 8_000) for n in range(150)}
        statuses = {reply.status for reply in replies.values()}
        assert statuses == {202, 503}
        assert {reply.headers.get("retry-after") for reply in replies.values() if reply.status == 503} == {"2"}
        refused_lead = send_lead(collector, site, "lead-0001")
        assert (refused_lead.status, refused_lead.headers["retry-after"]) == (503, "2")
        assert collector.ask("GET", "/healthz").status == 200
        limit_files(collector, resource.RLIM_INFINITY)
        assert send_event(collector, site, "after").status == 202
        assert send_lead(collector, site, "lead-0001").status == 201
        assert collector.stop() == 0
    promised = {name for name, reply in replies.items() if reply.status == 202}
    assert promised | {"after", "lead-0001"} <= stored_ids(sqlite_url, tmp_path)
