"""SQLite as this project uses it: durable, strict, one writer at a time, fair between processes."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.db import sqlite3

from collector.db import Busy, Db, open_database
from collector.db import sqlite as module
from collector.db.migrate import applied
from collector.db.sqlite import connect, has_wal_reset_bug

FULL = 2


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    shutil.copy(sqlite_template, tmp_path / "beckon.db")
    return tmp_path / "beckon.db"


@pytest.fixture
def db(path: Path) -> Iterator[Db]:
    opened = open_database(f"sqlite:///{path}", path.parent)
    yield opened
    opened.close()


def pragma(connection: Any, name: str) -> Any:
    return connection.execute(f"pragma {name}").fetchone()[0]


def test_reading_and_writing_connections_are_durable_and_check_references(db: Db) -> None:
    with db.read() as reading:
        found = [reading.connection]
        with db.write() as writing:
            found.append(writing.connection)
            for connection in found:
                assert pragma(connection, "journal_mode") == "wal"
                assert pragma(connection, "synchronous") == FULL
                assert pragma(connection, "foreign_keys") == 1
                assert pragma(connection, "cell_size_check") == 1


def test_a_reading_connection_cannot_write(db: Db) -> None:
    with db.read() as tx, pytest.raises(sqlite3.OperationalError, match="readonly"):
        tx.connection.execute("delete from people")


def test_a_row_that_refers_to_nothing_or_is_of_another_type_is_refused(db: Db) -> None:
    orphan = "insert into site_origins (site_id, origin) values ('s_none', 'https://shop.example')"
    with pytest.raises(sqlite3.IntegrityError), db.write() as tx:
        tx.connection.execute(orphan)
    text_as_time = "insert into migrations (name, applied_at) values ('x', 'yesterday')"
    with pytest.raises(sqlite3.IntegrityError), db.write() as tx:
        tx.connection.execute(text_as_time)


def test_a_write_has_the_database_before_its_first_statement(db: Db, path: Path) -> None:
    stranger = connect(path)
    stranger.execute("pragma busy_timeout = 0")
    with db.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        stranger.execute("begin immediate")
    stranger.execute("begin immediate")
    stranger.close()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a test does not wait as long as a request would."""
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.1)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Somebody who does not know our locks has the database."""
    stranger = connect(path)
    stranger.execute("begin exclusive")
    yield
    stranger.execute("rollback")
    stranger.close()


@pytest.mark.usefixtures("_impatient")
def test_a_database_that_a_stranger_has_locked_is_busy_and_free_again_afterwards(db: Db, path: Path) -> None:
    with held(path), pytest.raises(Busy, match="locked"), db.write():
        pass
    with db.write() as tx:
        tx.connection.execute("insert into migrations (name, applied_at) values ('after', 1)")
    assert "after" in applied(db)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("name", ["beckon.db.turnstile", "beckon.db.lock"])
def test_a_lock_that_another_process_holds_is_busy_and_leaves_no_lock_behind(db: Db, path: Path, name: str) -> None:
    with (path.parent / name).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Busy, match="another process"), db.write():
            pass
        fcntl.flock(lock, fcntl.LOCK_UN)
    with db.write() as tx:
        tx.connection.execute("insert into migrations (name, applied_at) values ('after', 1)")
    for left in ("beckon.db.turnstile", "beckon.db.lock"):
        with (path.parent / left).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.usefixtures("_impatient")
def test_a_thread_that_waits_for_another_thread_of_the_process_is_busy_as_well(db: Db) -> None:
    said: list[str] = []

    def write() -> None:
        try:
            with db.write():
                said.append("in")
        except Busy as reason:
            said.append(str(reason))

    with db.write():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert said == ["another thread is writing"]


def test_a_full_disk_is_busy_and_a_wrong_query_is_not(db: Db) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), db.write() as tx:
        tx.connection.execute("delete from recipes")
    with pytest.raises(Busy, match="full"), db.write() as tx:
        tx.connection.execute(f"pragma max_page_count = {pragma(tx.connection, 'page_count')}")
        for number in range(2000):
            values = (f"filler-{number}-{'x' * 500}", 1)
            tx.connection.execute("insert into migrations (name, applied_at) values (?, ?)", values)
    assert not any(name.startswith("filler") for name in applied(db))


WRITING = """
import sys
from pathlib import Path
from collector.db import open_database
path, who, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
db = open_database(f"sqlite:///{path}", path.parent)
print("ready", flush=True)
sys.stdin.readline()
for number in range(most):
    with db.write() as tx:
        row = tx.connection.execute("select coalesce(max(applied_at), 0) from migrations").fetchone()
        values = (f"{who}-{number:04}", row[0] + 1)
        tx.connection.execute("insert into migrations (name, applied_at) values (?, ?)", values)
db.close()
"""


def writers(path: Path, names: str, most: int) -> list[subprocess.Popen[str]]:
    """Processes that read the highest number and write the next, all started at once when each is ready."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITING, str(path), name, str(most)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return started


def written(path: Path) -> list[str]:
    """Who wrote, in the order of the numbers that they gave; every number once."""
    connection = connect(path)
    query = "select name, applied_at from migrations where name like '_-%' order by applied_at"
    rows = connection.execute(query).fetchall()
    connection.close()
    numbers = [row[1] for row in rows]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return [row[0][0] for row in rows]


def test_two_writing_processes_lose_no_update(path: Path) -> None:
    started = writers(path, "ab", 300)
    assert [process.communicate()[0] for process in started] == ["", ""]
    assert [process.returncode for process in started] == [0, 0]
    order = written(path)
    assert (order.count("a"), order.count("b")) == (300, 300)


def waits_inside(turnstile: Path) -> bool:
    """Whether somebody holds the turnstile, which is held only while waiting for the write lock."""
    with turnstile.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def write_as(name: str, db: Db, order: list[str]) -> threading.Thread:
    def write() -> None:
        with db.write():
            order.append(name)

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def test_who_waits_gets_in_before_the_one_that_has_just_written_comes_round_again(path: Path) -> None:
    """Two openings of the file are to the locks what two processes are. Without the turnstile, chance decides."""
    waiting, busy = (open_database(f"sqlite:///{path}", path.parent) for _ in range(2))
    order: list[str] = []
    for _ in range(20):
        with busy.write():
            first = write_as("waiting", waiting, order)
            deadline = time.monotonic() + 4
            while not waits_inside(path.with_name("beckon.db.turnstile")):
                assert time.monotonic() < deadline, "nobody waits at the turnstile"
                time.sleep(0.0005)
        with busy.write():
            order.append("busy")
        first.join()
    assert order == ["waiting", "busy"] * 20
    waiting.close()
    busy.close()


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_versions_that_can_lose_commits_are_known(version: tuple[int, int, int], affected: bool) -> None:
    assert has_wal_reset_bug(version) is affected


def test_a_version_that_can_lose_commits_is_not_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "has_wal_reset_bug", lambda _: True)
    with pytest.raises(RuntimeError, match="pysqlite3"):
        open_database(f"sqlite:///{path}", path.parent)


def test_the_version_in_use_cannot_lose_commits(db: Db) -> None:
    with db.read() as tx:
        version = tx.connection.execute("select sqlite_version()").fetchone()[0]
    assert has_wal_reset_bug(tuple(int(part) for part in version.split("."))) is False
