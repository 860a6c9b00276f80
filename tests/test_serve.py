"""`beckon serve`: an orderly end, several processes on one database, logs without anybody's data."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from collector import clock
from collector.conversions import service as conversions
from collector.db import Db, open_database
from collector.sites import service as sites
from collector.sites.service import Site
from tests.command import Beckon, Server
from tests.make import BROWSER, ORIGIN, VISITOR, lead_body, make_site
from tests.receiver import NEARBY, Reply, receiver

pytestmark = pytest.mark.slow

HEADERS = {"Origin": ORIGIN, "User_Agent": BROWSER, "Content_Type": "text/plain"}


@pytest.fixture
def beckon(tmp_path: Path) -> Beckon:
    return Beckon(tmp_path)


def add_site(beckon: Beckon) -> Site:
    key = beckon.json("site", "add", "Mộc An", "--origin", ORIGIN)["key"]
    db = database(beckon)
    try:
        return sites.require(db, key)
    finally:
        db.close()


def database(beckon: Beckon) -> Db:
    return open_database(f"sqlite:///{beckon.data}/beckon.db", beckon.data)


def begin_lead(server: Server, body: bytes) -> socket.socket:
    """A request whose body has yet to come; the server has said that it waits for it."""
    line = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    head = ["POST /v1/leads HTTP/1.1", "Host: beckon.example.com", f"Origin: {ORIGIN}", "Content-Type: text/plain"]
    head += [f"Content-Length: {len(body)}", "Expect: 100-continue", "", ""]
    line.sendall("\r\n".join(head).encode())
    assert line.recv(1000).startswith(b"HTTP/1.1 100")
    return line


def wait_until(found: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not found():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_request_under_way_is_answered_when_the_server_is_told_to_end(beckon: Beckon) -> None:
    site = add_site(beckon)
    body = json.dumps(lead_body(site, clock.now_ms())).encode()
    with beckon.serving() as server:
        line = begin_lead(server, body)
        server.process.terminate()
        told = time.monotonic()
        wait_until(lambda: "Stopping worker" in server.log.read_text())
        assert server.process.poll() is None
        line.sendall(body)
        assert line.recv(1000).startswith(b"HTTP/1.1 201")
        line.close()
        assert server.process.wait(timeout=30) == 0
        assert time.monotonic() - told < 10
    db = database(beckon)
    with db.read() as tx:
        assert tx.connection.execute("select count(*) from leads").fetchone()[0] == 1
    db.close()


def test_a_taken_port_is_told_in_one_line(beckon: Beckon) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = beckon("serve", "--port", str(port))
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"beckon: cannot listen on 127.0.0.1 port {port}")
    assert done.err.count("\n") == 1


def test_logs_are_json_lines_that_name_nobody(beckon: Beckon) -> None:
    site = add_site(beckon)
    canary = {"phone": "0900 000 777", "name": "Canary Thị Chim"}
    body = lead_body(site, clock.now_ms(), fields=canary, url=f"{ORIGIN}/canary-page")
    with beckon.serving() as server:
        assert server.ask("POST", "/v1/leads", json.dumps(body).encode(), **HEADERS).status == 201
        assert server.ask("GET", f"/s/{site.key}.js?q=canary-query").status == 200
        assert server.ask("GET", "/canary-path").status == 404
        assert server.ask("GET", "/admin/sign-in/canary-secret").status == 200
        assert server.stop() == 0
        log = server.log.read_text()
    lines = [json.loads(line) for line in log.splitlines()]
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
    assert [line["route"] for line in lines if line.get("status") == 201] == ["/v1/leads"]
    assert "anary" not in log
    assert "0900" not in log
    assert "127.0.0.1" not in "".join(line for line in log.splitlines() if "Listening" not in line)


def one_event(site: Site, name: str) -> bytes:
    now = clock.now_ms()
    event = {"id": name, "name": "pageview", "at": now, "url": f"{ORIGIN}/", "referrer": ""}
    return json.dumps({"site": site.key, "visitor": VISITOR, "sent_at": now, "events": [event]}).encode()


def send_all(server: Server, site: Site, names: list[str], counts: Counter[str]) -> None:
    """Every event, and a lead for every tenth."""
    for place, name in enumerate(names):
        answer = server.ask("POST", "/v1/events", one_event(site, name), **HEADERS)
        assert answer.status == 202, answer
        counts.update(answer.json)
        if place % 10 == 0:
            fields = {"phone": f"0900 001 {place:03}"}
            body = lead_body(site, 1_795_000_000_000, key=f"lead-{name}", fields=fields, touches=[])
            lead = server.ask("POST", "/v1/leads", json.dumps(body).encode(), **HEADERS)
            counts[f"lead {lead.status}"] += 1


def test_a_lead_is_told_within_moments_and_a_receiver_that_hangs_keeps_nobody_from_ending(beckon: Beckon) -> None:
    """Two webhooks, the first of which takes the request and says nothing: the other is told, and TERM still works."""
    beckon.settings |= NEARBY
    site = add_site(beckon)
    with receiver() as hanging, receiver() as quick, beckon.serving() as server:
        hanging.reply = Reply(manner="silent")
        token = beckon.json("token", "add", "test", "--site", site.key, "--scope", "write")["token"]
        for place in (hanging, quick):
            body = json.dumps({"site": site.key, "url": place.url}).encode()
            headers = {"Authorization": f"Bearer {token}", "Content_Type": "application/json"}
            assert server.ask("POST", "/api/v1/webhooks", body, **headers).status == 201
        lead = server.ask("POST", "/v1/leads", json.dumps(lead_body(site, clock.now_ms())).encode(), **HEADERS)
        hanging.wait()
        told = [json.loads(request.body) for request in quick.wait(2)]
        assert {one["type"] for one in told} == {"lead.created", "conversion.created"}
        assert lead.json["id"] in {one["data"]["id"] for one in told}
        assert server.stop() == 0


def test_two_servers_with_two_processes_each_store_everything_once(
    beckon: Beckon, engine: str, database_url: str
) -> None:
    """Both are sent the same hundred events and ten leads, from two clients each."""
    beckon.settings["BECKON_DATABASE_URL"] = database_url
    db = open_database(database_url, beckon.folder)
    site = make_site(db, clock.now_ms())
    names = [f"e-{number:03}" for number in range(100)]
    tallies = [Counter[str]() for _ in range(4)]
    with beckon.serving("--workers", "2") as one, beckon.serving("--workers", "2") as other:
        senders = [
            threading.Thread(target=send_all, args=(server, site, names, tally))
            for server, tally in zip((one, other, one, other), tallies, strict=True)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        statuses = [one.stop(), other.stop()]
    total = sum(tallies, Counter[str]())
    assert statuses == [0, 0]
    assert (total["stored"], total["duplicate"], total["quarantined"]) == (100, 300, 0)
    assert (total["lead 201"], total["lead 200"]) == (10, 30)
    conversions.follow_events(db, clock.now_ms())
    with db.read() as tx:
        stored = [row[0] for row in tx.connection.execute("select id from events where name = 'pageview'").fetchall()]
        taken = [row[0] for row in tx.connection.execute("select key from leads").fetchall()]
        won = tx.connection.execute("select count(*) from conversions where goal = 'lead'").fetchone()[0]
        visits = tx.connection.execute("select count(*) from visits").fetchone()[0]
    db.close()
    assert sorted(stored) == names
    assert sorted(taken) == [f"lead-{name}" for name in names[::10]]
    assert (won, visits) == (10, 1)
