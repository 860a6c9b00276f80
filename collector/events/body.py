"""The body of a public route: read within bounds, and as JSON that the database and every reader agree on."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from collector.errors import Problem, flatten

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

LIMIT = 64 * 1024
DEPTH_MOST = 16
KEYS_MOST = 200
INTEGER_MOST = 2**63 - 1


class Unreadable(Exception):
    """A body that cannot be used as a whole: a fixed word for why, where, and whose it says it is."""

    def __init__(self, reason: str, pointer: str | None = None, site: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer
        self.site = site


class Fault(NamedTuple):
    """What is wrong with a value, and where (JSON pointer)."""

    reason: str
    pointer: str


def read(environ: WSGIEnvironment) -> bytes:
    """The request's bytes. Raises Problem 413 above 64 KiB, 415 for what has to be unpacked first, 400 for a part.

    Any other content type will do, none too: a page sends text/plain so that no preflight is needed.
    """
    if environ.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise Problem(415, "Compressed bodies are not taken", "Send the JSON as it is, without Content-Encoding.")
    if environ.get("CONTENT_TYPE", "").lower().lstrip().startswith("multipart/"):
        raise Problem(415, "Forms are not taken", "Send JSON, as application/json or text/plain.")
    length = environ.get("CONTENT_LENGTH") or ""
    known = length.isascii() and length.isdigit()
    if known and (len(length) > 9 or int(length) > LIMIT):
        raise _too_large()
    # Not every server ends the stream with the body: reading on would wait for the next request of the connection.
    body: bytes = environ["wsgi.input"].read(int(length) if known else LIMIT + 1)
    if len(body) > LIMIT:
        raise _too_large()
    if known and len(body) < int(length):
        # A page that closed while sending: half a body is not worth keeping, its queue still has the whole.
        raise Problem(400, "The body ended early")
    return body


def _too_large() -> Problem:
    return Problem(413, "The body is too large", f"At most {LIMIT} bytes; send fewer events at once.")


def loads(body: bytes) -> Any:
    """Parse JSON as strictly as its grammar; of equal keys the last wins. Raises Unreadable (utf8, json, too_deep).

    What the grammar allows and we cannot store (lone surrogates, NUL, huge numbers) `fault` finds, value by value.
    """
    try:
        return json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Unreadable("utf8") from None
    except RecursionError:
        raise Unreadable("too_deep") from None
    except ValueError:  # also a number of more than 4,300 digits
        raise Unreadable("json") from None


def document(body: bytes) -> dict[str, Any]:
    """The body as an object that can be stored. Raises Unreadable, which names the site when it could be read."""
    found = loads(body)
    if not isinstance(found, dict):
        raise Unreadable("shape", "")
    wrong = fault(found)
    if wrong is not None:
        site = found.get("site")
        known = site if isinstance(site, str) and text_fault(site) is None else ""
        raise Unreadable(wrong.reason, wrong.pointer, known)
    return found


def pointer_of(messages: Any) -> str:
    """Where a shape was not met: a JSON pointer to the first of marshmallow's messages."""
    return "/" + next(iter(sorted(flatten(messages))), "").replace(".", "/")


def fault(value: Any, pointer: str = "") -> Fault | None:
    """The first thing in a parsed value that cannot be stored or is beyond the bounds; None when all is well."""
    keys = 0
    waiting = [(value, pointer, 0)]
    while waiting:
        item, place, depth = waiting.pop()
        if depth > DEPTH_MOST:
            return Fault("too_deep", place)
        if isinstance(item, dict):
            keys += len(item)
            if keys > KEYS_MOST:
                return Fault("too_many_keys", place)
            waiting += [(name, place, depth) for name in item]
            waiting += [(inner, f"{place}/{_escaped(name)}", depth + 1) for name, inner in item.items()]
        elif isinstance(item, list):
            waiting += [(inner, f"{place}/{number}", depth + 1) for number, inner in enumerate(item)]
        elif reason := _scalar_fault(item):
            return Fault(reason, place)
    return None


def _scalar_fault(item: Any) -> str | None:
    if isinstance(item, str):
        return text_fault(item)
    if isinstance(item, float):
        return None if math.isfinite(item) else "number"
    return "number" if isinstance(item, int) and abs(item) > INTEGER_MOST else None


def text_fault(text: str) -> str | None:
    """NUL ends a text for some readers, and half of a surrogate pair is no character (RFC 8259, 8.2)."""
    if "\0" in text:
        return "nul"
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return "surrogate"
    return None


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
