"""The group-commit writer: one thread a process commits for all requests, and each waits for its own commit.

One fsync then serves many requests. Nothing is acknowledged before it: a request whose rows are not durable when its
patience ends, or whose commit failed, raises Busy, and the page keeps its copy.
"""

from __future__ import annotations

import queue
import threading
import time

import structlog

from collector.db import Busy, Db
from collector.events.batch import Job, commit, fail
from collector.events.schema import EVENTS_MOST
from collector.quarantine import service as quarantine

log = structlog.get_logger()

BATCH_ROWS = 500
JOBS_WAITING = 1_000
# Longer than the database waits (5 s), so that a refusal comes from there and is certain; a page would not wait longer.
PATIENCE_SECONDS = 5.5
# Fewer than one trim drops, so that a flood of garbage cannot outrun it.
TRIM_EVERY = 400
# Under load the writer waits a moment for more: fewer and larger commits cost a tenth less CPU (bench/intake.py, 32
# connections: 211 us a request against 238). A lone request does not pay for it.
LINGER_SECONDS = 0.0005
LOAD_JOBS = 3


class Writer:
    """Starts its thread with the first job, so that it lives in the process that serves."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._untrimmed: dict[str, int] = {}
        self._last_jobs = 0

    def submit(self, job: Job) -> Job:
        """Wait until the job is durable and return it with its counts. Raises Busy; then it may be sent again."""
        if self._queue.qsize() >= JOBS_WAITING:
            raise Busy("too many requests wait for the writer")
        if self._thread is None:
            self._start()
        job.done.acquire()
        self._queue.put(job)
        if not job.done.acquire(timeout=PATIENCE_SECONDS):
            job.abandoned = True
            raise Busy("the writer is held up")
        if job.failed:
            raise Busy(job.failed)
        return job

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="beckon-intake", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Commit what waits, then end."""
        with self._starting:  # a first job may just be on its way
            thread = self._thread
        if thread:
            self._queue.put(None)
            thread.join(timeout=2 * PATIENCE_SECONDS)

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            jobs = [job for job in self._with_more(first) if not job.abandoned]
            if not jobs:
                continue
            try:
                commit(self.db, jobs)
            except Exception as error:  # out of memory, say: the thread outlives it, and nobody waits in vain
                log.error("intake_failed", error=error.__class__.__name__)
                fail(jobs, error.__class__.__name__)
            if any(job.failed for job in jobs):
                jobs += self._give_up()
            for job in jobs:
                job.done.release()
            self._trim(jobs)

    def _with_more(self, first: Job) -> list[Job]:
        """The first job and those that wait behind it, as long as one more body cannot exceed the batch."""
        if self._last_jobs >= LOAD_JOBS:
            time.sleep(LINGER_SECONDS)
        jobs, size = [first], first.size
        while size <= BATCH_ROWS - EVENTS_MOST and (job := self._next()):
            jobs.append(job)
            size += job.size
        self._last_jobs = len(jobs)
        return jobs

    def _next(self) -> Job | None:
        try:
            job = self._queue.get_nowait()
        except queue.Empty:
            return None
        if job is None:  # close() asks to end: after what is at hand
            self._queue.put(None)
        return job

    def _give_up(self) -> list[Job]:
        """Refuse those that wait as well: the database that had no room for a batch would let each wait in vain."""
        jobs: list[Job] = []
        while job := self._next():
            jobs.append(job)
        fail(jobs, "the database had no room")
        return jobs

    def _trim(self, jobs: list[Job]) -> None:
        for job in jobs:
            for found in job.unusable:
                self._untrimmed[found.site_id] = self._untrimmed.get(found.site_id, 0) + 1
        for site_id in [site_id for site_id, kept in self._untrimmed.items() if kept >= TRIM_EVERY]:
            del self._untrimmed[site_id]
            try:
                with self.db.write() as tx:
                    dropped = quarantine.trim(tx, site_id)
            except Exception as error:  # it waits for the next time
                log.warning("quarantine_not_trimmed", error=error.__class__.__name__)
            else:
                log.warning("quarantine_overflow", dropped=dropped) if dropped else None
