"""Visits and touches, kept from what events and leads tell, in whatever order and however often they tell it.

Everything that becomes known about a visitor ends in `_absorb`: it takes the moments that are new, joins them with the
visits stored around them, decides anew which of the landings from there on are touches, and writes the difference.
So late, doubled and shuffled arrivals end in the same rows. What a conversion has frozen is not changed by any of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from collector import clock, ids
from collector.attribution.classify import Facts, classify
from collector.attribution.landing import ClickId, stored
from collector.attribution.touches import (
    MEMORY,
    SILENCE,
    Arrival,
    Span,
    Touch,
    as_touch,
    touches_among,
    visit_spans,
    visits,
)
from collector.db import Tx, queries
from collector.sites.origins import own_domains
from collector.sites.service import Site

SQL = queries(__file__)

BATCH = 50  # events in one transaction: leads wait for it to end
LANDINGS = 500  # looked at in one go: whoever lands more often is a machine, whose later touches may be missed
JOURNEY = 50
AGAIN = ("reload", "back_forward", "restore")

_PLAIN = ("url", "referrer", "channel", "source", "medium", "campaign", "term", "content", "rule", "ignored")


@dataclass(frozen=True, slots=True)
class Followed:
    """An event that has been followed, as far as goals need it. `excluded`: left out of reports, so of goals too."""

    id: str
    name: str
    visitor: str | None
    at: int
    widget_id: str | None
    variant: str | None
    value_minor: int | None
    currency: str | None
    device: str
    excluded: str | None


def record_touches(
    tx: Tx,
    site: Site,
    visitor: str | None,
    candidates: Sequence[Mapping[str, Any]],
    now: int,
    user_agent: str | None = None,
    until: int | None = None,
) -> list[Touch]:
    """The journey of a lead: its own landings and what the visitor's events told, oldest first, up to `until`.

    `candidates`: {id, at, url, referrer}, `at` in ms of the server's clock, `id` that of the pageview event. Also
    counts events that the follow job has not come to. Without a visitor the candidates alone are the journey.
    """
    until = now if until is None else min(until, now)
    arrivals = [_arrival(site, candidate, now, user_agent) for candidate in candidates]
    if visitor is None:
        found = [arrival for visit in visits(arrivals) for arrival in visit.touches if arrival.at <= until]
        for arrival in found:
            _insert(tx, site, None, arrival)
        return _bounded([_as_touch(arrival) for arrival in found])
    SQL.lock_visitor(tx, site_id=site.id, visitor=visitor)
    pending = SQL.list_pending_moments(tx, site_id=site.id, visitor=visitor, limit=LANDINGS)
    moments = [row.at for row in pending] + [arrival.at for arrival in arrivals]
    if moments:
        _absorb(tx, site, visitor, moments, arrivals, now)
    return journey(tx, site.id, visitor, until)


def journey(tx: Tx, site_id: str, visitor: str, until: int) -> list[Touch]:
    """The visitor's touches of the 400 days before `until`, oldest first; of a very long journey the first and last."""
    rows = SQL.list_touches(tx, site_id=site_id, visitor=visitor, since=until - MEMORY, until=until)
    return _bounded([_as_touch(_stored_arrival(row)) for row in rows])


def shown(touch: Touch) -> dict[str, Any]:
    """A touch as the API's answers spell it."""
    return {**touch, "at": clock.rfc3339(touch["at"])}


def pending_sites(tx: Tx) -> list[str]:
    """The ids of the sites that have events to follow."""
    return [row.id for row in SQL.list_pending_sites(tx)]


def follow(tx: Tx, site: Site, now: int, limit: int = BATCH) -> list[Followed]:
    """Give the next events of a site their visits and touches; returns them. Empty when none is left."""
    rows = list(SQL.list_pending(tx, site_id=site.id, limit=limit))
    moments: dict[str, list[int]] = {}
    for row in rows:
        if row.visitor is not None and row.excluded is None:
            moments.setdefault(row.visitor, []).append(row.at)
    # In one order everywhere, so that two workers cannot wait for each other.
    for visitor in sorted(moments):
        SQL.lock_visitor(tx, site_id=site.id, visitor=visitor)
        _absorb(tx, site, visitor, moments[visitor], [], now)
    for row in rows:
        # The intake is too thin to read URLs: here is where values that must not be kept are dropped.
        kept = {"url": stored(row.url), "referrer": stored(row.referrer)}
        SQL.set_followed(tx, site_id=site.id, id=row.id, now=now, **kept)
    return [Followed(**{name: getattr(row, name) for name in Followed.__slots__}) for row in rows]


def _absorb(tx: Tx, site: Site, visitor: str, moments: list[int], claims: list[Arrival], now: int) -> None:
    """Let new moments of a visitor's life take effect. `claims` are landings that a lead told of."""
    since, until = min(moments) - SILENCE, max(moments) + SILENCE
    known = list(SQL.list_visits_near(tx, site_id=site.id, visitor=visitor, since=since, until=until))
    spans = visit_spans([*(Span(row.started_at, row.ended_at) for row in known), *(Span(at, at) for at in moments)])
    for span in spans:
        new = [at for at in moments if span.holds(at)]
        if new:
            inside = [row for row in known if span.holds(row.started_at)]
            _settle(tx, site, visitor, span, min(new), inside, [claim for claim in claims if span.holds(claim.at)], now)


