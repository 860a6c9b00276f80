"""The real collector as a process that can be killed, and clients that remember what they were promised."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.make import BROWSER, ORIGIN

START_SECONDS = 60


def free_port() -> int:
    """Below the range that the kernel gives to outgoing connections, which the clients here use up by thousands."""
    while True:
        port = random.randint(20_000, 31_999)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


@dataclass
class Collector:
    """`beckon serve` in a session of its own, so that all its processes can be killed at once."""

    database_url: str
    folder: Path
    processes: int = 1
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")}
        environment |= {
            "BECKON_DATA": str(self.folder),
            "BECKON_DATABASE_URL": self.database_url,
            "BECKON_LOG_LEVEL": "error",
        }
        command = [
            sys.executable,
            "-m",
            "collector",
            "serve",
            "--port",
            str(self.port),
            "--workers",
            str(self.processes),
        ]
        self.process = subprocess.Popen(
            command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._await()

    def _await(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                if self.ask("GET", "/readyz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the collector did not start")

    def kill(self) -> None:
        """At once, with all its processes, as an operator's `kill -9` or the kernel's would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; returns its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=30)

    def workers(self) -> list[int]:
        """Its serving processes."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def ask(self, method: str, path: str, body: bytes = b"", timeout: float = 30) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            return ask(connection, method, path, body)
        finally:
            connection.close()


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


HEADERS = {"Origin": ORIGIN, "User-Agent": BROWSER, "Content-Type": "text/plain"}


def ask(connection: http.client.HTTPConnection, method: str, path: str, body: bytes = b"") -> Reply:
    began = time.monotonic()
    connection.request(method, path, body, HEADERS)
    answer = connection.getresponse()
    text = answer.read()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Reply(answer.status, headers, text, time.monotonic() - began)


@contextmanager
def running(database_url: str, folder: Path, processes: int = 1) -> Iterator[Collector]:
    """A started collector, ended whatever happens."""
    collector = Collector(database_url, folder, processes)
    collector.start()
    try:
        yield collector
    finally:
        if collector.process is not None and collector.process.poll() is None:
            collector.kill()


def promised(answer: dict[str, int]) -> bool:
    """Whether an answer of /v1/events says that its one event is stored."""
    return answer.get("stored", 0) + answer.get("duplicate", 0) == 1


class Client(threading.Thread):
    """Sends one thing after another until told to stop; what is not acknowledged it sends again under the same id."""

    def __init__(self, collector: Collector, path: str, bodies: Iterator[tuple[str, bytes]]) -> None:
        super().__init__(daemon=True)
        self.collector = collector
        self.path = path
        self.bodies = bodies
        self.stopping = threading.Event()
        self.pending: tuple[str, bytes] | None = None
        self.sent: set[str] = set()
        self.acknowledged: list[str] = []
        self.strange: list[tuple[int, bytes]] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.collector.port, timeout=30)
        while not self.stopping.is_set():
            self.pending = self.pending or next(self.bodies)
            name, body = self.pending
            self.sent.add(name)
            try:
                self._note(name, ask(connection, "POST", self.path, body))
            except (OSError, http.client.HTTPException):
                connection.close()
                self.stopping.wait(0.02)
        connection.close()

    def _note(self, name: str, reply: Reply) -> None:
        if reply.status in (200, 201) or (reply.status == 202 and promised(reply.json)):
            self.acknowledged.append(name)
        elif reply.status == 503 and "retry-after" in reply.headers:
            return
        else:
            self.strange.append((reply.status, reply.body))
        self.pending = None
