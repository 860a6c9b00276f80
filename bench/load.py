"""Load on one URL: by wrk when it is installed, else by a slower client of our own; both closed-loop, keep-alive."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What the clients saw; latencies in ms."""

    per_second: float
    requests: int
    p50: float
    p99: float
    refused: int


def run(port: int, kind: str, key: str, connections: int, seconds: float) -> Load:
    """`kind` is events or leads: a lua script of that name beside this file."""
    if shutil.which("wrk"):
        return _by_wrk(port, kind, key, connections, seconds)
    return _by_python(port, kind, key, connections, seconds)


def _by_wrk(port: int, kind: str, key: str, connections: int, seconds: float) -> Load:
    script = HERE / f"{kind}.lua"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", "-s", str(script)]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"BECKON_KEY": key},
    )
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    requests = re.search(r"(\d+) requests in", done.stdout)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if not requests or not rate:
        raise RuntimeError(done.stdout + done.stderr)
    return Load(
        float(rate[1]),
        int(requests[1]),
        _latency(done.stdout, 50),
        _latency(done.stdout, 99),
        int(refused[1]) if refused else 0,
    )


def _latency(text: str, percent: int) -> float:
    found = re.search(rf"\s{percent}%\s+([\d.]+)(us|ms|s|m)\b", text)
    return float(found[1]) * UNITS[found[2]] if found else float("nan")


def _by_python(port: int, kind: str, key: str, connections: int, seconds: float) -> Load:
    template = _body(kind)
    end = time.monotonic() + seconds
    times: list[float] = []
    refused: list[int] = []

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {
            "Content-Type": "text/plain",
            "Origin": "https://shop.example",
            "User-Agent": "Mozilla/5.0 Firefox/140.0",
        }
        count = 0
        while time.monotonic() < end:
            count += 1
            began = time.perf_counter()
            connection.request(
                "POST", f"/v1/{kind}", template.replace("ID", f"{number}-{count}").replace("KEY", key), headers
            )
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - began) * 1000)
            if answer.status >= 300:
                refused.append(answer.status)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    middle, late = times[len(times) // 2], times[int(len(times) * 0.99)]
    return Load(len(times) / seconds, len(times), middle, late, len(refused))


def _body(kind: str) -> str:
    if kind == "events":
        event = '{"id":"ID","name":"pageview","at":1795000000000,"url":"https://shop.example/?gclid=abc","referrer":""}'
        return '{"site":"KEY","visitor":"AAAAAAAAAAAAAAAAAAAAAA","sent_at":1795000000040,"events":[' + event + "]}"
    return (
        '{"site":"KEY","key":"ID","visitor":null,"widget":null,"fields":{"phone":"0900 000 001"},"consent":{},'
        '"at":1795000000000,"sent_at":1795000000000,"url":"https://shop.example/","referrer":"","touches":[]}'
    )
