"""Backup while the collector works, and restore of nothing but a good one, with the way back kept open."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from collector import clock
from collector.db import open_database
from tests.command import Beckon, Server
from tests.make import BROWSER, ORIGIN, VISITOR

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one site, backed up to first.db."""
    made = Beckon(tmp_path_factory.mktemp("template"))
    add(made, "Mộc An")
    made.json("backup", "first.db")
    return made.folder


@pytest.fixture
def beckon(template: Path, tmp_path: Path) -> Beckon:
    shutil.copytree(template, tmp_path / "copy")
    return Beckon(tmp_path / "copy")


def names(beckon: Beckon) -> list[str]:
    return [site["name"] for site in beckon.json("site", "list")]


def add(beckon: Beckon, name: str) -> str:
    return str(beckon.json("site", "add", name, "--origin", ORIGIN)["key"])


def database(beckon: Beckon) -> Path:
    return beckon.data / "beckon.db"


def post_event(server: Server, key: str, name: str) -> None:
    now = clock.now_ms()
    event = {"id": name, "name": "pageview", "at": now, "url": f"{ORIGIN}/", "referrer": ""}
    body = json.dumps({"site": key, "visitor": VISITOR, "sent_at": now, "events": [event]}).encode()
    headers = {"Origin": ORIGIN, "User_Agent": BROWSER, "Content_Type": "text/plain"}
    assert server.ask("POST", "/v1/events", body, **headers).json["stored"] == 1


def test_a_backup_of_a_working_collector_holds_what_was_acknowledged_before_it(beckon: Beckon) -> None:
    (site,) = beckon.json("site", "list")
    file = beckon.folder / "backup.db"
    with beckon.serving() as server:
        for number in range(20):
            post_event(server, site["key"], f"before-{number}")
        made = beckon.json("backup", str(file))
        post_event(server, site["key"], "after")
        assert server.stop() == 0
    assert made == {"file": str(file), "bytes": file.stat().st_size}
    assert file.stat().st_mode & 0o077 == 0
    assert beckon.json("restore", str(file))["restored"] == str(file)
    db = open_database(f"sqlite:///{database(beckon)}", beckon.data)
    with db.read() as tx:
        found = {row[0] for row in tx.connection.execute("select id from events").fetchall()}
    db.close()
    assert found == {f"before-{number}" for number in range(20)}


def test_the_replaced_database_is_kept_and_can_be_put_back(beckon: Beckon) -> None:
    add(beckon, "Xưởng mới")
    answer = beckon.json("restore", "first.db")
    assert names(beckon) == ["Mộc An"]
    assert answer["replaced"] == f"{database(beckon)}.before-restore-1"
    assert beckon.json("restore", answer["replaced"])["replaced"].endswith(".before-restore-2")
    assert names(beckon) == ["Mộc An", "Xưởng mới"]
    assert Path(answer["replaced"]).exists()


def test_a_backup_restores_into_an_empty_folder(beckon: Beckon) -> None:
    shutil.rmtree(beckon.data)
    assert beckon.json("restore", "first.db") == {"restored": "first.db", "replaced": None}
    assert names(beckon) == ["Mộc An"]


def test_a_backup_never_overwrites_a_file_and_needs_its_folder(beckon: Beckon) -> None:
    (beckon.folder / "taken.db").write_text("precious")
    done = beckon("backup", "taken.db")
    assert (done.status, done.err) == (1, "beckon: taken.db exists already: A backup never overwrites a file.\n")
    assert (beckon.folder / "taken.db").read_text() == "precious"
    done = beckon("backup", "nowhere/backup.db")
    assert (done.status, done.err) == (1, "beckon: There is no folder nowhere: Make it first.\n")


def test_a_restore_is_refused_while_the_collector_runs(beckon: Beckon) -> None:
    add(beckon, "Xưởng mới")
    with beckon.serving():
        done = beckon("restore", "first.db")
    assert (done.status, done.out) == (1, "")
    assert done.err == "beckon: The collector is running: Stop it, restore, and start it again.\n"
    assert names(beckon) == ["Mộc An", "Xưởng mới"]


def test_a_restore_is_refused_while_a_worker_runs(beckon: Beckon) -> None:
    with beckon.running("worker") as worker:
        # It has the database open once its first job has asked for what is due.
        maps = Path(f"/proc/{worker.process.pid}/maps")
        deadline = time.monotonic() + 60
        while "beckon.db-shm" not in maps.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        done = beckon("restore", "first.db")
        assert worker.stop() == 0
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "The collector is running" in done.err
    assert beckon("restore", "first.db").status == 0


def damage_the_middle(path: Path) -> None:
    """Whole pages of zeros, behind the head that still says what it is."""
    with path.open("r+b") as handle:
        handle.seek(8192)
        handle.write(bytes(path.stat().st_size - 16384))


def cut_short(path: Path) -> None:
    with path.open("r+b") as handle:
        handle.truncate(path.stat().st_size // 2 + 100)


def make_foreign(path: Path) -> None:
    path.unlink()
    db = open_database(f"sqlite:///{path}", path.parent)
    with db.write() as tx:
        tx.connection.execute("create table recipes (name TEXT not null primary key) strict")
    db.close()


def make_newer(path: Path) -> None:
    db = open_database(f"sqlite:///{path}", path.parent)
    with db.write() as tx:
        tx.connection.execute("insert into migrations (name, applied_at) values ('9999_future', 1)")
    db.close()


BAD = {
    "is damaged": damage_the_middle,
    "damaged": cut_short,
    "It holds another database": make_foreign,
    "upgrade Beckon": make_newer,
    "It is not an SQLite database": lambda path: path.write_text("a letter\n" * 100),
    "There is no file": lambda path: path.unlink(),
}


@pytest.mark.parametrize("said", BAD)
def test_what_is_no_good_backup_is_refused_and_the_database_stays_as_it_was(beckon: Beckon, said: str) -> None:
    file = beckon.folder / "first.db"
    BAD[said](file)
    before = database(beckon).read_bytes()
    done = beckon("restore", str(file))
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert said in done.err
    assert database(beckon).read_bytes() == before
    assert [path.name for path in beckon.data.iterdir() if "restor" in path.name] == []


def test_a_damaged_database_can_be_replaced_by_a_backup(beckon: Beckon) -> None:
    database(beckon).write_bytes(b"SQLite format 3\0" + b"ruined" * 2000)
    assert beckon("site", "list").status == 1
    kept = beckon.json("restore", "first.db")["replaced"]
    assert names(beckon) == ["Mộc An"]
    assert b"ruined" in Path(kept).read_bytes()


def test_on_postgresql_the_commands_name_the_tools_to_use(beckon: Beckon, postgres_url: str) -> None:
    beckon.settings["BECKON_DATABASE_URL"] = postgres_url
    done = beckon("backup", "first.db")
    assert (done.status, done.err) == (
        1,
        "beckon: This installation is on PostgreSQL: Back it up with pg_dump.\n",
    )
    assert "pg_restore" in beckon("restore", "first.db").err
