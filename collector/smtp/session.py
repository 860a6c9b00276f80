"""One connection to the mail server: encrypted, signed in, within a deadline."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from collector.outbound.connection import TooMuch, Wire, remaining
from collector.settings import Settings
from collector.smtp.reasons import MailDelayed, about_message, about_sender

CONNECT_SECONDS = 8.0  # for each address, so that one which swallows everything leaves time for the next
FAREWELL_SECONDS = 1.0


class _Line(Wire):
    """What smtplib takes for its socket: within the deadline, and closed when it says so."""

    def close(self) -> None:
        self.sock.close()


class Session(smtplib.SMTP):
    """One connection, signed in and ready for messages."""

    sock: Any

    def __init__(self, settings: Settings, context: ssl.SSLContext, deadline: float) -> None:
        super().__init__(local_hostname="localhost")
        self.host, self.context = settings.smtp_host, context
        try:
            self._open(settings, deadline)
        except BaseException:
            self.close()
            raise

    def _open(self, settings: Settings, deadline: float) -> None:
        sock = _connect(self.host, settings.smtp_port, deadline)
        self.sock = _Line(sock)
        self.begin(deadline)
        # Not the machine's full name: asking for it may take longer than all the rest.
        self.local_hostname = urlsplit(settings.public_url).hostname or _literal(sock)
        if settings.smtp_security == "tls":
            self._encrypt(deadline)
        code, reply = self.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, reply)
        self.ehlo_or_helo_if_needed()
        if settings.smtp_security == "starttls":
            self._start_tls(deadline)
        if settings.smtp_user:
            self.login(settings.smtp_user, settings.smtp_password)

    def begin(self, deadline: float) -> None:
        """A new message: until when (monotonic seconds)."""
        self.sock.begin(deadline, 0)

    def _start_tls(self, deadline: float) -> None:
        if not self.has_extn("starttls"):
            raise MailDelayed(f"the mail server {self.host} offers no encryption (STARTTLS)")
        code, reply = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPResponseException(code, reply)
        self._encrypt(deadline)
        # What was said in the clear is forgotten (RFC 3207 section 4.2), also what somebody slipped in behind it.
        self.file = None
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features, self.does_esmtp = {}, False
        self.ehlo()

    def _encrypt(self, deadline: float) -> None:
        self.sock.hurry()
        self.sock = _Line(self.context.wrap_socket(self.sock.sock, server_hostname=self.host))
        self.begin(deadline)

    def is_well(self, deadline: float) -> bool:
        """Whether a kept connection still answers, and is ready for another message."""
        with suppress(OSError, smtplib.SMTPException, TooMuch):
            self.begin(deadline)
            return self.rset()[0] == 250
        return False

    def take_sender(self, sender: str) -> None:
        """Begin a message. Raises MailDelayed."""
        code, reply = self.mail(sender)
        if code != 250:
            raise about_sender(self.host, code, reply)

    def take_message(self, to: str, message: bytes) -> None:
        """The rest of it. Raises MailRefused, MailDelayed."""
        reply: Any
        code, reply = self.rcpt(to)
        if code not in (250, 251, 252):
            raise about_message(self.host, code, reply)
        try:
            code, reply = self.data(message)
        except smtplib.SMTPDataError as error:
            code, reply = error.smtp_code, error.smtp_error
        if code != 250:
            raise about_message(self.host, code, reply)

    def end(self) -> None:
        """Say good-bye, without waiting for long."""
        with suppress(OSError, smtplib.SMTPException, TooMuch):
            if self.sock is not None:
                self.begin(time.monotonic() + FAREWELL_SECONDS)
                self.quit()
        self.close()


def _connect(host: str, port: int, deadline: float) -> socket.socket:
    """To the first address that answers. Raises OSError: what the last one said."""
    error: OSError = TimeoutError()
    for family, kind, protocol, _, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(min(CONNECT_SECONDS, remaining(deadline)))
            sock.connect(place)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as found:
            sock.close()
            error = found
        else:
            return sock
    raise error


def _literal(sock: socket.socket) -> str:
    """This end's address, as RFC 5321 section 4.1.3 lets somebody without a name introduce themselves."""
    address = sock.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
