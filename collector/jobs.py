"""Background work: a table of jobs, and the thread that runs them. Each job can be called once, by name."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from collector import clock
from collector.conversions import service as conversions
from collector.db import Busy, Db
from collector.leads import attempts
from collector.mail.sender import smtp_sender
from collector.outbox import service as outbox
from collector.quarantine import service as quarantine
from collector.settings import Settings
from collector.sites import service as sites

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Context:
    """What a job works with."""

    db: Db
    settings: Settings
    clock: clock.Clock


@dataclass(frozen=True, slots=True)
class Job:
    """`run` does a bounded piece of work and returns how many things it did; zero means it is done for now."""

    name: str
    description: str
    every: int
    run: Callable[[Context], int]


def _deliver(context: Context) -> int:
    senders = {"email": smtp_sender(context.settings)}
    return outbox.deliver_due(context.db, senders, context.clock)


def _trim(context: Context) -> int:
    return sum(_trim_site(context.db, site.id) for site in sites.everything(context.db))


def _trim_site(db: Db, site_id: str) -> int:
    with db.write() as tx:
        return quarantine.trim(tx, site_id)


JOBS = (
    Job("deliver", "send what waits in the outbox", clock.SECOND // 4, _deliver),
    Job(
        "follow",
        "assign new events to visits and touches, and turn clicks into conversions",
        clock.SECOND // 2,
        lambda context: conversions.follow_events(context.db, context.clock()),
    ),
    Job(
        "attempts",
        "keep forms that nobody corrected as held leads",
        clock.MINUTE,
        lambda context: attempts.hold_abandoned(context.db, context.clock()),
    ),
    Job("trim", "drop the oldest unusable events of a site above their room", clock.HOUR, _trim),
)


def run_once(name: str, context: Context) -> int:
    """Run one job of the table until it has nothing left to do; returns how many things it did."""
    job = next(job for job in JOBS if job.name == name)
    total = 0
    while done := job.run(context):
        total += done
    return total


class Runner(threading.Thread):
    """Runs every job at its period until stopped. A job that fails is logged and tried at its next turn."""

    def __init__(self, context: Context, jobs: tuple[Job, ...] = JOBS) -> None:
        super().__init__(name="beckon-jobs", daemon=True)
        self.context = context
        self.jobs = jobs
        self._stopping = threading.Event()

    def run(self) -> None:
        due = {job.name: 0.0 for job in self.jobs}
        while not self._stopping.is_set():
            for job in self.jobs:
                if time.monotonic() >= due[job.name]:
                    busy = self._turn(job)
                    due[job.name] = time.monotonic() + (0 if busy else job.every / 1000)
            self._stopping.wait(max(0.01, min(due.values()) - time.monotonic()))

    def _turn(self, job: Job) -> bool:
        try:
            return job.run(self.context) > 0
        except Busy as reason:
            log.warning("job_waits", job=job.name, reason=str(reason))
        except Exception as error:  # one failing job must not end the others
            log.error("job_failed", job=job.name, error=error.__class__.__name__, detail=str(error)[:200])
        return False

    def stop(self) -> None:
        """Finish the turn at hand, then end."""
        self._stopping.set()
        if self.is_alive():
            self.join(timeout=10)
