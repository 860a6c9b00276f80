"""A connection of http.client that goes to the address that was checked, and never outlives its deadline."""

from __future__ import annotations

import io
import select
import socket
import ssl
import struct
import time
from contextlib import suppress
from http.client import HTTPConnection
from typing import Any, NamedTuple

from collector.outbound.addresses import Address

# Room for headers and for the wrapping of the body in chunks. Because http.client puts no limit on interim
# answers, trailers and chunks of a negative length, what comes off the wire is counted as well.
OVERHEAD_BYTES = 256 * 1024


class Place(NamedTuple):
    """Where a connection leads. Because the name is part of it, one whose certificate was checked serves no other."""

    scheme: str
    host: str
    port: int
    address: Address


class TooMuch(Exception):
    """More bytes came than any answer worth reading has."""


class Wire:
    """What http.client takes for its socket: each call gets what is left of the request's time, not a time-out anew."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.begin(0.0, 0)

    def begin(self, deadline: float, most: int) -> None:
        """A new request: until when (monotonic seconds), and how many bytes of body will be read."""
        self.deadline = deadline
        self.left = most + OVERHEAD_BYTES
        self.heard = False

    def hurry(self) -> None:
        """Give the next call the time that is left. Raises TimeoutError when there is none."""
        self.sock.settimeout(remaining(self.deadline))

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self.hurry()
            view = view[self.sock.send(view) :]

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Nothing: http.client closes before the body is read. `Connection.end` is for good."""

    def is_stale(self) -> bool:
        """Whether the peer has closed, or said something that nobody asked for, since the last answer."""
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        waiting = select.poll()
        waiting.register(self.sock, select.POLLIN)
        return bool(waiting.poll(0))


class _Incoming(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.wire.hurry()
        count = self.wire.sock.recv_into(buffer)
        self.wire.heard = self.wire.heard or count > 0
        self.wire.left -= count
        if self.wire.left < 0:
            raise TooMuch
        return count


def remaining(deadline: float) -> float:
    """Seconds until the deadline. Raises TimeoutError when it has passed."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class Connection(HTTPConnection):
    """To one checked address; the name of the URL goes into Host and, for https, into the certificate's check."""

    def __init__(self, place: Place, context: ssl.SSLContext) -> None:
        # Not HTTPSConnection: its default port is all that it would add.
        self.default_port = 443 if place.scheme == "https" else 80
        super().__init__(place.host, place.port)
        self.place, self.context = place, context

    def open(self, deadline: float) -> None:
        """Connect by the deadline (monotonic seconds). Raises OSError."""
        address = self.place.address
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(remaining(deadline))
            sock.connect((str(address), self.port))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.place.scheme == "https":
                sock.settimeout(remaining(deadline))
                sock = self.context.wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise
        self.wire = Wire(sock)

    def connect(self) -> None:
        """Called by http.client before a request; `open` has done the work."""
        self.sock: Any = self.wire

    def end(self, at_once: bool = False) -> None:
        """Close for good; `at_once` drops what was not sent yet, which a receiver that hangs would make us keep."""
        if at_once:
            with suppress(OSError):
                self.wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()
        self.wire.sock.close()
