"""Nothing vanishes: for whatever mix of bodies, what arrived = stored + duplicate + quarantined + refused."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from collector.db import Db
from collector.sites.service import Site

from .conftest import SHOP, Answer, Page, batch, event, kept, stored

IDS = some.sampled_from([f"e{n}" for n in range(12)])
GOOD = some.builds(event, IDS, some.integers(-(2**53), 2**53), url=some.sampled_from(["", SHOP + "/a", "b" * 99]))
ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
SPOILED = some.builds(
    lambda good, name, value: good | {name: value},
    GOOD,
    some.sampled_from(["id", "name", "at", "url", "referrer", "widget", "value_minor", "currency", "props"]),
    ANYTHING,
)
EVENTS = some.lists(GOOD | SPOILED | ANYTHING, max_size=6)
ORIGINS = some.sampled_from([SHOP, SHOP, SHOP, "https://thief.example", "null"])
REQUESTS = some.lists(some.tuples(EVENTS, ORIGINS) | some.tuples(some.binary(max_size=40), ORIGINS), max_size=8)


def count(answer: Answer, events: list[Any] | bytes) -> dict[str, int]:
    """What one answer accounts for, in events; a body kept whole counts as one."""
    said = answer.json
    if "status" in said:
        return {"received": 1, "stored": 0, "duplicate": 0, "quarantined": 1}
    return {"received": len(events), **said}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=REQUESTS)
def test_what_arrived_is_what_was_stored_before_or_now_or_kept(
    db: Db, page: Page, site: Site, requests: list[tuple[Any, str]]
) -> None:
    with db.write() as tx:
        tx.connection.execute("delete from events")
        tx.connection.execute("delete from quarantine")
    totals = {"received": 0, "stored": 0, "duplicate": 0, "quarantined": 0}
    for events, origin in requests:
        body = events if isinstance(events, bytes) else json.dumps(batch(site, *events)).encode()
        answer = page.send(body, HTTP_ORIGIN=origin)
        assert answer.status == 202
        for name, number in count(answer, events).items():
            totals[name] += number
    assert totals["received"] == totals["stored"] + totals["duplicate"] + totals["quarantined"]
    assert totals["stored"] == len(stored(db))
    # Equal garbage is one row, so there may be fewer; but where something was quarantined, something is kept.
    assert (totals["quarantined"] > 0) == (len(kept(db)) > 0)
    assert len(kept(db)) <= totals["quarantined"]
