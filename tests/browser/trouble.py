"""What can go wrong between a page and its collector."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

Trouble = Callable[[Any, Any, Any], Iterable[bytes]]


def dead(_wsgi: Any, environ: Any, start_response: Any) -> Iterable[bytes]:
    """The connection ends without an answer; the collector has seen nothing."""
    start_response("500 Never sent", [("Content-Length", "0")])
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return []


def unheard(wsgi: Any, environ: Any, start_response: Any) -> Iterable[bytes]:
    """The collector does its work, and its answer is lost on the way."""
    b"".join(wsgi(environ, lambda *_: None))
    return dead(wsgi, environ, start_response)


def saying(status: str, text: str = "", kind: str = "text/html", **headers: str) -> Trouble:
    """Something else answers, so that the page may read it."""
    body = text.encode()
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    always = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Access-Control-Allow-Origin", "*")]

    def answer(_wsgi: Any, _environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response(status, [*always, *named])
        return [body]

    return answer


class Held:
    """Requests wait until `release`; `arrived` tells that one does."""

    def __init__(self) -> None:
        self.arrived = threading.Event()
        self._go = threading.Event()

    def __call__(self, wsgi: Any, environ: Any, start_response: Any) -> Iterable[bytes]:
        self.arrived.set()
        self._go.wait()
        answer: Iterable[bytes] = wsgi(environ, start_response)
        return answer

    def release(self) -> None:
        self._go.set()
