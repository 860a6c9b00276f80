"""PostgreSQL through psycopg's pool: a read is a repeatable-read snapshot, a write commits synchronously."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.rows import namedtuple_row
from psycopg_pool import ConnectionPool, PoolTimeout

from collector.db import Busy
from collector.db.sql import Tx

WAIT_SECONDS = 5.0
# Whatever the server is set to: what we acknowledge is on its disk.
OPTIONS = "-c synchronous_commit=on -c lock_timeout=5000"
PASSING = (
    psycopg.OperationalError,
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    PoolTimeout,
)


# What the pool cannot do is told as Busy; its own lines would only repeat it, unformatted, on stderr.
logging.getLogger("psycopg.pool").addHandler(logging.NullHandler())


class Postgres:
    """A pool of connections to one database."""

    engine = "postgres"

    def __init__(self, url: str) -> None:
        """Raises RuntimeError with the reason when the server does not let us in."""
        try:
            psycopg.connect(url, connect_timeout=int(WAIT_SECONDS)).close()
        except psycopg.OperationalError as error:
            raise RuntimeError(f"BECKON_DATABASE_URL: {error}") from None
        except psycopg.Error:  # its words may repeat the address, and with it the password
            raise RuntimeError("BECKON_DATABASE_URL: takes postgresql://user:password@host/name") from None
        self.url = url
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=8,
            timeout=WAIT_SECONDS,
            kwargs={"row_factory": namedtuple_row, "autocommit": True, "options": OPTIONS},
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
