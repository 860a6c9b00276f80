"""The outbound client: https to public addresses, looked up once, no redirects, one deadline, bounded reads."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from importlib.metadata import version

from collector.outbound.connection import Connection, Place, TooMuch, remaining
from collector.outbound.pool import Pool
from collector.outbound.reasons import reason
from collector.outbound.targets import Forbidden, Resolve, Rules, Unreachable, parse
from collector.settings import Settings

SECONDS = 10.0
MOST_BYTES = 64 * 1024
MOST_PLACES = 8
USER_AGENT = f"Beckon/{version('beckon')}"

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
# They say where a message ends, how it is wrapped and to whom it goes.
_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "expect", "te", "upgrade"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of headers are lower-case; `cut` when the body went on after what was read."""

    status: int
    headers: dict[str, str]
    body: bytes
    cut: bool


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    body: bytes
    headers: dict[str, str]
    deadline: float
    most: int


class _Stale(Exception):
    """A kept connection was closed by the peer before it said anything."""


class Outbound:
    """One for a process; threads may share it. `resolve` has the shape of socket.getaddrinfo."""

    def __init__(
        self, settings: Settings, resolve: Resolve = socket.getaddrinfo, context: ssl.SSLContext | None = None
    ) -> None:
        self._rules = Rules(settings, resolve)
        self._context = context or ssl.create_default_context()
        self._pool = Pool()

    def check(self, url: str) -> None:
        """For saving a target: whether a request would be tried. Raises Forbidden; Unreachable for no such name."""
        self._rules.addresses(parse(url))

    def post(self, url: str, body: bytes, headers: Mapping[str, str] | None = None, seconds: float = SECONDS) -> Answer:
        """`request` with POST."""
        return self.request("POST", url, body, headers, seconds)

    def request(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
        most: int = MOST_BYTES,
    ) -> Answer:
        """Ask once and read at most `most` bytes of body. Raises Forbidden, Unreachable.

        A redirect is an answer like others and never followed. `seconds` hold from the look-up of the name to the last
        byte; only a name server that hangs can take longer, as long as the system's resolver lets it. When a kept
        connection turns out to be closed before any answer, the request is sent again on a new one, so it may arrive
        twice: receivers know a repeated message by its id.
        """
        deadline = time.monotonic() + seconds
        target = parse(url)
        request = _Request(method, target.path, body, _headers(headers or {}), deadline, most)
        places = [Place(target.scheme, target.host, target.port, one) for one in self._rules.addresses(target)]
        try:
            return self._answer(places[:MOST_PLACES], request)
        except (OSError, HTTPException, ValueError, TooMuch) as error:
            raise Unreachable(reason(error, seconds)) from None

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.close()

    def _answer(self, places: list[Place], request: _Request) -> Answer:
        kept = next(filter(None, map(self._pool.take, places)), None)
        if kept:
            try:
                return self._ask(kept, request, kept=True)
            except _Stale:
                pass
        return self._ask(self._connect(places, request.deadline), request)

    def _connect(self, places: list[Place], deadline: float) -> Connection:
        """To the first that answers. Each gets its share of the time: a dead address leaves some to the rest."""
        for left in range(len(places), 0, -1):
            connection = Connection(places[-left], self._context)
            try:
                connection.open(time.monotonic() + remaining(deadline) / left)
            except ssl.SSLError:
                raise
            except OSError:
                if left == 1:
                    raise
            else:
                return connection
        raise TimeoutError

    def _ask(self, connection: Connection, request: _Request, kept: bool = False) -> Answer:
        connection.wire.begin(request.deadline, request.most)
        try:
            connection.request(request.method, request.path, request.body or None, request.headers)
            response = connection.getresponse()
            answer = _read(response, request.most)
        except BaseException as error:
            connection.end(at_once=True)
            if kept and not connection.wire.heard and isinstance(error, ConnectionError | ssl.SSLEOFError):
                raise _Stale from None
            raise
        # An interim answer (1xx) is followed by another, which would be taken for the answer to the next request.
        if response.will_close or answer.cut or answer.status < 200:
            connection.end()
        else:
            self._pool.put(connection)
        return answer


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    """What is sent. http.client would let a folded line pass, so the values are looked at here."""
    for name, value in given.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise Forbidden("a header holds letters that cannot be sent")
        if name.lower() in _OURS:
            raise Forbidden(f"the header {name} cannot be chosen")
    own = {} if any(name.lower() == "user-agent" for name in given) else {"User-Agent": USER_AGENT}
    return own | dict(given)


def _read(response: HTTPResponse, most: int) -> Answer:
    expected = response.length
    body = response.read(most + 1)
    if expected is not None and len(body) < min(expected, most + 1):
        raise IncompleteRead(b"")
    headers: dict[str, str] = {}
    for name, value in response.getheaders():
        # A folded value keeps its line breaks in http.client.
        plain, known = " ".join(value.split()), headers.get(name.lower())
        headers[name.lower()] = plain if known is None else f"{known}, {plain}"
    return Answer(response.status, headers, body[:most], len(body) > most)
