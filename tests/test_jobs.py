"""Background jobs: each callable once by name; a failing one does not stop the others."""

from __future__ import annotations

import threading

import pytest

from collector.db import Busy, Db
from collector.jobs import JOBS, Context, Job, Runner, run_once
from collector.settings import Settings
from tests.conftest import MovableClock


@pytest.fixture
def context(db: Db, settings: Settings, clock: MovableClock) -> Context:
    return Context(db, settings, clock)


@pytest.mark.parametrize("name", [job.name for job in JOBS])
def test_every_job_runs_on_an_empty_database(context: Context, name: str) -> None:
    assert run_once(name, context) == 0


def test_a_failing_job_is_tried_again_and_the_others_go_on(context: Context) -> None:
    turns: list[str] = []
    done = threading.Event()

    def fails(_: Context) -> int:
        turns.append("fails")
        raise Busy("locked") if len(turns) % 2 else RuntimeError("a bug")

    def works(_: Context) -> int:
        if turns.count("fails") >= 3:
            done.set()
        return 0

    runner = Runner(context, (Job("fails", "", 1, fails), Job("works", "", 1, works)))
    runner.start()
    assert done.wait(10)
    runner.stop()
    assert not runner.is_alive()


def test_a_job_that_waits_holds_up_no_other(context: Context) -> None:
    going_on, done = threading.Event(), threading.Event()

    def waits(_: Context) -> int:
        assert going_on.wait(10)
        return 0

    def works(_: Context) -> int:
        done.set()
        return 0

    runner = Runner(context, (Job("waits", "", 1, waits), Job("works", "", 1, works)))
    runner.start()
    assert done.wait(10)
    going_on.set()
    runner.stop()
    assert not runner.is_alive()


def test_a_job_with_more_to_do_comes_again_at_once(context: Context) -> None:
    left = [3]
    done = threading.Event()

    def works(_: Context) -> int:
        if left[0] == 0:
            done.set()
            return 0
        left[0] -= 1
        return 1

    runner = Runner(context, (Job("works", "", 3_600_000, works),))
    runner.start()
    assert done.wait(10)
    runner.stop()
