"""Back up and restore the SQLite database of an installation; PostgreSQL has its own tools."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database as Library
from sqlite_utils.db import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where there is one

from collector.db import Db, open_database
from collector.db.migrate import applied, files
from collector.errors import Problem

WORKER_LOCK = "worker.lock"


def backup(db: Db, target: Path) -> int:
    """Copy the live database while others read and write; returns the size in bytes. Raises Problem 422, 409."""
    if db.engine != "sqlite":
        raise Problem(422, "This installation is on PostgreSQL", "Back it up with pg_dump.")
    if target.exists():
        raise Problem(409, f"{target} exists already", "A backup never overwrites a file.")
    if not target.absolute().parent.is_dir():
        raise Problem(422, f"There is no folder {target.parent}", "Make it first.")
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    db.database.backup(part)
    check(part)
    part.rename(target)
    return target.stat().st_size


def check(path: Path) -> None:
    """Raise Problem 422 unless the file is a whole database of this or an earlier version."""
    if not path.is_file():
        raise Problem(422, f"There is no file {path}")
    if path.read_bytes()[:16] != b"SQLite format 3\0":
        raise Problem(422, f"{path} is no backup", "It is not an SQLite database.")
    library = Library(str(path))
    try:
        found = library.execute("pragma integrity_check").fetchone()[0]
        tables = set(library.table_names())
        names = {row[0] for row in library.execute("select name from migrations")} if "migrations" in tables else set()
    except sqlite3.DatabaseError as error:
        raise Problem(422, f"{path} is damaged", str(error)) from None
    finally:
        library.conn.close()
    if found != "ok":
        raise Problem(422, f"{path} is damaged", str(found)[:200])
    if not names:
        raise Problem(422, f"{path} is no backup", "It holds another database.")
    strangers = names - {file.stem for file in files()}
    if strangers:
        raise Problem(422, f"{path} is of a newer version", f"It has {sorted(strangers)[-1]}; upgrade Beckon first.")


def restore(url: str, folder: Path, source: Path) -> Path | None:
    """Put a checked backup in the database's place; returns where the replaced one went. Stop the server first.

    Raises Problem 422 for what is no good backup, 409 while something else has the database open.
    """
    if not url.startswith("sqlite:///"):
        raise Problem(422, "This installation is on PostgreSQL", "Restore it with pg_restore.")
    check(source)
    target = Path(url.removeprefix("sqlite:///"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _close_up(target)
        fresh = _copy(source, target.with_name(target.name + ".restoring"))
        kept = _set_aside(target)
        os.replace(fresh, target)
        _settle(target.parent)
    db = open_database(url, folder)
    applied(db)
    db.close()
    return kept


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock that the background work of a running server holds, so that none starts meanwhile."""
    with (folder / WORKER_LOCK).open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _running() from None
        yield


def _running() -> Problem:
    return Problem(409, "The collector is running", "Stop it, restore, and start it again.")


def _close_up(target: Path) -> None:
    """Fold the write-ahead log into the file, which SQLite does only for one who has the file alone.

    So this also finds a `beckon worker` and any other program that has it open. A damaged file is left as it is.
    """
    if not target.exists():
        return
    connection = sqlite3.connect(str(target), timeout=0)
    try:
        connection.execute("pragma journal_mode = delete").fetchall()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise _running() from None
    except sqlite3.DatabaseError:
        pass
    finally:
        connection.close()


def _copy(source: Path, fresh: Path) -> Path:
    """A compact copy, on the disk before it takes the database's place."""
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    library = Library(str(source))
    library.conn.execute(f"vacuum into '{str(fresh).replace(chr(39), chr(39) * 2)}'")
    library.conn.close()
    _settle(fresh)
    return fresh


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _set_aside(target: Path) -> Path | None:
    """Keep the present database under another name, so that a mistaken restore can be undone."""
    if not target.exists():
        return None
    kept = next(
        path
        for number in range(1, 1000)
        if not (path := target.with_name(f"{target.name}.before-restore-{number}")).exists()
    )
    # What a damaged file has left beside it goes with it.
    for ending in ("-wal", "-shm"):
        old = target.with_name(target.name + ending)
        if old.exists():
            old.rename(kept.with_name(kept.name + ending))
    os.link(target, kept)
    return kept
