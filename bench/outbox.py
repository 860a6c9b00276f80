"""How fast what must leave does leave, and whether a receiver that hangs is felt by visitors.

    python -m bench.outbox [--rows 10000] [--leads 200] [--rounds 4] [--seconds 8] [--postgres URL]

Three questions: how many queued webhooks a second are signed, sent and settled, beside the bare posting of the same
bytes by as many threads in the same run; how long after a lead is accepted its webhook has arrived, on an idle
collector; and p99 of `/v1/leads` at a steady rate while the receiver answers and while it hangs, in turns.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import process
from collector import clock
from collector.db import Db, open_database
from collector.db.migrate import migrate
from collector.jobs import Context, delivering
from collector.outbound import Outbound
from collector.outbox import service as outbox
from collector.sealing import Box
from collector.settings import load, secret_key
from collector.sites import service as sites
from collector.webhooks import service as webhooks

THREADS = 8
PER_SECOND = 40
CLIENTS = 8
HEADERS = {"Content-Type": "text/plain", "Origin": "https://shop.example", "User-Agent": "Mozilla/5.0 Firefox/140.0"}


def main() -> None:
    args = _arguments()
    with process.running("bench.sink") as sink:
        sent, bare = _drain(args, sink)
        print(f"{args.rows:,} queued webhooks: {sent:,.0f}/s; bare posting {bare:,.0f}/s; ratio {sent / bare:.2f}")
        with _collector(args, sink) as (port, key):
            waits = sorted(_latencies(args, port, key, sink))
            print(f"accepted to arrived, {len(waits)} leads one by one: {_spread(waits)}")
            usual, hanging = _felt(args, port, key, sink)
    print(f"/v1/leads at {PER_SECOND}/s, receiver answers: {_spread(usual)}")
    print(f"/v1/leads at {PER_SECOND}/s, receiver hangs:   {_spread(hanging)}")
    print(f"p99 while it hangs / while it answers: {_at(hanging, 0.99) / _at(usual, 0.99):.2f}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--leads", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--postgres", default="", help="postgresql://… of an empty database, instead of SQLite")
    return parser.parse_args()


@contextmanager
def _installation(args: argparse.Namespace, sink: int) -> Iterator[tuple[dict[str, str], Db, Any, str]]:
    """Environment, database, site and webhook of an installation that may reach this machine."""
    with tempfile.TemporaryDirectory(prefix="beckon-bench-") as folder:
        environment = {"BECKON_DATA": folder, "BECKON_OUTBOUND_NETWORKS": "127.0.0.0/8", "BECKON_LOG_LEVEL": "error"}
        if args.postgres:
            environment["BECKON_DATABASE_URL"] = args.postgres
        settings, now = load(environment), clock.now_ms()
        db = open_database(settings.database_url, Path(folder))
        migrate(db, now)
        site = sites.add(db, {"name": "Bench", "origins": ["https://shop.example"]}, now)
        place = {"url": f"http://127.0.0.1:{sink}/hook", "events": ["lead.created"]}
        tools = {"box": Box(secret_key(settings)), "outbound": Outbound(settings)}
        yield environment, db, site, webhooks.add(db, site, place, now, **tools)["id"]
        db.close()


def _drain(args: argparse.Namespace, sink: int) -> tuple[float, float]:
    """Deliveries and bare posts a second."""
    with _installation(args, sink) as (environment, db, site, _):
        body = _queue(db, site, args.rows)
        with delivering(Context(db, load(environment), clock.now_ms)) as worker:
            began = time.perf_counter()
            done = worker.drain()
            took = time.perf_counter() - began
        if done != args.rows:
            raise RuntimeError(f"{done} attempts ended, not {args.rows}")
    return args.rows / took, _bare(sink, body, args.rows)


def _queue(db: Db, site: Any, rows: int) -> bytes:
    data = {"id": "l_bench", "kind": "callback", "name": "Khách Thử", "phone": "0900 000 001"}
    for start in range(0, rows, 500):
        with db.write() as tx:
            for number in range(start, min(rows, start + 500)):
                webhooks.emit(tx, site, "lead.created", data, clock.now_ms(), lead_id=f"l_{number}")
    row = outbox.get(db, site.id, outbox.list_deliveries(db, site.id, {}, limit=1)[0][0].id)[0]
    return str(json.loads(row.payload)["body"]).encode()


def _bare(sink: int, body: bytes, rows: int) -> float:
    """The same bytes by the same number of threads on kept connections, with nothing written down."""

    def post(count: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", sink)
        for number in range(count):
            connection.request("POST", "/hook", body, {"webhook-id": f"bare-{number}"})
            connection.getresponse().read()

    threads = [threading.Thread(target=post, args=(rows // THREADS,)) for _ in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return rows / (time.perf_counter() - began)


@contextmanager
def _collector(args: argparse.Namespace, sink: int) -> Iterator[tuple[int, str]]:
    with _installation(args, sink) as (environment, db, site, _):
        db.close()
        with process.running("collector", "serve", environment=environment) as port:
            yield port, site.key


def _latencies(args: argparse.Namespace, port: int, key: str, sink: int) -> list[float]:
    """Milliseconds from the answer to a lead to the arrival of its webhook, with nothing else to do."""
    time.sleep(2)
    accepted = {}
    for number in range(args.leads):
        answer = _post(port, key, f"idle-{number:06}")
        accepted[answer["id"]] = time.time()
        time.sleep(0.037)  # so that leads fall anywhere between two looks of the worker
    time.sleep(2)
    times = {lead: at for at, lead in _ask(sink, "GET", "/arrived").values()}
    return [1000 * (times[lead] - at) for lead, at in accepted.items()]


def _felt(args: argparse.Namespace, port: int, key: str, sink: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each lead, while the receiver answers and while it hangs."""
    found: dict[str, list[float]] = {"answer": [], "hang": []}
    for number in range(args.rounds):
        for mode, times in found.items():
            _ask(sink, "POST", f"/mode/{mode}")
            time.sleep(1)
            times.extend(_steady(port, key, f"{mode}-{number}", args.seconds))
            print(f"round {number + 1}, {mode}: {_spread(times)}", file=sys.stderr)
    _ask(sink, "POST", "/mode/answer")
    return sorted(found["answer"]), sorted(found["hang"])


def _steady(port: int, key: str, name: str, seconds: float) -> list[float]:
    """Leads at a steady rate from several clients; each counts from when it was due, so that waiting is counted."""
    times: list[float] = []
    start = time.monotonic() + 0.1

    def client(number: int) -> None:
        for count in range(int(seconds * PER_SECOND / CLIENTS)):
            due = start + (count * CLIENTS + number) / PER_SECOND
            time.sleep(max(0, due - time.monotonic()))
            _post(port, key, f"{name}-{number}-{count:05}")
            times.append(1000 * (time.monotonic() - due))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _post(port: int, key: str, name: str) -> Any:
    now = clock.now_ms()
    body = {"site": key, "key": name, "visitor": None, "widget": None, "fields": {"phone": "0900 000 001"}}
    more = {"consent": {}, "at": now, "sent_at": now, "url": "https://shop.example/", "referrer": "", "touches": []}
    return _ask(port, "POST", "/v1/leads", json.dumps(body | more).encode())


def _ask(port: int, method: str, path: str, body: bytes = b"") -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, HEADERS)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path} answered {answer.status}")
        return json.loads(text)
    finally:
        connection.close()


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _spread(times: list[float]) -> str:
    return f"p50 {statistics.median(times):.1f} ms, p99 {_at(times, 0.99):.1f} ms, most {max(times):.1f} ms"


if __name__ == "__main__":
    main()
