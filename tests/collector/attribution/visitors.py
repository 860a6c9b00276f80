"""A shop's visitors, as tests tell of them: events through the intake's own code, looked at through the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from collector.attribution import service as attribution
from collector.clock import DAY, MINUTE
from collector.db import Db
from collector.events import service as events
from collector.events.parse import parse
from collector.sites import service as sites
from collector.sites.service import Site

START = 1_795_000_000_000
SHOP = "https://shop.example/"
AD = SHOP + "?utm_source=google&utm_medium=cpc&utm_campaign=spa-hcm&gclid=Cj0KCQiA4NWrBhD-ARIsAF"
SOCIAL = "https://zalo.me/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
AN = "an" + "-" * 20
BA = "ba" + "-" * 20


def make_site(db: Db, name: str = "Shop") -> Site:
    return sites.add(db, {"name": name, "origins": ["https://shop.example"]}, START)


def event(event_id: str, minute: float, name: str = "pageview", url: str = SHOP, referrer: str = "") -> dict[str, Any]:
    """One event at a minute after START."""
    at = START + round(minute * MINUTE)
    return {"id": event_id, "name": name, "at": at, "url": url, "referrer": referrer}


def candidate(touch_id: str, minute: float, url: str = SHOP, referrer: str = "") -> dict[str, Any]:
    """A landing as a lead carries it."""
    return {"id": touch_id, "at": START + round(minute * MINUTE), "url": url, "referrer": referrer}


@dataclass
class Shop:
    """A site with its database; `later` is when everything happens that happens to it."""

    db: Db
    site: Site
    later: int = START + 5 * DAY

    def send(self, *found: dict[str, Any], visitor: str | None = AN, user_agent: str = FIREFOX) -> None:
        """Events arrive, and wait to be followed."""
        body = {"site": self.site.key, "visitor": visitor, "sent_at": self.later, "events": list(found)}
        with self.db.write() as tx:
            events.store(tx, self.site, parse(json.dumps(body).encode()), self.later, user_agent)

    def follow(self, limit: int = attribution.BATCH) -> int:
        """Follow everything; returns how many events that were."""
        total = 0
        while True:
            with self.db.write() as tx:
                done = attribution.follow(tx, self.site, self.later, limit)
            if not done:
                return total
            total += len(done)

    def lead(self, *candidates: dict[str, Any], visitor: str | None = AN, minute: float = 60 * 24) -> list[str]:
        """A lead comes with its touches; returns the ids of its journey."""
        with self.db.write() as tx:
            now = START + round(minute * MINUTE)
            journey = attribution.record_touches(tx, self.site, visitor, candidates, now, FIREFOX)
        return [touch["id"] for touch in journey]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.db.read() as tx:
            return [tuple(row) for row in tx.connection.execute(query).fetchall()]

    def touches(self) -> list[tuple[Any, ...]]:
        """(visitor, id, minute, channel) of every touch."""
        found = self.rows("select visitor, id, at, channel from touches order by visitor, at, id")
        return [(visitor, touch, (at - START) / MINUTE, channel) for visitor, touch, at, channel in found]

    def visits(self) -> list[tuple[Any, ...]]:
        """(visitor, first minute, last minute, first touch) of every visit."""
        found = self.rows("select visitor, started_at, ended_at, touch_id from visits order by visitor, started_at")
        return [(who, (start - START) / MINUTE, (end - START) / MINUTE, touch) for who, start, end, touch in found]
