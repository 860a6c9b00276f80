"""What Prometheus asks: what waits to leave, what failed, since when. Read from the database, so that it is the same
whichever process answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from collector.db import Db
from collector.outbox import service as outbox
from collector.sites import service as sites


def text(db: Db, now: int) -> bytes:
    """The metrics in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Outbox(db, now))
    return generate_latest(registry)


class _Outbox(Collector):
    def __init__(self, db: Db, now: int) -> None:
        self.db = db
        self.now = now

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        deliveries, oldest = self._read()
        counted = GaugeMetricFamily(
            "beckon_outbox_deliveries", "Deliveries of the last 30 days", labels=["kind", "state"]
        )
        for labels, number in sorted(deliveries.items()):
            counted.add_metric(labels, number)
        waiting = GaugeMetricFamily(
            "beckon_outbox_oldest_seconds", "Age of the oldest delivery that waits", labels=["kind"]
        )
        for kind, since in sorted(oldest.items()):
            waiting.add_metric([kind], (self.now - since) / 1000)
        yield counted
        yield waiting
        yield GaugeMetricFamily(
            "beckon_outbox_lanes_failing",
            "Mail servers, webhooks and bots that failed at their last attempt",
            value=outbox.failing_lanes(self.db),
        )

    def _read(self) -> tuple[Counter[tuple[str, str]], dict[str, int]]:
        deliveries: Counter[tuple[str, str]] = Counter()
        oldest: dict[str, int] = {}
        for site in sites.everything(self.db):
            for row in outbox.totals(self.db, site.id):
                deliveries[(row.kind, row.state)] += row.deliveries
                if row.state in outbox.OPEN:
                    oldest[row.kind] = min(row.oldest_at, oldest.get(row.kind, row.oldest_at))
        return deliveries, oldest
