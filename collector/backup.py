"""Back up and restore the SQLite database of an installation; PostgreSQL has its own tools."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from sqlite_utils import Database as Library

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
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    db.database.backup(part)
    check(part)
    part.rename(target)
    return target.stat().st_size


def check(path: Path) -> None:
    """Raise Problem 422 unless the file is a whole database of this or an earlier version."""
    if not path.is_file() or path.read_bytes()[:16] != b"SQLite format 3\0":
        raise Problem(422, f"{path} is no backup", "It is not an SQLite database.")
    library = Library(str(path))
    try:
        found = library.execute("pragma integrity_check").fetchone()[0]
        tables = set(library.table_names())
        names = {row[0] for row in library.execute("select name from migrations")} if "migrations" in tables else set()
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

    Raises Problem 422 for what is no good backup, 409 while something else has the database open for writing.
    """
    if not url.startswith("sqlite:///"):
        raise Problem(422, "This installation is on PostgreSQL", "Restore it with pg_restore.")
    check(source)
    folder.mkdir(parents=True, exist_ok=True)
    _nobody_serves(folder)
    target = Path(url.removeprefix("sqlite:///"))
    fresh = target.with_name(target.name + ".restoring")
    fresh.unlink(missing_ok=True)
    library = Library(str(source))
    library.conn.execute(f"vacuum into '{str(fresh).replace(chr(39), chr(39) * 2)}'")
    library.conn.close()
    kept = _set_aside(target)
    os.replace(fresh, target)
    db = open_database(url, folder)
    applied(db)
    db.close()
    return kept


def _nobody_serves(folder: Path) -> None:
    """The background worker of a running server holds its lock."""
    with (folder / WORKER_LOCK).open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(409, "The collector is running", "Stop it, restore, and start it again.") from None


def _set_aside(target: Path) -> Path | None:
    """Rename the present database with its journal, so that a mistaken restore can be undone."""
    if not target.exists():
        return None
    kept = next(
        path
        for number in range(1, 1000)
        if not (path := target.with_name(f"{target.name}.before-restore-{number}")).exists()
    )
    for ending in ("-wal", "-shm", ""):
        old = target.with_name(target.name + ending)
        if old.exists():
            old.rename(kept.with_name(kept.name + ending))
    return kept
