"""Background work: a table of jobs, and the thread that runs them. Each job can be called once, by name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from collector import clock
from collector.conversions import service as conversions
from collector.db import Busy, Db
from collector.leads import attempts, late, overdue
from collector.leads.notices import brief
from collector.notices import digest
from collector.outbound import Outbound
from collector.outbox import service as outbox
from collector.outbox.worker import Worker
from collector.quarantine import service as quarantine
from collector.sealing import Box
from collector.senders import Surroundings, kinds
from collector.settings import Settings, secret_key
from collector.sites import service as sites
from collector.telegram import polling
from collector.vouchers import budget

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Context:
    """What a job works with."""

    db: Db
    settings: Settings
    clock: clock.Clock


@dataclass(frozen=True, slots=True)
class Job:
    """`run` does a bounded piece of work and returns how many things it did; zero means it is done for now.

    `every` is in ms; None for the deliveries, which have threads of their own while the worker runs.
    """

    name: str
    description: str
    every: int | None
    run: Callable[[Context], int]


@contextmanager
def delivering(context: Context, alone: bool = False) -> Iterator[Worker]:
    """The outbox's worker with every sender; on leaving, what it was sending is settled or left to its lease."""
    outbound = Outbound(context.settings)
    box = Box(secret_key(context.settings))
    senders = kinds(Surroundings(context.db, context.settings, context.clock, outbound, box))
    worker = Worker(context.db, senders, context.clock, alone=alone)
    try:
        yield worker
    finally:
        worker.close()
        for sender in senders.values():
            sender.close()
        outbound.close()


def _deliver(context: Context) -> int:
    with delivering(context) as worker:
        return worker.drain()


def _own_url(settings: Settings) -> str:
    """Where links of messages lead; before anybody told, where `serve` listens by itself."""
    return settings.public_url or "http://127.0.0.1:8000"


def _find_chats(context: Context) -> int:
    now = context.clock()
    if not polling.awaiting(context.db, now):
        return 0
    outbound, box = Outbound(context.settings), Box(secret_key(context.settings))
    try:
        return polling.poll(context.db, outbound, box, context.settings.telegram_url, now)
    finally:
        outbound.close()


def _escalate(context: Context) -> int:
    now = context.clock()
    return late.escalate(context.db, _own_url(context.settings), now) + overdue.tell_webhooks(context.db, now)


def _trim(context: Context) -> int:
    return sum(_trim_site(context.db, site.id, context.clock()) for site in sites.everything(context.db))


def _trim_site(db: Db, site_id: str, now: int) -> int:
    with db.write() as tx:
        dropped = quarantine.trim(tx, site_id) + budget.forget(tx, site_id, now)
    return dropped + outbox.trim(db, site_id, now)


JOBS = (
    Job("deliver", "send what waits in the outbox", None, _deliver),
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
    Job(
        "digests",
        "tell what came while somebody was off duty",
        15 * clock.SECOND,
        lambda context: digest.send_due(context.db, brief, context.clock()),
    ),
    Job(
        "escalate",
        "tell of call-backs that nobody took in time",
        15 * clock.SECOND,
        _escalate,
    ),
    Job("telegram", "look for the codes that connect chats with a bot", clock.SECOND, _find_chats),
    Job("trim", "forget old deliveries, and the oldest unusable events of a site above their room", clock.HOUR, _trim),
)


def run_once(name: str, context: Context) -> int:
    """Run one job of the table until it has nothing left to do; returns how many things it did."""
    job = next(job for job in JOBS if job.name == name)
    total = 0
    while done := job.run(context):
        total += done
    return total


class Runner(threading.Thread):
    """Runs every job at its period until stopped, each in a thread of its own: one that waits holds up no other.

    A job that fails is logged and tried at its next turn. `alone` promises that no other worker lives.
    """

    def __init__(self, context: Context, jobs: tuple[Job, ...] = JOBS, alone: bool = False) -> None:
        super().__init__(name="beckon-jobs", daemon=True)
        self.context = context
        self.jobs = jobs
        self.alone = alone
        self._stopping = threading.Event()

    def run(self) -> None:
        threads = [
            threading.Thread(target=self._repeat, args=(job,), name=f"beckon-{job.name}", daemon=True)
            for job in self.jobs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _repeat(self, job: Job) -> None:
        if job.every is None:
            with delivering(self.context, self.alone) as worker:
                worker.run(self._stopping)
            return
        while not self._stopping.is_set():
            if not self._turn(job):
                self._stopping.wait(job.every / 1000)

    def _turn(self, job: Job) -> bool:
        try:
            return job.run(self.context) > 0
        except Busy as reason:
            log.warning("job_waits", job=job.name, reason=str(reason))
        except Exception as error:  # one failing job must not end the others
            log.error("job_failed", job=job.name, error=error.__class__.__name__, detail=str(error)[:200])
        return False

    def stop(self) -> None:
        """Finish the turns at hand, then end."""
        self._stopping.set()
        if self.is_alive():
            self.join(timeout=10)
