"""Migrations are applied once, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.db import Db
from collector.db import migrate as module
from collector.db.migrate import UnknownSchema, applied, migrate


def test_a_migrated_database_needs_nothing_more(db: Db, now: int) -> None:
    assert migrate(db, now) == []
    assert applied(db) == [path.stem for path in module.files()]


def test_a_migration_that_dies_half_way_leaves_the_version_before_it(
    db: Db, now: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = "create table first_half (a TEXT not null primary key); create table sites (b TEXT);"
    (tmp_path / "0009_broken.sql").write_text(steps)
    before = module.files()
    monkeypatch.setattr(module, "files", lambda: [*before, tmp_path / "0009_broken.sql"])
    with pytest.raises(Exception, match="sites"):
        migrate(db, now)
    assert "0009_broken" not in applied(db)
    (tmp_path / "0009_broken.sql").write_text("create table first_half (a TEXT not null primary key);")
    assert migrate(db, now) == ["0009_broken"]


def test_a_database_of_a_newer_version_is_refused_in_plain_words(db: Db, now: int) -> None:
    with db.write() as tx:
        tx.connection.execute("insert into migrations (name, applied_at) values ('9999_future', 1)")
    with pytest.raises(UnknownSchema, match="upgrade Beckon"):
        migrate(db, now)
