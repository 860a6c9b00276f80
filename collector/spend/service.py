"""What advertising cost: a row for each day, source, campaign and currency, of which the last word counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from collector import clock
from collector.db import Db, queries
from collector.sites.service import Site

SQL = queries(__file__)
BATCH = 500
FIRST, LAST = "0000-01-01", "9999-12-31"
Progress = Callable[[int], None]


def _silent(_rows: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Spend:
    """`day` in the site's zone, `campaign` '' for none, `cost_minor` in minor units of `currency`."""

    day: str
    source: str
    campaign: str
    currency: str
    cost_minor: int
    campaign_id: str | None = None
    clicks: int | None = None
    impressions: int | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.day, self.source, self.campaign, self.currency)


def summed(rows: Iterable[Spend]) -> list[Spend]:
    """One row a key: a report that is broken down further (ad groups, devices) names a campaign more than once."""
    found: dict[tuple[str, str, str, str], Spend] = {}
    for row in rows:
        known = found.get(row.key)
        found[row.key] = _added(known, row) if known else row
    return list(found.values())


def _added(one: Spend, other: Spend) -> Spend:
    return replace(
        one,
        cost_minor=one.cost_minor + other.cost_minor,
        campaign_id=one.campaign_id or other.campaign_id,
        clicks=_sum(one.clicks, other.clicks),
        impressions=_sum(one.impressions, other.impressions),
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return one if other is None else other + (one or 0)


def record(db: Db, site: Site, rows: list[Spend], told_by: str, now: int, progress: Progress = _silent) -> int:
    """Keep rows, at most 500 in a transaction; `told_by` is api, csv or staff. Returns how many keys were told."""
    told = summed(rows)
    for start in range(0, len(told), BATCH):
        batch = told[start : start + BATCH]
        with db.write() as tx:
            for row in batch:
                values = {name: getattr(row, name) for name in Spend.__dataclass_fields__}
                SQL.put_spend(tx, site_id=site.id, told_by=told_by, now=now, **values)
        progress(len(batch))
    return len(told)


def listed(
    db: Db, site: Site, from_day: str | None, to_day: str | None, cursor: str, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Rows by day, and the cursor of the next page."""
    after = [*cursor.split("\x1f"), "", "", "", ""][:4]
    with db.read() as tx:
        found = SQL.list_spend(
            tx,
            site_id=site.id,
            from_day=from_day or FIRST,
            to_day=to_day or LAST,
            after_day=after[0],
            after_source=after[1],
            after_campaign=after[2],
            after_currency=after[3],
            limit=limit + 1,
        )
        rows = [_shown(site, row) for row in found]
    last = rows[:limit][-1] if len(rows) > limit else None
    names = ("day", "source", "campaign", "currency")
    return rows[:limit], "\x1f".join(last[name] for name in names) if last else None


def _shown(site: Site, row: Any) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in Spend.__dataclass_fields__}
    return {"site": site.key, **kept, "told_by": row.told_by, "updated_at": clock.rfc3339(row.updated_at)}


def forget(db: Db, site: Site, key: tuple[str, str, str, str]) -> None:
    """Take a row out that was told by mistake."""
    day, source, campaign, currency = key
    with db.write() as tx:
        SQL.delete_spend(tx, site_id=site.id, day=day, source=source, campaign=campaign, currency=currency)
