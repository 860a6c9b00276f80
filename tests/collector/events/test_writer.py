"""One commit for many, and nobody told "stored" whose commit failed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest

from collector.db import Busy, Db
from collector.events import service, writer
from collector.events.batch import Job, Unusable
from collector.events.intake import Intake
from collector.events.parse import Parsed
from collector.events.schema import Event
from collector.events.writer import Writer
from collector.sites.service import Site

from .conftest import Page, batch, event, kept, stored


def job(site: Site, now: int, *ids: str, columns: bytes | None = None) -> Job:
    rows = service.rows(
        site, Parsed(site.key, None, now, [Event(id=name, name="open", at=now) for name in ids]), now, ""
    )
    if columns is not None:
        rows = [row._replace(columns=columns) for row in rows]
    return Job("https://shop.example", {}, now, rows)


def together(work: Callable[[int], Any], number: int) -> list[Any]:
    """Run in as many threads, begun at once; the results in the order of their numbers."""
    results: list[Any] = [None] * number
    begin = threading.Barrier(number)

    def run(place: int) -> None:
        begin.wait()
        results[place] = work(place)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class Held:
    """Stands between the writer and the database: holds commits back, and counts them."""

    def __init__(self, db: Db, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.entered = threading.Event()
        self.commits = 0
        real = db.write

        @contextmanager
        def write() -> Any:
            self.entered.set()
            self.open.wait(30)
            with real() as tx:
                yield tx
            self.commits += 1

        monkeypatch.setattr(db, "write", write)


def await_queue(taker: Writer, length: int) -> None:
    while taker._queue.qsize() < length:
        time.sleep(0.001)


def test_a_hundred_equal_requests_at_once_make_one_row(db: Db, page: Page, site: Site) -> None:
    answers = together(lambda _: page.post(batch(site, event("same"))).json, 100)
    assert sum(answer["stored"] for answer in answers) == 1
    assert sum(answer["duplicate"] for answer in answers) == 99
    assert [row.id for row in stored(db)] == ["same"]


def test_requests_that_wait_while_another_commits_share_the_next_commit(
    db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, taker = Held(db, monkeypatch), Writer(db)
    first = threading.Thread(target=lambda: taker.submit(job(site, now, "first")))
    first.start()
    assert held.entered.wait(10)
    others = [threading.Thread(target=taker.submit, args=(job(site, now, f"e{n}"),)) for n in range(20)]
    for thread in others:
        thread.start()
    await_queue(taker, 20)
    held.open.set()
    for thread in [first, *others]:
        thread.join()
    assert held.commits == 2
    assert len(stored(db)) == 21


def test_a_commit_takes_at_most_500_rows(db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    real = service.insert
    monkeypatch.setattr(service, "insert", lambda tx, rows: (sizes.append(len(rows)), real(tx, rows))[1])
    held, taker = Held(db, monkeypatch), Writer(db)
    jobs = [job(site, now, *(f"{n}-{m}" for m in range(100))) for n in range(13)]
    threads = [threading.Thread(target=taker.submit, args=(one,)) for one in jobs]
    threads[0].start()
    assert held.entered.wait(10)
    for thread in threads[1:]:
        thread.start()
    await_queue(taker, 12)
    held.open.set()
    for thread in threads:
        thread.join()
    assert sizes == [100, 500, 500, 200]
    assert len(stored(db)) == 1_300


def test_one_row_that_the_database_refuses_sinks_no_other(db: Db, site: Site, now: int) -> None:
    taker = Writer(db)
    poisoned = job(site, now, "bad", columns=b'["' + site.id.encode() + b'","bad"]')
    poisoned.rows += job(site, now, "good").rows
    results = together(lambda place: taker.submit(poisoned if place == 5 else job(site, now, f"e{place}", "all")), 10)
    taker.close()
    assert sorted(row.id for row in stored(db)) == sorted(["all", "good", *(f"e{n}" for n in range(10) if n != 5)])
    assert sum(result.stored for result in results) == 11
    assert sum(result.duplicate for result in results) == 8
    assert [len(result.unusable) for result in results] == [0] * 5 + [1] + [0] * 4
    assert [(row.site_id, row.reason) for row in kept(db)] == [(site.id, "not_storable")]


@pytest.mark.parametrize("columns", [b"{", b"[[]]", b"null", b"[1,2]", b"\xff"])
def test_whatever_the_rows_hold_the_writer_lives_on(db: Db, site: Site, now: int, columns: bytes) -> None:
    taker = Writer(db)
    assert len(taker.submit(job(site, now, "bad", columns=columns)).unusable) == 1
    assert taker.submit(job(site, now, "good")).stored == 1
    taker.close()
    assert [row.id for row in stored(db)] == ["good"]


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def test_when_the_database_is_busy_everybody_is_told_to_come_again(
    db: Db, page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(service, "insert", failing(Busy("locked")))
        answers = together(lambda place: page.post(batch(site, event(f"e{place}"))), 8)
    assert {(answer.status, answer.headers["Retry-After"]) for answer in answers} == {(503, "2")}
    assert answers[0].headers["Content-Type"] == "application/problem+json"
    assert answers[0].json["detail"] == "Nothing was stored. Keep your copy and send it again."
    assert stored(db) == []
    assert page.post(batch(site, event("e1"))).json["stored"] == 1


def test_when_the_commit_itself_fails_nothing_is_acknowledged(
    db: Db, page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = db.write

    @contextmanager
    def write() -> Any:
        with real() as tx:
            yield tx
            raise Busy("disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(db, "write", write)
        assert page.post(batch(site, event())).status == 503
        assert page.send(b"{").status == 503
    assert (stored(db), kept(db)) == ([], [])
    assert page.post(batch(site, event())).json == {"stored": 1, "duplicate": 0, "quarantined": 0}


def test_out_of_memory_in_the_writer_is_a_503_and_not_the_end(
    db: Db, page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(writer, "commit", failing(MemoryError()))
        assert page.post(batch(site, event())).status == 503
    assert page.post(batch(site, event())).json["stored"] == 1
    assert len(stored(db)) == 1


def test_who_waits_too_long_is_told_to_come_again_and_is_taken_out_of_the_queue(
    db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, taker = Held(db, monkeypatch), Writer(db)
    under_way = threading.Thread(target=taker.submit, args=(job(site, now, "under way"),))
    under_way.start()
    assert held.entered.wait(10)
    with monkeypatch.context() as hasty:
        hasty.setattr(writer, "PATIENCE_SECONDS", 0.05)
        with pytest.raises(Busy, match="held up"):
            taker.submit(job(site, now, "waiting"))
    held.open.set()
    under_way.join()
    taker.close()
    assert [row.id for row in stored(db)] == ["under way"]


def test_when_a_batch_finds_no_room_those_that_wait_behind_it_are_refused_too(
    db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, taker = Held(db, monkeypatch), Writer(db)
    monkeypatch.setattr(service, "insert", failing(Busy("locked")))
    refused: list[str] = []

    def send(name: str) -> None:
        with pytest.raises(Busy) as caught:
            taker.submit(job(site, now, name))
        refused.append(str(caught.value))

    threads = [threading.Thread(target=send, args=(f"e{n}",)) for n in range(3)]
    monkeypatch.setattr(writer, "BATCH_ROWS", 100)
    threads[0].start()
    assert held.entered.wait(10)
    for thread in threads[1:]:
        thread.start()
    await_queue(taker, 2)
    held.open.set()
    for thread in threads:
        thread.join()
    assert sorted(refused) == ["locked", "the database had no room", "the database had no room"]
    assert held.commits == 0


def test_a_full_queue_is_told_at_once_to_come_again(
    db: Db, page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "JOBS_WAITING", 0)
    answer = page.post(batch(site, event()))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert stored(db) == []


def test_a_site_that_cannot_be_looked_up_is_no_unknown_site(
    page: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.sites.service.by_key", failing(Busy("away")))
    assert page.post(batch(site, event())).status == 503


def test_closing_commits_what_waits(db: Db, site: Site, now: int, monkeypatch: pytest.MonkeyPatch) -> None:
    held, taker = Held(db, monkeypatch), Writer(db)
    waiting = [threading.Thread(target=taker.submit, args=(job(site, now, f"e{n}"),)) for n in range(3)]
    for thread in waiting:
        thread.start()
    assert held.entered.wait(10)
    threading.Timer(0.05, held.open.set).start()
    taker.close()
    for thread in waiting:
        thread.join()
    assert len(stored(db)) == 3


def test_what_is_quarantined_is_as_durable_as_what_is_stored(db: Db, site: Site, now: int) -> None:
    taker = Writer(db)
    mixed = job(site, now, "e1")
    mixed.unusable = [Unusable(site.id, "shape", b"{}", "/events/1"), Unusable("", "json", b"{")]
    taker.submit(mixed)
    assert [(row.site_id, row.reason) for row in kept(db)] in (
        [(site.id, "shape"), ("", "json")],
        [("", "json"), (site.id, "shape")],
    )
    taker.close()


def test_the_writer_s_thread_starts_with_the_first_request(intake: Intake, page: Page, site: Site) -> None:
    assert intake.writer._thread is None
    page.post(batch(site, event()))
    assert intake.writer._thread is not None
    assert intake.writer._thread.daemon
