"""A migration that is killed leaves the version before it, and the next start finishes the work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from collector.db import Db, open_database
from collector.db.migrate import applied, files, migrate, statements

# Stops for ever before the statement whose number is given; the test kills it there.
MIGRATING = """
import sys, threading
from pathlib import Path
from collector.db import migrate, open_database
url, stop = sys.argv[1], int(sys.argv[2])
whole = migrate.statements

def halting(text):
    for number, statement in enumerate(whole(text)):
        if number == stop:
            print("half-way", flush=True)
            threading.Event().wait()
        yield statement

migrate.statements = halting
migrate.migrate(open_database(url, Path(sys.argv[3])), 1)
print("done", flush=True)
"""


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path}/beckon.db"
        return
    known = request.getfixturevalue("postgres_url")
    with psycopg.connect(known, autocommit=True) as connection:
        connection.execute("drop database if exists empty with (force)")
        connection.execute("create database empty")
    yield urlsplit(known)._replace(path="/empty").geturl()
    with psycopg.connect(known, autocommit=True) as connection:
        connection.execute("drop database empty with (force)")


def kill_before(statement: int, url: str, folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", MIGRATING, url, str(statement), str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "half-way\n"
    process.kill()
    process.communicate()


def tables(db: Db) -> set[str]:
    query = {
        "sqlite": "select name from sqlite_master where type = 'table'",
        "postgres": "select tablename from pg_tables where schemaname = 'public'",
    }
    with db.read() as tx:
        return {row[0] for row in tx.connection.execute(query[db.engine]).fetchall()}


LAST = len(statements(files()[0].read_text(encoding="utf-8"))) - 1


@pytest.mark.parametrize("statement", [1, LAST // 2, LAST])
def test_a_killed_migration_leaves_nothing_half_done_and_is_finished_by_the_next_start(
    empty_url: str, statement: int, tmp_path: Path
) -> None:
    kill_before(statement, empty_url, tmp_path)
    db = open_database(empty_url, tmp_path)
    assert tables(db) == {"migrations"}
    assert applied(db) == []
    assert migrate(db, 1) == [path.stem for path in files()]
    assert {"sites", "leads", "outbox"} <= tables(db)
    assert migrate(db, 1) == []
    if db.engine == "sqlite":
        with db.read() as tx:
            assert tx.connection.execute("pragma integrity_check").fetchone()[0] == "ok"
            assert tx.connection.execute("pragma foreign_key_check").fetchall() == []
    db.close()


def test_two_that_start_at_once_migrate_once(empty_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", MIGRATING, empty_url, "-1", str(tmp_path)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[0] for process in started] == ["done\n"] * 3
    db = open_database(empty_url, tmp_path)
    assert applied(db) == [path.stem for path in files()]
    db.close()
