"""Reading connections: a pool, not one for each thread that ever was."""

from __future__ import annotations

import threading

from collector.db import Db


def test_threads_that_come_and_go_share_connections(db: Db) -> None:
    def look() -> None:
        with db.read() as tx:
            tx.connection.execute("select 1").fetchall()

    for _ in range(50):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    if db.engine == "sqlite":
        assert len(db.database._idle) == 1  # type: ignore[attr-defined]


def test_a_read_sees_one_moment_whatever_is_written_meanwhile(db: Db) -> None:
    count = "select count(*) from people"
    with db.read() as before:
        assert before.connection.execute(count).fetchone()[0] == 0
        with db.write() as tx:
            tx.connection.execute("insert into people (id, email, name, created_at) values ('p', 'e', 'n', 1)")
        assert before.connection.execute(count).fetchone()[0] == 0
    with db.read() as after:
        assert after.connection.execute(count).fetchone()[0] == 1


def test_what_raises_inside_a_write_leaves_nothing_behind(db: Db) -> None:
    class Stop(Exception):
        pass

    try:
        with db.write() as tx:
            tx.connection.execute("insert into people (id, email, name, created_at) values ('p', 'e', 'n', 1)")
            raise Stop
    except Stop:
        pass
    with db.read() as tx:
        assert tx.connection.execute("select count(*) from people").fetchone()[0] == 0
