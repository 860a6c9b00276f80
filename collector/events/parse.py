"""From bytes to events: at one stroke when all is well, else event by event, so that a bad one falls alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from collector.events.body import Fault, Unreadable, fault, loads
from collector.events.schema import Batch, Envelope, Event

_decoder = msgspec.json.Decoder(Batch)


@dataclass(frozen=True, slots=True)
class Bad:
    """An event that cannot be used, as a body of its own that could be sent again."""

    body: bytes
    reason: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A body in which at least the envelope is sound. `sent_at` and the events' `at` are the browser's ms."""

    site: str
    visitor: str | None
    sent_at: int
    events: list[Event]
    bad: list[Bad] = field(default_factory=list)


def parse(body: bytes) -> Parsed:
    """Parse a body of `POST /v1/events`. Raises Unreadable when nothing of it can be used."""
    batch = _at_one_stroke(body)
    if batch is None:
        return _piecewise(body)
    return Parsed(batch.site, batch.visitor, batch.sent_at, batch.events)


def _at_one_stroke(body: bytes) -> Batch | None:
    # msgspec leaves UTF-8 unchecked in what it skips and accepts NUL; the rest of the grammar it holds strictly.
    if b"\\u0000" in body:
        return None
    try:
        if not body.isascii():
            body.decode("utf-8")
        batch = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return None if any(event.props and fault(event.props) for event in batch.events) else batch


def _piecewise(body: bytes) -> Parsed:
    document = loads(body)
    envelope = _envelope(document)
    events: list[Event] = []
    bad: list[Bad] = []
    for place, raw in enumerate(envelope.events):
        found = _event(raw)
        if isinstance(found, Fault):
            bad.append(Bad(_alone(envelope, raw), found.reason, f"/events/{place}{found.pointer}"))
        else:
            events.append(found)
    return Parsed(envelope.site, envelope.visitor, envelope.sent_at, events, bad)


def _envelope(document: Any) -> Envelope:
    site = document.get("site") if isinstance(document, dict) else None
    try:
        return msgspec.convert(document, Envelope)
    except msgspec.ValidationError as error:
        raise Unreadable("shape", _pointer(error), site if isinstance(site, str) else "") from None


def _event(raw: Any) -> Event | Fault:
    if not isinstance(raw, dict):
        return Fault("shape", "")
    known = {name: raw[name] for name in Event.__struct_fields__ if name in raw}
    for name, value in known.items():
        if found := fault(value, f"/{name}"):
            return found
    try:
        return msgspec.convert(known, Event)
    except msgspec.ValidationError as error:
        return Fault("shape", _pointer(error))


def _alone(envelope: Envelope, raw: Any) -> bytes:
    # json, not msgspec: it writes what is wrong with the event (NaN, half a surrogate pair) as it was.
    shape = {"site": envelope.site, "visitor": envelope.visitor, "sent_at": envelope.sent_at, "events": [raw]}
    return json.dumps(shape).encode()


def _pointer(error: msgspec.ValidationError) -> str:
    """msgspec says "… - at `$.events[0].at`"; as a JSON pointer that is /events/0/at."""
    found = re.search(r" - at `\$(.*)`\Z", str(error))
    return re.sub(r"\.|\[(\d+|\.\.\.)\]", lambda part: "/" + (part[1] or ""), found[1]) if found else ""
