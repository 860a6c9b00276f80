"""Named queries: `queries.sql` in a domain's folder, through aiosql, on the engine of the transaction at hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import aiosql

DRIVERS = {"sqlite": "sqlite3", "postgres": "psycopg"}


@dataclass(frozen=True, slots=True)
class Tx:
    """An open transaction: the driver's connection and which engine it is."""

    engine: str
    connection: Any


@cache
def load(folder: Path, engine: str) -> Any:
    """The queries of a folder for one engine; a same-named block in `queries.postgres.sql` overrides."""
    text = (folder / "queries.sql").read_text(encoding="utf-8")
    found = aiosql.from_str(text, DRIVERS[engine])
    override = folder / "queries.postgres.sql"
    if engine == "postgres" and override.exists():
        for name, query in _blocks(override):
            setattr(found, name, query)
    return found


def _blocks(path: Path) -> list[tuple[str, Any]]:
    extra = aiosql.from_path(path, DRIVERS["postgres"])
    return [(name, getattr(extra, name)) for name in extra.available_queries if not name.endswith("_cursor")]


class Queries:
    """`SQL.insert_lead(tx, id=…)` runs the block `-- name: insert_lead(id, …)!` of the folder's queries.sql."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getattr__(self, name: str) -> Any:
        def run(tx: Tx, **values: Any) -> Any:
            return getattr(load(self.folder, tx.engine), name)(tx.connection, **values)

        return run
