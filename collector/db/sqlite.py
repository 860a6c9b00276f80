"""SQLite: WAL, synchronous FULL, one writing connection behind locks, a pool of reading ones.

Nothing else in the process opens the file. Writers of several processes queue at two file locks, because SQLite's own
busy handler sleeps for up to seconds when processes meet in it: holding the turnstile while waiting for the write lock
lets the waiting process in before the one that has just written comes round again.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from sqlite_utils.db import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where there is one

from collector.db import Busy
from collector.db.sql import Tx

WAIT_SECONDS = 5.0
SAFE_VERSION = (3, 51, 3)
SAFE_BRANCHES = {(3, 50): 7, (3, 44): 6}


@lru_cache(maxsize=512)
def _row_class(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", columns, rename=True)


def _as_namedtuple(cursor: Any, row: tuple[Any, ...]) -> Any:
    return _row_class(tuple(column[0] for column in cursor.description))._make(row)


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether two connections that write and checkpoint can lose commits (sqlite.org/wal.html#walresetbug)."""
    patch = SAFE_BRANCHES.get(version[:2])
    return version < SAFE_VERSION and (patch is None or version[2] < patch)


def connect(path: Path) -> Any:
    """A connection as this project uses them: autocommit, so that BEGIN IMMEDIATE is ours to say.

    Raises RuntimeError for a file that is no database, or a damaged one.
    """
    connection = sqlite3.connect(str(path), timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = _as_namedtuple
    try:
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on", "cell_size_check = on"):
            connection.execute(f"pragma {pragma}").fetchall()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise RuntimeError(f"{path}: {error}; put a backup in its place with beckon restore FILE") from None
    # SQLite's own lower() knows ASCII alone, and "Đặng" would be found by neither "đặng" nor "ĐẶNG".
    connection.create_function("lower", 1, _lower, deterministic=True)
    return connection


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


class Sqlite:
    """The file and its locks."""

    engine = "sqlite"

    def __init__(self, path: Path) -> None:
        if has_wal_reset_bug(sqlite3.sqlite_version_info):
            raise RuntimeError(
                f"SQLite {sqlite3.sqlite_version} can lose commits (the WAL-reset bug): install the pysqlite3 wheel,"
                " or SQLite 3.51.3 or newer"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._writing = threading.Lock()
        self._idle: list[Any] = []
        self._writer = connect(path)
        self._turnstile = _open_lock(path.with_name(path.name + ".turnstile"))
        self._gate = _open_lock(path.with_name(path.name + ".lock"))

    @contextmanager
    def _reader(self) -> Iterator[Any]:
        """An idle reading connection, or a new one; as many come to be as reads were ever under way at once."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self.path)
            connection.execute("pragma query_only = on")
        try:
            yield connection
        finally:
            self._idle.append(connection)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self._reader() as connection:
            connection.execute("begin")
            try:
                yield Tx("sqlite", connection)
            finally:
                connection.execute("rollback")

    @contextmanager
    def write(self) -> Iterator[Tx]:
        deadline = time.monotonic() + WAIT_SECONDS
        if not self._writing.acquire(timeout=WAIT_SECONDS):
            raise Busy("another thread is writing")
        try:
            self._enter(deadline)
            try:
                yield from self._transaction(deadline)
            finally:
                fcntl.flock(self._gate, fcntl.LOCK_UN)
        finally:
            self._writing.release()

    def _enter(self, deadline: float) -> None:
        _lock(self._turnstile, deadline)
        try:
            _lock(self._gate, deadline)
        finally:
            fcntl.flock(self._turnstile, fcntl.LOCK_UN)

    def _transaction(self, deadline: float) -> Iterator[Tx]:
        # What the locks have cost is no longer there to wait for a stranger that holds the file.
        left = max(0, int((deadline - time.monotonic()) * 1000))
        try:
            self._writer.execute(f"pragma busy_timeout = {left}").fetchall()
            self._writer.execute("begin immediate")
            yield Tx("sqlite", self._writer)
            self._writer.execute("commit")
        except BaseException as error:
            if self._writer.in_transaction:
                with suppress(sqlite3.Error):
                    self._writer.execute("rollback")
            if _is_passing(error):
                raise Busy(str(error)) from error
            raise

    def backup(self, target: Path) -> None:
        """Copy the live database to a file, while others read and write."""
        copy = sqlite3.connect(str(target))
        try:
            with self._reader() as connection:
                connection.backup(copy)
        finally:
            copy.close()

    def close(self) -> None:
        for connection in [*self._idle, self._writer]:
            connection.close()
        self._turnstile.close()
        self._gate.close()


def _is_passing(error: BaseException) -> bool:
    """Locked, full or failing disk: the caller keeps its copy and comes again."""
    words = ("locked", "disk is full", "disk i/o", "busy", "readonly")
    return isinstance(error, sqlite3.OperationalError) and any(word in str(error).lower() for word in words)


def _open_lock(path: Path) -> IO[str]:
    handle = path.open("a", encoding="ascii")
    os.set_inheritable(handle.fileno(), False)
    return handle


def _lock(handle: IO[str], deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy("another process is writing") from None
            time.sleep(0.0005)
        else:
            return
