"""The `beckon` command as people run it: a process of its own, in a folder that is empty at first."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.mailbox import free_port

PROGRAM = (sys.executable, "-m", "collector")
START_SECONDS = 60
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str


@dataclass
class Beckon:
    """The command in `folder`, with no setting but the data folder and those given."""

    folder: Path
    program: tuple[str, ...] = PROGRAM
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def environment(self, **settings: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")}
        return kept | {"BECKON_DATA": str(self.data)} | self.settings | settings

    def __call__(self, *words: str, **settings: str) -> Done:
        """Run to its end."""
        ended = subprocess.run(
            [*self.program, *words],
            cwd=self.folder,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        return Done(ended.returncode, ended.stdout, ended.stderr)

    def json(self, *words: str) -> Any:
        """What it prints with --json; it must succeed."""
        done = self(*words, "--json")
        assert (done.status, done.err) == (0, ""), done
        return json.loads(done.out)

    @contextmanager
    def running(self, *words: str, **settings: str) -> Iterator[Running]:
        """Start it and leave it running; ended whatever happens."""
        with tempfile.NamedTemporaryFile("wb", dir=self.folder, suffix=".log", delete=False) as log:
            process = subprocess.Popen(
                [*self.program, *words],
                cwd=self.folder,
                env=self.environment(**settings),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Running(process, Path(log.name))
        finally:
            end(process)

    @contextmanager
    def serving(self, *words: str, port: int = 0, **settings: str) -> Iterator[Server]:
        """`beckon serve` on a port (0: a free one), ready to store."""
        port = port or free_port()
        with self.running("serve", "--port", str(port), *words, **settings) as started:
            server = Server(started.process, started.log, port)
            server.await_ready()
            yield server


def end(process: subprocess.Popen[bytes]) -> None:
    """By TERM, and when that does not help, by force."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Running:
    """A command that has not ended; what it prints goes to the file `log`."""

    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> int:
        """Ask it to end; returns its exit status."""
        self.process.terminate()
        return self.process.wait(timeout=PATIENCE_SECONDS)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Server(Running):
    """A running `beckon serve`."""

    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            came = connection.getresponse()
            found = {name.lower(): value for name, value in came.getheaders()}
            return Answer(came.status, found, came.read())
        finally:
            connection.close()

    def await_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if self.ask("GET", "/readyz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the collector did not start: {self.log.read_text()}")
