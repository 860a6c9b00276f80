"""PostgreSQL as this project uses it: durable whatever the server is set to, reads of one moment, no endless waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from collector.db import Busy, Db, open_database


@pytest.fixture
def db(postgres_url: str, tmp_path: Path) -> Iterator[Db]:
    opened = open_database(postgres_url, tmp_path)
    yield opened
    opened.close()


def shown(connection: Any, name: str) -> str:
    return str(connection.execute(f"show {name}").fetchone()[0])


def test_a_commit_is_on_the_disk_also_where_the_server_would_not_wait(db: Db, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as plain:
        assert shown(plain, "synchronous_commit") == "off"
    with db.write() as tx:
        assert shown(tx.connection, "synchronous_commit") == "on"


def test_a_read_is_a_snapshot_that_cannot_write(db: Db) -> None:
    with db.read() as tx:
        assert shown(tx.connection, "transaction_isolation") == "repeatable read"
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            tx.connection.execute("delete from people")


def test_a_row_that_somebody_holds_is_busy_after_the_time_that_a_page_waits(db: Db, postgres_url: str) -> None:
    insert = "insert into people (id, email, name, created_at) values ('p_1', 'a@shop.example', 'A', 1)"
    with psycopg.connect(postgres_url) as other:
        other.execute(insert)
        with pytest.raises(Busy, match="lock timeout"), db.write() as tx:
            assert shown(tx.connection, "lock_timeout") == "5s"
            tx.connection.execute("set local lock_timeout = '50ms'")
            tx.connection.execute(insert)
        other.rollback()


def test_a_server_that_lets_nobody_in_is_told_with_its_reason(postgres_url: str, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"BECKON_DATABASE_URL.*nowhere"):
        open_database(postgres_url.replace("/postgres?", "/nowhere?"), tmp_path)


def test_an_address_that_cannot_be_read_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="BECKON_DATABASE_URL") as error:
        open_database("postgresql://beckon:canary@127.0.0.1/db?canary=1", tmp_path)
    assert "canary" not in str(error.value)
