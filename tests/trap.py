"""A trap on this machine that nobody may step into, and the addresses that lead there by every trick known."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.mailbox import free_port

TABLE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "collector/outbound/addresses.json").read_text(encoding="utf-8")
)
# Each holds {port} where the trap's port goes.
HOSTILE: list[str] = TABLE["urls"]


class Trap:
    """Listens on the loopback addresses and counts who came."""

    def __init__(self) -> None:
        self.port = free_port()
        self._sockets: list[socket.socket] = []
        self._hits = 0
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1")):
            # A machine without IPv6 has nothing there to be reached.
            with suppress(OSError):
                self._sockets.append(socket.create_server((host, self.port), family=family, backlog=128))
        for one in self._sockets:
            one.setblocking(False)

    def hits(self) -> int:
        """Connections so far. The system accepts them by itself, so none can be on its way unseen."""
        for one in self._sockets:
            with suppress(BlockingIOError):
                while True:
                    one.accept()[0].close()
                    self._hits += 1
        return self._hits

    def close(self) -> None:
        for one in self._sockets:
            one.close()


def resolve(host: str, port: int, **_: Any) -> list[Any]:
    """Names of the table lead where it says, other names nowhere; the shape of socket.getaddrinfo."""
    return rows(TABLE["names"].get(host, []), port)


def rows(addresses: list[str], port: int) -> list[Any]:
    """What socket.getaddrinfo answers for these; an unknown name raises as it does."""
    if not addresses:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    kinds = [(socket.AF_INET6 if ":" in one else socket.AF_INET, one) for one in addresses]
    return [(family, socket.SOCK_STREAM, 6, "", (one, port)) for family, one in kinds]


def leading_to(*turns: list[str]) -> Callable[..., list[Any]]:
    """A resolver for which every name leads to the same addresses: each look-up takes the next turn, the last holds."""
    left = list(turns)

    def lookup(host: str, port: int, **_: Any) -> list[Any]:
        return rows(left.pop(0) if len(left) > 1 else left[0], port)

    return lookup


@contextmanager
def trap() -> Iterator[Trap]:
    """Set it for the length of a test."""
    made = Trap()
    try:
        yield made
    finally:
        made.close()
