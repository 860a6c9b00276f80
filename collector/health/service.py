"""The one way to know that something can be stored is to store it."""

from __future__ import annotations

from collector.db import Db, queries

SQL = queries(__file__)


def beat(db: Db, now: int) -> None:
    """Write, durably. Raises Busy when the database is full, locked or away."""
    with db.write() as tx:
        SQL.beat(tx, now=now)
