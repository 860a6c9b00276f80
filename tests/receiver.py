"""A local HTTP(S) receiver that does as it is told: refuses, sends elsewhere, hangs, drips, never ends."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from tests.certificates import Certificate
from tests.mailbox import free_port

# What an installation sets to reach it, for tests/conftest's `settings` and the like.
NEARBY = {"BECKON_OUTBOUND_NETWORKS": "127.0.0.0/8,::1/128"}
DRIP_SECONDS = 0.02
GIVE_UP_SECONDS = 30
# Where plain HTTP was expected, servers answer it with 400.
TLS_HELLO = b"\x16\x03"

Manner = Literal[
    "plain",
    "deaf",  # takes the connection and reads nothing
    "silent",  # reads the request and never answers
    "drip status",
    "drip headers",
    "drip body",
    "endless",  # a body of 10 GB
    "endless interim",  # 100 Continue for ever
    "cut",  # half of the promised body
    "reset",  # the same, but the connection is thrown away
    "hang up",  # closes instead of answering
    "leave",  # answers well, then closes without having said so
]


@dataclass(frozen=True)
class Received:
    """A request as it arrived; names of headers are lower-case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """How to answer one request. `raw`, when given, is sent as it is instead; `stay` keeps the connection after it."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    manner: Manner = "plain"
    raw: bytes | None = None
    stay: bool = False


class Receiver:
    """`replies` are used up one a request, then `reply` holds. `requests` are kept in the order of arrival."""

    def __init__(self, host: str, port: int, certificate: Certificate | None) -> None:
        self.host, self.port = host, port
        self.url = f"{'https' if certificate else 'http'}://{host}:{port}"
        self.requests: list[Received] = []
        self.replies: list[Reply] = []
        self.reply = Reply()
        self.connections = 0
        self.sent = 0
        # The other side closed while it was being kept waiting.
        self.left = threading.Event()
        self.over = threading.Event()
        self._arrived = threading.Condition()
        self._context = _context(certificate)
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server((host, port), backlog=128)

    def wait(self, count: int = 1, seconds: float = 10) -> list[Received]:
        """The requests, once at least `count` of them have arrived."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.requests) >= count, seconds), "nothing arrived"
            return list(self.requests)

    def start(self) -> None:
        """Listen in a thread, each connection in one of its own."""
        self._begin(self._accept)

    def stop(self) -> None:
        """Close everything and wait until it is."""
        self.over.set()
        for one in (self._listener, *self._open):
            with suppress(OSError):
                # Not that of an SSLSocket, which takes away what its thread is just reading with.
                socket.socket.shutdown(one, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
        self._listener.close()

    def _begin(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                connection, _ = self._listener.accept()
                self.connections += 1
                self._begin(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        # Whatever the other side does to the connection ends it, and nothing else.
        with suppress(OSError), connection:
            if self.reply.manner == "deaf":
                self._ignore(connection)
                return
            connection.settimeout(GIVE_UP_SECONDS)
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            with connection:
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        incoming = b""
        while not self.over.is_set():
            head, end, rest = incoming.partition(b"\r\n\r\n")
            length = _length(head)
            if end and len(rest) >= length:
                self._take(head, rest[:length])
                incoming = rest[length:]
                if not self._answer(connection, self.replies.pop(0) if self.replies else self.reply):
                    return
                continue
            more = connection.recv(65536)
            incoming += more
            if not more:
                return
            if incoming.startswith(TLS_HELLO):
                self._send(connection, b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                return

    def _take(self, head: bytes, body: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        with self._arrived:
            self.requests.append(Received(method, path, headers, body))
            self._arrived.notify_all()

    def _answer(self, connection: socket.socket, reply: Reply) -> bool:
        """Returns whether the connection goes on."""
        if reply.raw is not None:
            self._send(connection, reply.raw)
            return reply.stay
        if reply.manner in ("hang up", "silent"):
            if reply.manner == "silent":
                self._hold(connection)
            return False
        if reply.manner in ("drip status", "drip headers", "drip body"):
            self._drip(connection, reply)
            return False
        if reply.manner in ("endless", "endless interim"):
            self._flood(connection, reply)
            return False
        missing = len(reply.body) + 1 if reply.manner in ("cut", "reset") else 0
        self._send(connection, _head(reply, len(reply.body) + missing) + reply.body)
        if reply.manner == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return reply.manner == "plain" and "Connection" not in reply.headers

    def _send(self, connection: socket.socket, data: bytes) -> None:
        connection.sendall(data)
        self.sent += len(data)

    def _ignore(self, connection: socket.socket) -> None:
        """Read nothing at all until the other side leaves."""
        closing = select.poll()
        closing.register(connection, select.POLLRDHUP)
        while not self.over.is_set():
            if closing.poll(50):
                self.left.set()
                return

    def _hold(self, connection: socket.socket) -> None:
        """Read on, though nobody wants to know, until the other side leaves."""
        with suppress(ConnectionError):
            while connection.recv(65536):
                continue
        self.left.set()

    def _drip(self, connection: socket.socket, reply: Reply) -> None:
        starts = {
            "drip status": b"",
            "drip headers": b"HTTP/1.1 200 OK\r\n",
            "drip body": b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
        }
        whole = {"drip status": b"HTTP/1.1 200 " + b"O" * 60_000, "drip headers": b"X-Slow: " + b"o" * 60_000}
        rest = whole.get(reply.manner, b"." * 1_000_000)
        self._until_left(connection, starts[reply.manner], rest, 1, DRIP_SECONDS)

    def _flood(self, connection: socket.socket, reply: Reply) -> None:
        if reply.manner == "endless interim":
            self._until_left(connection, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 3000, 75_000, 0)
        else:
            self._until_left(connection, _head(reply, 10 * 1024**3), bytes(65536), 65536, 0)

    def _until_left(self, connection: socket.socket, start: bytes, rest: bytes, step: int, pause: float) -> None:
        try:
            self._send(connection, start)
            position = 0
            while not self.over.wait(pause):
                self._send(connection, rest[position : position + step])
                position = (position + step) % len(rest)
        except (ConnectionError, ssl.SSLError):
            self.left.set()


def _context(certificate: Certificate | None) -> ssl.SSLContext | None:
    if not certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _head(reply: Reply, length: int) -> bytes:
    headers = {"Content-Length": str(length)} | reply.headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {reply.status} As told\r\n{lines}\r\n".encode("latin-1")


@contextmanager
def receiver(host: str = "127.0.0.1", certificate: Certificate | None = None, port: int = 0) -> Iterator[Receiver]:
    """Run it for the length of a test, over TLS when there is a certificate."""
    made = Receiver(host, port or free_port(), certificate)
    made.start()
    try:
        yield made
    finally:
        made.stop()
