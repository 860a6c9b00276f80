"""Connections kept for the next request to the same place."""

from __future__ import annotations

import threading
import time

from collector.outbound.connection import Connection, Place

IDLE_SECONDS = 30
MOST_IDLE = 64


class Pool:
    """Idle connections, the longest idle first; at most MOST_IDLE, none handed out after IDLE_SECONDS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[float, Connection]] = []

    def take(self, place: Place) -> Connection | None:
        """The one that was used last and is still good, or None. It is the caller's until it is put back or ended."""
        while (connection := self._last(place)) is not None:
            if not connection.wire.is_stale():
                return connection
            connection.end()
        return None

    def put(self, connection: Connection) -> None:
        """Keep it for later; those too old and too many are closed."""
        with self._lock:
            now = time.monotonic()
            rows = [*self._idle, (now, connection)]
            self._idle = [row for row in rows if now - row[0] <= IDLE_SECONDS][-MOST_IDLE:]
            ended = rows[: -len(self._idle)]
        for _, old in ended:
            old.end()

    def close(self) -> None:
        """Close all."""
        with self._lock:
            ended, self._idle = self._idle, []
        for _, connection in ended:
            connection.end()

    def _last(self, place: Place) -> Connection | None:
        now = time.monotonic()
        with self._lock:
            for index in range(len(self._idle) - 1, -1, -1):
                since, connection = self._idle[index]
                if connection.place == place and now - since <= IDLE_SECONDS:
                    del self._idle[index]
                    return connection
        return None
