"""PostgreSQL through psycopg's pool: a read is a repeatable-read snapshot, a write commits synchronously."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.rows import namedtuple_row
from psycopg_pool import ConnectionPool, PoolTimeout

from collector.db import Busy
from collector.db.sql import Tx

WAIT_SECONDS = 5.0
PASSING = (
    psycopg.OperationalError,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    PoolTimeout,
)


class Postgres:
    """A pool of connections to one database."""

    engine = "postgres"

    def __init__(self, url: str) -> None:
        self.url = url
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=8,
            timeout=WAIT_SECONDS,
            kwargs={"row_factory": namedtuple_row, "autocommit": True, "options": "-c lock_timeout=5000"},
            check=ConnectionPool.check_connection,
            open=True,
        )

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self._transaction("begin isolation level repeatable read read only") as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        with self._transaction("begin") as tx:
            yield tx

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Tx]:
        try:
            with self._pool.connection() as connection:
                connection.execute(begin.encode())
                try:
                    yield Tx("postgres", connection)
                    connection.execute(b"commit")
                except BaseException:
                    if not connection.closed:
                        connection.execute(b"rollback")
                    raise
        except PASSING as error:
            raise Busy(str(error)) from error

    def backup(self, target: Path) -> None:
        raise NotImplementedError("back PostgreSQL up with pg_dump")

    def close(self) -> None:
        self._pool.close()
