"""Which landings are touches, and where visits begin and end. Pure: the answer depends on what is known, not on the
order in which it became known.

A visit ends after 30 minutes of silence. Its first landing is always a touch, Direct too. Within the visit a landing
is another touch when its address or a foreign referrer names a source and it differs from the touch before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from collector.attribution.classify import Facts
from collector.clock import DAY, MINUTE

SILENCE = 30 * MINUTE
MEMORY = 400 * DAY  # no browser keeps a visitor's id longer (rfc6265bis caps cookies there)


class ClickIdOfTouch(TypedDict):
    param: str
    value: str


class Touch(TypedDict):
    """A touch as leads, conversions and the API carry it; `at` is ms UTC here, RFC 3339 in the API's answers."""

    id: str
    at: int
    url: str | None
    referrer: str | None
    landing_page: str | None
    channel: str
    source: str
    medium: str
    campaign: str | None
    term: str | None
    content: str | None
    click_id: ClickIdOfTouch | None
    click_ids: dict[str, str]
    rule: str
    ignored: str | None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From the first to the last sign of life, ms UTC, both included."""

    start: int
    end: int

    def holds(self, at: int) -> bool:
        return self.start <= at <= self.end


@dataclass(frozen=True, slots=True)
class Arrival:
    """One landing of a visitor. `id` is that of its pageview event.

    `again`: the browser showed an address of before (reload, back, a restored tab), so nothing new brought the visitor.
    """

    id: str
    at: int
    facts: Facts
    again: bool = False

    @property
    def opens(self) -> bool:
        """Whether it may be another touch within a visit."""
        return self.facts.opens and not self.again


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit and the arrivals in it that are touches, oldest first."""

    span: Span
    touches: list[Arrival]


def visit_spans(spans: Iterable[Span]) -> list[Span]:
    """Join the signs of life of one visitor into visits, oldest first."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start - joined[-1].end <= SILENCE:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def visits(arrivals: Sequence[Arrival], others: Iterable[Span] = ()) -> list[Visit]:
    """The visits of one visitor, from their landings and any `other` signs of life (clicks, stored visits)."""
    ordered = sorted(arrivals, key=lambda arrival: (arrival.at, arrival.id))
    spans = visit_spans([*others, *(Span(arrival.at, arrival.at) for arrival in ordered)])
    return [Visit(span, touches_among([a for a in ordered if span.holds(a.at)])) for span in spans]


def touches_among(arrivals: Sequence[Arrival], before: Arrival | None = None) -> list[Arrival]:
    """The touches among the landings of one visit, given oldest first; `before` is the visit's touch before them."""
    touches: list[Arrival] = []
    current = before
    for arrival in arrivals:
        if current is None or (arrival.opens and not is_same(current.facts, arrival.facts)):
            current = arrival
            touches.append(arrival)
    return touches


def is_same(before: Facts, after: Facts) -> bool:
    """Whether a landing repeats the arrival before it: a reload, or tags that the page's own links carry along.

    A click ID is made for one click, so it decides when both have one; a page's links may drop it, never add it.
    """
    if before.click_id is not None and after.click_id is not None:
        return before.click_id == after.click_id
    return after.click_id is None and before.tags == after.tags


def as_touch(touch_id: str, at: int, facts: Facts) -> Touch:
    """The touch that an accepted landing makes."""
    return Touch(
        id=touch_id,
        at=at,
        url=facts.url or None,
        referrer=facts.referrer or None,
        landing_page=facts.landing_page,
        channel=facts.channel,
        source=facts.source,
        medium=facts.medium,
        campaign=facts.campaign,
        term=facts.term,
        content=facts.content,
        click_id=ClickIdOfTouch(param=facts.click_id.param, value=facts.click_id.value) if facts.click_id else None,
        click_ids=facts.click_ids,
        rule=facts.rule,
        ignored=facts.ignored,
    )