def _settle(
    tx: Tx, site: Site, visitor: str, span: Span, since: int, known: list[Any], claims: list[Arrival], now: int
) -> None:
    """Make the rows of one visit what its span, its events and the claims say, from the first new moment on.

    What is before that moment stays as it is: a touch depends only on landings before it.
    """
    earlier = {"site_id": site.id, "visitor": visitor, "since": span.start, "until": since - 1}
    row = SQL.get_last_touch(tx, **earlier)
    before = _stored_arrival(row) if row else None
    found = _settle_touches(tx, site, visitor, Span(since, span.end), before, claims)
    entry = known[0].touch_id if before else found[0].id if found else None
    visit_id = _settle_visit(tx, site, visitor, span, known, entry, now)
    # Each event belongs to the touch before it; what came before the first landing belongs to that.
    chain: list[Arrival | None] = [before, *found] if before or not found else [*found]
    starts = [since if before else span.start, *(arrival.at for arrival in found[0 if before else 1 :])]
    ends = [*(start - 1 for start in starts[1:]), span.end]
    for arrival, start, end in zip(chain, starts, ends, strict=True):
        where = {"site_id": site.id, "visitor": visitor, "since": start, "until": end}
        SQL.assign_events(tx, **where, visit_id=visit_id, touch_id=arrival.id if arrival else None)


def _settle_visit(tx: Tx, site: Site, visitor: str, span: Span, known: list[Any], entry: str | None, now: int) -> str:
    """Write the visit, in place of those that it joins; returns its id."""
    visit = {
        "site_id": site.id,
        "id": known[0].id if known else ids.new("v", now),
        "started_at": span.start,
        "ended_at": span.end,
        "day": clock.day(span.start, site.timezone),
        "touch_id": entry,
    }
    if known:
        SQL.update_visit(tx, **visit)
    else:
        SQL.insert_visit(tx, visitor=visitor, **visit)
    for row in known[1:]:
        SQL.delete_visit(tx, site_id=site.id, id=row.id)
    return str(visit["id"])


def _settle_touches(
    tx: Tx, site: Site, visitor: str, span: Span, last: Arrival | None, claims: list[Arrival]
) -> list[Arrival]:
    """Write the touches of (the rest of) one visit, after its touch `last`; returns them."""
    bounds = {"site_id": site.id, "visitor": visitor, "since": span.start, "until": span.end}
    before = {row.id: _stored_arrival(row) for row in SQL.list_touches(tx, **bounds)}
    landings = {claim.id: claim for claim in claims} | before
    kept = set(before)
    for row in SQL.list_landings(tx, **bounds, limit=LANDINGS):
        if row.id in before and _is_stored(row, before[row.id]):
            landings[row.id] = replace(before[row.id], again=_is_again(row))
        else:
            # An event's own time and address win over those that a lead repeats, whichever came first.
            facts = _facts(site, row.url, row.referrer, row.user_agent)
            landings[row.id] = Arrival(row.id, row.at, facts, _is_again(row))
            kept.discard(row.id)
    found = touches_among(sorted(landings.values(), key=lambda arrival: (arrival.at, arrival.id)), last)
    kept.intersection_update(arrival.id for arrival in found)
    for touch_id in before.keys() - kept:
        SQL.delete_touch(tx, site_id=site.id, visitor=visitor, id=touch_id)
    for arrival in found:
        if arrival.id not in kept:
            _insert(tx, site, visitor, arrival)
    return found


def _arrival(site: Site, candidate: Mapping[str, Any], now: int, user_agent: str | None) -> Arrival:
    at = min(max(candidate["at"], now - MEMORY), now)
    return Arrival(candidate["id"], at, _facts(site, candidate["url"], candidate["referrer"], user_agent))


def _facts(site: Site, url: str, referrer: str, user_agent: str | None) -> Facts:
    return classify(url, referrer, _own(tuple(site.origins)), site.ignored_referrers, user_agent)


@lru_cache(maxsize=256)
def _own(origins: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(own_domains(list(origins)))


def _is_again(event: Any) -> bool:
    """Whether the script said that the browser went to this page without a new click."""
    return '"nav"' in event.props and json.loads(event.props).get("nav") in AGAIN


def _is_stored(event: Any, arrival: Arrival) -> bool:
    """Whether the touch that we have of this event says the same."""
    told = (event.at, stored(event.url), stored(event.referrer))
    return told == (arrival.at, arrival.facts.url, arrival.facts.referrer)


def _stored_arrival(row: Any) -> Arrival:
    """A touch keeps the facts it was classified with: the User-Agent that may have named it is not kept beside it."""
    facts = Facts(
        landing_page=row.landing_page or None,
        click_id=ClickId(row.click_param, row.click_value) if row.click_param else None,
        click_ids=json.loads(row.click_ids),
        utm=json.loads(row.utm),
        **{name: getattr(row, name) for name in _PLAIN},
    )
    return Arrival(row.id, row.at, facts)


def _insert(tx: Tx, site: Site, visitor: str | None, arrival: Arrival) -> None:
    facts = arrival.facts
    SQL.insert_touch(
        tx,
        site_id=site.id,
        id=arrival.id,
        visitor=visitor,
        at=arrival.at,
        day=clock.day(arrival.at, site.timezone),
        landing_page=facts.landing_page or "",
        click_param=facts.click_id.param if facts.click_id else None,
        click_value=facts.click_id.value if facts.click_id else None,
        click_ids=json.dumps(facts.click_ids),
        utm=json.dumps(facts.utm, ensure_ascii=False),
        **{name: getattr(facts, name) for name in _PLAIN},
    )


def _as_touch(arrival: Arrival) -> Touch:
    return as_touch(arrival.id, arrival.at, arrival.facts)


def _bounded(touches: list[Touch]) -> list[Touch]:
    return touches if len(touches) <= JOURNEY else [touches[0], *touches[1 - JOURNEY :]]
