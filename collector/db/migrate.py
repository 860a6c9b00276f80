"""Bring a database up to date: numbered files, each applied once, whole or not at all.

SQL as a rule; what SQL cannot say alike on both engines is a Python file with `def run(tx, now)`.

Each file runs in one transaction together with the row that says it ran, so a killed migration leaves the version
before it. A database that is newer than this program is refused rather than guessed at.
"""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from collector.db import Db, Tx

FOLDER = Path(__file__).parent / "migrations"
POSTGRES_TYPES = {"INTEGER": "BIGINT", "REAL": "DOUBLE PRECISION", "BLOB": "BYTEA"}
LEDGER = "create table if not exists migrations (name TEXT not null primary key, applied_at INTEGER not null)"
MIGRATION_LOCK = 8_245_917


class UnknownSchema(Exception):
    """The database was made by a newer version."""


def files() -> list[Path]:
    return sorted(path for path in FOLDER.glob("[0-9][0-9][0-9][0-9]_*") if path.suffix in (".sql", ".py"))


def statements(text: str) -> list[str]:
    """The statements of a file, comments left out."""
    bare = re.sub(r"--[^\n]*", "", text)
    return [part.strip() for part in bare.split(";") if part.strip()]


def for_engine(statement: str, engine: str) -> str:
    """One statement in the engine's words: STRICT tables on SQLite, its own type names on PostgreSQL."""
    if engine == "sqlite":
        return statement + " strict" if statement.lower().startswith("create table") else statement
    return re.sub(r"\b(INTEGER|REAL|BLOB)\b", lambda found: POSTGRES_TYPES[found[0]], statement)


def applied(db: Db) -> list[str]:
    """The names of the migrations that this database has."""
    with db.write() as tx:
        _alone(tx)
        tx.connection.execute(for_engine(LEDGER, tx.engine))
        return [row[0] for row in tx.connection.execute("select name from migrations order by name").fetchall()]


def migrate(db: Db, now: int) -> list[str]:
    """Apply what is missing, in order; returns the names applied. Raises UnknownSchema."""
    known = [path.stem for path in files()]
    done = applied(db)
    strangers = sorted(set(done) - set(known))
    if strangers:
        raise UnknownSchema(f"the database was made by a newer version (it has {strangers[-1]}); upgrade Beckon")
    return [path.stem for path in files() if path.stem not in done and _apply(db, path, now)]


def _apply(db: Db, path: Path, now: int) -> bool:
    with db.write() as tx:
        _alone(tx)
        # Two processes may start at once: the second waited for the first and finds the work done.
        if path.stem in {row[0] for row in tx.connection.execute("select name from migrations").fetchall()}:
            return False
        if path.suffix == ".py":
            runpy.run_path(str(path))["run"](tx, now)
        else:
            for statement in statements(path.read_text(encoding="utf-8")):
                tx.connection.execute(for_engine(statement, tx.engine))
        tx.connection.execute(values(tx, "insert into migrations (name, applied_at) values (?, ?)"), (path.stem, now))
    return True


def values(tx: Tx, statement: str) -> str:
    """A statement whose values stand as `?`, in the engine's words."""
    return statement if tx.engine == "sqlite" else statement.replace("?", "%s")


def _alone(tx: Tx) -> None:
    """One at a time also on PostgreSQL, where even `create table if not exists` fails beside another of its kind."""
    if tx.engine == "postgres":
        tx.connection.execute(f"select pg_advisory_xact_lock({MIGRATION_LOCK})")
