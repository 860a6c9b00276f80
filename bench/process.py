"""A program of ours on a port of its own, for as long as it is measured."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

START_SECONDS = 30


def free_port() -> int:
    """Below the range that the kernel gives to outgoing connections, which clients use up by thousands."""
    while True:
        port = random.randint(20_000, 31_999)
        if not listens(port):
            return port


def listens(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(module: str, *words: str, environment: dict[str, str] | None = None) -> Iterator[int]:
    """`python -m module words`, listening; the port is its last word, or behind `--port`."""
    port = free_port()
    place = ["--port", str(port)] if words else [str(port)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")}
    command = [sys.executable, "-m", module, *words, *place]
    process = subprocess.Popen(command, env=inherited | (environment or {}), stderr=subprocess.DEVNULL)
    try:
        await_listening(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def await_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Raises RuntimeError when it ends, or takes too long."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("the server did not start")
        if listens(port):
            return
        time.sleep(0.05)
    raise RuntimeError("the server does not listen")
