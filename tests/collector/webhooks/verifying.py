"""A receiver that takes nothing but what the reference library of Standard Webhooks verifies."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.certificates import Certificate
from tests.mailbox import free_port
from tests.receiver import Received, Receiver, Reply


class Verifying(Receiver):
    """Knows `secrets`; what verifies with none of them is answered 400 and kept in `refused`.

    `seen` holds the webhook-id and the event of everything that did verify, in the order of arrival, whatever was
    answered to it.
    """

    def __init__(self, port: int, certificate: Certificate | None) -> None:
        super().__init__("127.0.0.1", port, certificate)
        self.secrets: list[str] = []
        self.seen: list[tuple[str, Any]] = []
        self.refused: list[Received] = []
        self.made: dict[str, Any] = {}
        self._local = threading.local()

    def _take(self, head: bytes, body: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")[1:]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        event = verified(self.secrets, body, headers)
        self._local.verified = event is not None
        if event is None:
            self.refused.append(Received("POST", "", headers, body))
        else:
            self.seen.append((headers["webhook-id"], event))
        super()._take(head, body)

    def _answer(self, connection: socket.socket, reply: Reply) -> bool:
        return super()._answer(connection, reply if self._local.verified else Reply(400))


def verified(secrets: list[str], body: bytes, headers: dict[str, str]) -> Any:
    """The event, or None when the reference library refuses it with each of the secrets."""
    for secret in secrets:
        try:
            return Webhook(secret).verify(body, headers)
        except WebhookVerificationError:
            continue
    return None


@contextmanager
def verifying(*secrets: str, certificate: Certificate | None = None) -> Iterator[Verifying]:
    """Run it for the length of a test."""
    made = Verifying(free_port(), certificate)
    made.secrets = list(secrets)
    made.start()
    try:
        yield made
    finally:
        made.stop()
