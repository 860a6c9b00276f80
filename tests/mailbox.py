"""Real local mail servers: one that keeps what it is given, and one that behaves as it is told."""

from __future__ import annotations

import asyncio
import random
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, BinaryIO

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.certificates import Certificate

USER, PASSWORD = "beckon", "a long enough password"


class Mailbox:
    """`messages` as they arrived; `answer` is what the server says to recipients, `answers` to some of them,
    `data_answer` after the message. `senders` are envelope senders; `mechanisms` how clients signed in."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self.senders: list[str] = []
        self.recipients: list[str] = []
        self.messages: list[EmailMessage] = []
        self.mechanisms: list[str] = []
        self.answer = "250 OK"
        self.answers: dict[str, str] = {}
        self.sender_answer = "250 OK"
        self.data_answer = "250 kept"

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, self.answer)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if not self.data_answer.startswith("250"):
            return self.data_answer
        content: Any = envelope.content
        self.senders.append(str(envelope.mail_from))
        self.recipients += envelope.rcpt_tos
        self.messages.append(message_from_bytes(content, policy=policy.default))
        return self.data_answer

    def sign_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.mechanisms.append(mechanism)
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


class _Server(Controller):
    def factory(self) -> SMTP:
        self.handler.connections += 1
        made: SMTP = super().factory()
        self.made = [*getattr(self, "made", []), made]
        return made

    def hang_up(self) -> None:
        """Close what is open: stopping the server leaves connections as they are."""

        async def close() -> None:
            for one in self.made:
                if one.transport is not None:
                    one.transport.abort()
            await asyncio.sleep(0.01)  # until they are closed

        asyncio.run_coroutine_threadsafe(close(), self.loop).result()


def free_port() -> int:
    """A free port below the range that the system hands out for outgoing connections.

    By chance, because another test process looks for one at the same time.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free")


@contextmanager
def mail_server(
    starttls: Certificate | None = None,
    port: int = 0,
    sign_in: bool = False,
    only: str = "",
) -> Iterator[Mailbox]:
    """Run the server for the length of a test; `sign_in` wants USER and PASSWORD, by the mechanism `only`."""
    mailbox = Mailbox()
    mailbox.port = port or free_port()
    more: dict[str, Any] = {}
    if starttls:
        more |= {"tls_context": server_context(starttls), "require_starttls": True}
    if sign_in:
        left_out = {"PLAIN", "LOGIN"} - {only} if only else set()
        more |= {"auth_required": True, "authenticator": mailbox.sign_in, "auth_exclude_mechanism": left_out}
        more["auth_require_tls"] = bool(starttls)
    controller = _Server(mailbox, hostname="127.0.0.1", port=mailbox.port, **more)
    controller.start()  # which connects once to see that it works
    mailbox.connections = 0
    try:
        yield mailbox
    finally:
        controller.hang_up()
        controller.stop()


def server_context(certificate: Certificate) -> ssl.SSLContext:
    """To speak TLS as a server with this certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


@contextmanager
def odd_server(behave: Callable[[socket.socket, BinaryIO, threading.Event], None]) -> Iterator[int]:
    """A server that does what it is told with each connection, until the test is over; yields its port."""
    over = threading.Event()
    taken: list[socket.socket] = []
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", free_port())) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    taken.append(connection)
                    threads.append(threading.Thread(target=handle, args=(connection,)))
                    threads[-1].start()

        def handle(connection: socket.socket) -> None:
            with suppress(OSError), connection, connection.makefile("rb") as lines:
                behave(connection, lines, over)

        accepting = threading.Thread(target=serve)
        accepting.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            for connection in taken:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for thread in [accepting, *threads]:
                thread.join()


def polite(connection: socket.socket, lines: BinaryIO, answers: dict[str, str]) -> None:
    """Answer each command by its first word, and everything else with 250; silence ("") ends it, and so does QUIT."""
    connection.sendall(b"220 odd.example\r\n")
    for line in lines:
        verb = line.split(b" ")[0].strip().upper().decode("ascii", "replace")
        answer = answers.get(verb, "354 go on" if verb == "DATA" else "250 OK")
        if not answer:
            return
        connection.sendall(answer.encode() + b"\r\n")
        if verb == "QUIT":
            return
        if verb == "DATA":
            while lines.readline() not in (b".\r\n", b""):
                pass
            if not answers.get(".", "250 OK"):
                return
            connection.sendall(b"250 OK\r\n")
