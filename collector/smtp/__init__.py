"""The one way to the mail server of the settings: connections kept for a burst, a deadline over each message."""

from __future__ import annotations

import smtplib
import ssl
import threading
import time
from contextlib import suppress

from collector.outbound.connection import TooMuch
from collector.settings import Settings
from collector.smtp.reasons import MailDelayed, MailRefused, plainly
from collector.smtp.session import Session

__all__ = ["MailDelayed", "MailRefused", "MailServer"]

SECONDS = 25.0  # for one message, whatever the server does; a delivery's lease is 60
KEPT_SECONDS = 10.0
KEPT_MOST = 4


class MailServer:
    """The server of the settings. Threads may share it; each message has a connection to itself."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.context = ssl.create_default_context()
        self._lock = threading.Lock()
        self._kept: list[tuple[Session, float]] = []
        self._sweeper: threading.Timer | None = None

    def deliver(self, sender: str, to: str, message: bytes) -> None:
        """Hand over one message for one address. Raises MailRefused, MailDelayed."""
        if not self.settings.smtp_host:
            raise MailDelayed("no mail server is set (BECKON_SMTP_HOST)")
        deadline = time.monotonic() + SECONDS
        with plainly(self.settings.smtp_host):
            session = self._begun(sender, deadline)
            try:
                session.take_message(to, message)
            except BaseException as error:
                self._leave(session, well=not getattr(error, "server", True))
                raise
            self._leave(session)

    def close(self) -> None:
        """Leave every kept connection."""
        with self._lock:
            kept, self._kept = self._kept, []
            if self._sweeper:
                self._sweeper.cancel()
                self._sweeper = None
        for session, _ in kept:
            session.end()

    def _begun(self, sender: str, deadline: float) -> Session:
        """A session that has taken the sender: a kept one, else a new one, because the old may have had enough."""
        kept = self._take(deadline)
        if kept is not None:
            with suppress(OSError, smtplib.SMTPException, TooMuch, MailDelayed):
                kept.take_sender(sender)
                return kept
            kept.end()
        session = Session(self.settings, self.context, deadline)
        try:
            session.take_sender(sender)
        except BaseException:
            session.close()
            raise
        return session

    def _take(self, deadline: float) -> Session | None:
        while True:
            with self._lock:
                if not self._kept:
                    return None
                session, since = self._kept.pop()
            if time.monotonic() - since < KEPT_SECONDS and session.is_well(deadline):
                return session
            session.end()

    def _leave(self, session: Session, well: bool = True) -> None:
        """Keep it for the next message, unless something was wrong with it."""
        if not well:
            session.close()
            return
        with self._lock:
            room = len(self._kept) < KEPT_MOST
            if room:
                self._kept.append((session, time.monotonic()))
                self._sweep_later()
        if not room:
            session.end()

    def _sweep_later(self) -> None:
        if self._sweeper is None:
            self._sweeper = threading.Timer(KEPT_SECONDS, self._sweep)
            self._sweeper.daemon = True
            self._sweeper.start()

    def _sweep(self) -> None:
        """Close what nobody has used for a while: servers count connections."""
        oldest = time.monotonic() - KEPT_SECONDS
        with self._lock:
            idle = [session for session, since in self._kept if since <= oldest]
            self._kept = [(session, since) for session, since in self._kept if since > oldest]
            self._sweeper = None
            if self._kept:
                self._sweep_later()
        for session in idle:
            session.end()
