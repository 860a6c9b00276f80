"""What requests want stored, and one transaction for many of them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import structlog

from collector.db import Busy, Db
from collector.events import service
from collector.events.service import Row
from collector.quarantine import service as quarantine

log = structlog.get_logger()


@dataclass(slots=True)
class Unusable:
    """Something for quarantine; the fields are those of quarantine.keep."""

    site_id: str
    reason: str
    body: bytes
    pointer: str | None = None


@dataclass(slots=True)
class Job:
    """One request's rows and what of it cannot be used; `stored`, `duplicate` and `failed` are the outcome."""

    origin: str
    request: dict[str, Any]
    received_at: int
    rows: list[Row] = field(default_factory=list)
    unusable: list[Unusable] = field(default_factory=list)
    stored: int = 0
    duplicate: int = 0
    failed: str = ""
    abandoned: bool = False
    # A bare lock that the writer releases: a third of the price of threading.Event.
    done: threading.Lock = field(default_factory=threading.Lock)

    @property
    def size(self) -> int:
        return len(self.rows) + len(self.unusable)


def commit(db: Db, jobs: list[Job]) -> None:
    """Store all jobs in one transaction, or tell each why not (`failed`). A row that no database takes falls alone."""
    try:
        _write(db, jobs)
    except Busy as reason:
        log.warning("intake_busy", reason=str(reason), jobs=len(jobs))
        fail(jobs, str(reason))
    except Exception as error:
        log.error("intake_batch_refused", error=error.__class__.__name__, jobs=len(jobs))
        for job in jobs:
            _write_singly(db, job)


def fail(jobs: list[Job], reason: str) -> None:
    """Nothing of these is acknowledged."""
    for job in jobs:
        job.failed = reason


def _write(db: Db, jobs: list[Job]) -> None:
    with db.write() as tx:
        fresh = service.insert(tx, [row for job in jobs for row in job.rows])
        counts = [service.count(job.rows, fresh) for job in jobs]
        for job in jobs:
            for found in job.unusable:
                quarantine.keep(
                    tx,
                    found.site_id,
                    "events",
                    job.origin,
                    found.reason,
                    found.body,
                    found.pointer,
                    job.request,
                    job.received_at,
                )
    # Only now: a count before the commit would survive a commit that fails.
    for job, found_counts in zip(jobs, counts, strict=True):
        job.stored, job.duplicate = found_counts


def _write_singly(db: Db, job: Job) -> None:
    """Row by row; what the database refuses goes to quarantine, so that one bad row costs nobody else's."""
    stored = duplicate = 0
    try:
        for row in list(job.rows):
            single = Job(job.origin, job.request, job.received_at, [row])
            try:
                _write(db, [single])
            except Busy:
                raise
            except Exception as error:
                log.error("intake_row_refused", error=error.__class__.__name__)
                job.rows.remove(row)
                job.unusable.append(Unusable(row.site_id, "not_storable", row.columns))
            stored, duplicate = stored + single.stored, duplicate + single.duplicate
        rest = Job(job.origin, job.request, job.received_at, unusable=job.unusable)
        _write(db, [rest])
    except Exception as error:
        fail([job], error.__class__.__name__)
    job.stored, job.duplicate = stored, duplicate
