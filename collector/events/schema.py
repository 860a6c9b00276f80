"""Shapes and limits of `POST /v1/events`. msgspec, because this path must validate in microseconds.

Unknown fields are left unread: an open tab may run a newer script than this collector, or an older one.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from collector.money import LIMIT_MINOR

EVENTS_MOST = 100
# Beyond what browsers' clocks can show; the difference to `sent_at` is what counts, so wrong clocks are welcome.
FAR = 2**53
# Ad platforms chain redirects into their parameters, so landing URLs of 2 to 4 kB are real.
URL_MOST = 8192

Moment = Annotated[int, Meta(ge=-FAR, le=FAR)]
Url = Annotated[str, Meta(max_length=URL_MOST)]
Word = Annotated[str, Meta(max_length=64)]
EventId = Annotated[str, Meta(min_length=1, max_length=64)]
EventName = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,39}\Z")]
Visitor = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{22}\Z")]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z")]
# As a page writes it; what is no amount is left out, not refused.
Major = Annotated[str, Meta(max_length=40)] | float
Minor = Annotated[int, Meta(ge=-LIMIT_MINOR, le=LIMIT_MINOR)]


class Event(Struct, frozen=True):
    """One event as a page sends it; `at` in the ms of the browser's clock."""

    id: EventId
    name: EventName
    at: Moment
    url: Url = ""
    referrer: Url = ""
    widget: Word | None = None
    variant: Word | None = None
    value_minor: Minor | None = None
    value: Major | None = None
    currency: Currency | None = None
    props: dict[str, Any] = {}


class Envelope(Struct, frozen=True):
    """What goes round the events; `events` unread."""

    site: str
    visitor: Visitor | None
    sent_at: Moment
    events: Annotated[list[Any], Meta(max_length=EVENTS_MOST)]


class Batch(Envelope, frozen=True):
    """A whole body."""

    events: Annotated[list[Event], Meta(max_length=EVENTS_MOST)]
