"""Requests per second of `/v1/events` and `/v1/leads`, durable before the answer, beside baselines of the same run.

    python -m bench.intake [--seconds 5] [--rounds 3] [--connections 32] [--workers 1] [--postgres URL]

Machines differ and are noisy: read the ratios and the server's CPU time per request, not the absolute figures.
The load generator runs on the same cores.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import Load, run
from bench.process import await_listening, free_port
from collector import clock
from collector.db import open_database
from collector.db.migrate import migrate
from collector.sites import service as sites

THREADS = 32
WIDTHS = (8, 17, 7, 7, 7, 8, 7)
GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws", "--backpressure", "256"]
SERVE = [sys.executable, "-m", "collector", "serve"]
# Name, what serves it, kind of load, blocking threads: one thread is the best that a bare callable can have.
CASES = (
    ("bare WSGI, nothing stored", "bench.servers:bare", "events", 1),
    ("Flask, a commit a request", "bench.servers:flask_commit_each", "events", THREADS),
    ("intake alone", "bench.servers:intake", "events", THREADS),
    ("beckon serve, /v1/events", "", "events", THREADS),
    ("beckon serve, /v1/leads", "", "leads", THREADS),
)


def main() -> None:
    args = _arguments()
    if not shutil.which("wrk"):
        print("wrk is missing (apt-get install -y --no-install-recommends wrk): a slower client of our own is used")
    chosen = [case for case in CASES if re.search(args.only, case[0])]
    figures: dict[str, list[tuple[Load, float]]] = {case[0]: [] for case in chosen}
    for number in range(args.rounds):
        for name, target, kind, threads in chosen:
            figures[name].append(_measure(target, kind, threads, args))
            print(f"round {number + 1}: {name}: {figures[name][-1][0].per_second:,.0f}/s", file=sys.stderr)
    _show(figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", default="", help="measure only the cases whose names this expression finds")
    parser.add_argument("--postgres", default="", help="postgresql://… of an empty database, instead of SQLite")
    return parser.parse_args()


def _measure(target: str, kind: str, threads: int, args: argparse.Namespace) -> tuple[Load, float]:
    with tempfile.TemporaryDirectory(prefix="beckon-bench-") as folder:
        environment = {"BECKON_DATA": folder, "BECKON_LOG_LEVEL": "error"}
        if args.postgres:
            environment["BECKON_DATABASE_URL"] = args.postgres
        key = _prepare(args.postgres or f"sqlite:///{folder}/beckon.db", Path(folder))
        with _server(target, threads, args.workers, environment) as (port, pid):
            run(port, kind, key, args.connections, 1)
            before = _cpu_seconds(pid)
            load = run(port, kind, key, args.connections, args.seconds)
            spent = _cpu_seconds(pid) - before
    return load, spent / max(1, load.requests) * 1e6


def _prepare(url: str, folder: Path) -> str:
    db = open_database(url, folder)
    migrate(db, clock.now_ms())
    site = sites.add(db, {"name": "Bench", "origins": ["https://shop.example"]}, clock.now_ms())
    db.close()
    return site.key


@contextmanager
def _server(target: str, threads: int, workers: int, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    port = free_port()
    common = ["--port", str(port), "--workers", str(workers)]
    plain = [*GRANIAN, *common, "--blocking-threads", str(threads), "--log-level", "error", target]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")}
    process = subprocess.Popen(
        plain if target else [*SERVE, *common], env=inherited | environment, stderr=subprocess.DEVNULL
    )
    try:
        await_listening(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process and of those it started (its workers)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(_cpu_seconds(int(child)) for child in children)


def _show(figures: dict[str, list[tuple[Load, float]]]) -> None:
    rates = {name: statistics.median(load.per_second for load, _ in rounds) for name, rounds in figures.items()}
    ceiling = next(iter(rates.values()))
    titles = ("req/s", "[min-max]", "p50 ms", "p99 ms", "CPU us", "of first", "not 2xx")
    print(f"{'':28} " + " ".join(f"{title:>{width}}" for title, width in zip(titles, WIDTHS, strict=True)))
    for name, rounds in figures.items():
        loads = [load for load, _ in rounds]
        spread = f"[{min(load.per_second for load in loads):,.0f}-{max(load.per_second for load in loads):,.0f}]"
        p50, p99 = statistics.median(load.p50 for load in loads), statistics.median(load.p99 for load in loads)
        cpu = statistics.median(spent for _, spent in rounds)
        share, refused = rates[name] / ceiling, sum(load.refused for load in loads)
        cells = (f"{rates[name]:,.0f}", spread, f"{p50:.1f}", f"{p99:.1f}", f"{cpu:.0f}", f"{share:.2f}", str(refused))
        print(f"{name:28} " + " ".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True)))


if __name__ == "__main__":
    main()
