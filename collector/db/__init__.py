"""The database: one way to read, one way to write, on SQLite or PostgreSQL.

    with db.read() as tx:  rows = list(SQL.list_leads(tx, site_id=…))      # one consistent snapshot
    with db.write() as tx: SQL.insert_lead(tx, …)                          # committed durably on exit, or not at all

`SQL = queries(__file__)` loads the `queries.sql` beside a service. A service function whose first parameter is `db`
opens its own transaction; one whose first parameter is `tx` joins its caller's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from collector.db.sql import Queries, Tx

__all__ = ["Busy", "Database", "Db", "Queries", "Tx", "open_database", "queries"]


class Busy(Exception):
    """The database cannot store just now (locked, full, away). Nothing was stored; try again."""


class Database(Protocol):
    """What both engines offer."""

    engine: str

    def read(self) -> AbstractContextManager[Tx]: ...

    def write(self) -> AbstractContextManager[Tx]: ...

    def close(self) -> None: ...

    def backup(self, target: Path) -> None: ...


class Db:
    """The open database of a process. `folder` holds the locks that processes on one machine share."""

    def __init__(self, database: Database, url: str, folder: Path) -> None:
        self.database = database
        self.url = url
        self.folder = folder

    @property
    def engine(self) -> str:
        return self.database.engine

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A consistent snapshot."""
        with self.database.read() as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """The one write transaction: committed on leaving, rolled back on an exception. Raises Busy."""
        with self.database.write() as tx:
            yield tx

    def close(self) -> None:
        self.database.close()


def queries(module_file: str) -> Queries:
    """The named queries beside a module."""
    return Queries(Path(module_file).parent)


def open_database(url: str, folder: Path) -> Db:
    """Open `sqlite:///path` or `postgresql://…`; `folder` is the data folder. The driver is loaded only when needed."""
    if url.startswith("sqlite:///"):
        from collector.db.sqlite import Sqlite

        return Db(Sqlite(Path(url.removeprefix("sqlite:///"))), url, folder)
    from collector.db.postgres import Postgres

    return Db(Postgres(url), url, folder)


def insert_many(tx: Tx, query: Any, rows: list[dict[str, Any]]) -> None:
    """Run one named query for many rows, inside the caller's transaction."""
    for row in rows:
        query(tx, **row)
