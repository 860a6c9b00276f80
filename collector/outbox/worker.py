"""The worker: claims what is due lane by lane, sends from many threads, writes how it ended.

One hanging target holds one thread and nobody else: a lane begins with one delivery at a time and is widened by
success; one that fails rests, and is asked again by a single delivery. A claim sets a lease; a worker that dies lets
it run out, and another sends the row again under the same id.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from collector import clock
from collector.db import Busy, Db, Tx
from collector.outbox import backoff
from collector.outbox.sending import Blocked, Delivery, Kind, Refused, TryLater
from collector.outbox.service import SQL

log = structlog.get_logger()

LEASE = clock.MINUTE
THREADS = 64
POLL_SECONDS = 0.1
TAKE_BACK_SECONDS = 1.0
OK_EVERY = 10 * clock.SECOND
FAREWELL_SECONDS = 5.0

Claim = tuple[Delivery, int]


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended: `delivered`, `refused`, `blocked`, or `failed` and to be tried again."""

    delivery: Delivery
    lease_until: int
    at: int
    took: int
    outcome: str
    reason: str | None = None
    after: int | None = None
    lane_failed: bool = False


class Worker:
    """Delivers for one process. Several, also on other machines, share the outbox without doubling.

    `alone` promises that no other worker lives: what a killed one was sending is then taken up at once.
    """

    def __init__(
        self,
        db: Db,
        kinds: Mapping[str, Kind],
        read_clock: clock.Clock,
        threads: int = THREADS,
        alone: bool = False,
    ) -> None:
        self.db = db
        self.kinds = kinds
        self.clock = read_clock
        self.threads = threads
        self._alone = alone
        self._claims: queue.SimpleQueue[Claim | None] = queue.SimpleQueue()
        self._started = 0
        self._news = threading.Condition()
        self._ended: list[Ended] = []
        self._under_way: Counter[str] = Counter()
        self._width: dict[str, int] = {}
        self._took_back = 0.0

    def run(self, stopping: threading.Event) -> None:
        """Deliver until told to stop; what is under way then is finished first."""
        while not stopping.is_set():
            try:
                moved = self.turn()
            except Busy as reason:
                log.warning("outbox_waits", reason=str(reason))
                moved = 0
            except Exception as error:  # a bug must not end all deliveries
                log.error("outbox_failed", error=error.__class__.__name__, detail=str(error)[:200])
                moved = 0
            if self._under_way:
                self._await_news()
            elif not moved:
                stopping.wait(POLL_SECONDS)

    def drain(self) -> int:
        """Deliver until nothing is due any more; returns how many attempts ended."""
        done = 0
        while True:
            done += self.turn()
            if not self._under_way and not self._ended and not self._claimable():
                return done
            self._await_news()

    def close(self) -> None:
        """Write how ends what is under way; what takes longer than a moment is left to its lease."""
        end = time.monotonic() + FAREWELL_SECONDS
        while self._under_way and time.monotonic() < end:
            with self._news:
                self._news.wait_for(lambda: self._ended, end - time.monotonic())
            with suppress(Busy):
                self.turn(claiming=False)
        for _ in range(self._started):
            self._claims.put(None)

    def turn(self, claiming: bool = True) -> int:
        """Write what ended and claim what is due, in one transaction; returns how many attempts ended."""
        self._take_back()
        with self._news:
            ended, self._ended = self._ended, []
        wanted = self._claimable() if claiming else []
        if not ended and not wanted:
            return 0
        try:
            with self.db.write() as tx:
                self._write_ends(tx, ended)
                claimed = [found for place in wanted if (found := self._claim(tx, *place))]
        except BaseException:
            with self._news:
                self._ended = ended + self._ended
            raise
        for one in ended:
            self._release(one)
        for claim in claimed:
            self._hand_out(claim)
        return len(ended)

    def _hand_out(self, claim: Claim) -> None:
        self._under_way[claim[0].lane] += 1
        if self._started < min(self.threads, self._under_way.total()):
            self._started += 1
            threading.Thread(target=self._serve, name=f"beckon-send-{self._started}", daemon=True).start()
        self._claims.put(claim)

    def _serve(self) -> None:
        while (claim := self._claims.get()) is not None:
            self._attempt(*claim)

    def _await_news(self) -> None:
        with self._news:
            self._news.wait_for(lambda: self._ended or not self._under_way, POLL_SECONDS)

    def _take_back(self) -> None:
        """What a dead worker held is due again: at our start when we are alone, else when its lease is over."""
        if time.monotonic() - self._took_back < TAKE_BACK_SECONDS:
            return
        now = self.clock()
        over = now + LEASE if self._alone else now
        with self.db.read() as tx:
            found = SQL.count_leases_over(tx, over=over).leases
        if found:
            with self.db.write() as tx:
                SQL.take_back(tx, over=over, now=now)
        self._alone, self._took_back = False, time.monotonic()

    def _claimable(self) -> list[tuple[str, str]]:
        """Site and id of what is due and has room: on its lane, and among the threads."""
        now, free = self.clock(), self.threads - self._under_way.total()
        found: list[tuple[str, str]] = []
        if free <= 0:
            return found
        with self.db.read() as tx:
            for lane in list(SQL.list_due_lanes(tx, now=now)):
                room = min(self._room(lane), free - len(found))
                if room > 0:
                    found += [(row.site_id, row.id) for row in SQL.list_due(tx, lane=lane.id, now=now, limit=room)]
        return found

    def _room(self, lane: Any) -> int:
        width = 1 if lane.fails else self._width.get(lane.id, 1)
        return width - self._under_way[lane.id]

    def _claim(self, tx: Tx, site_id: str, delivery_id: str) -> Claim | None:
        now = self.clock()
        lease_until = now + LEASE
        row = SQL.claim(tx, site_id=site_id, id=delivery_id, now=now, lease_until=lease_until)
        if row is None:
            return None
        values = row._asdict() | {"payload": json.loads(row.payload)}
        return Delivery(**values), lease_until

    def _attempt(self, delivery: Delivery, lease_until: int) -> None:
        began = time.monotonic()
        outcome, reason, after, lane_failed = self._send(delivery)
        took = int((time.monotonic() - began) * 1000)
        ended = Ended(delivery, lease_until, self.clock(), took, outcome, reason, after, lane_failed)
        with self._news:
            self._ended.append(ended)
            self._news.notify_all()

    def _send(self, delivery: Delivery) -> tuple[str, str | None, int | None, bool]:
        kind = self.kinds.get(delivery.kind)
        try:
            if delivery.deadline_at <= self.clock():
                return "expired", "its time had passed", None, False
            if kind is None:
                raise Blocked(f"this version sends no {delivery.kind}")
            kind.send(delivery)
        except Refused as refusal:
            return "refused", str(refusal), None, False
        except Blocked as refusal:
            return "blocked", str(refusal), None, False
        except TryLater as reason:
            return "failed", str(reason), reason.after, reason.lane
        except Exception as error:  # a bug in one sender must not stop the others; the message may be personal
            log.error("sender_failed", kind=delivery.kind, error=error.__class__.__name__)
            return "failed", f"an error in Beckon ({error.__class__.__name__})", None, False
        return "delivered", None, None, False

    def _write_ends(self, tx: Tx, ended: list[Ended]) -> None:
        telling = [one for one in ended if self._write_end(tx, one)]
        # The last to end on a lane knows best how it is.
        last = {one.delivery.lane: one for one in telling if one.lane_failed or one.outcome == "delivered"}
        for one in last.values():
            self._write_lane(tx, one)

    def _write_end(self, tx: Tx, ended: Ended) -> bool:
        """Whether it was ours to write: a lease that ran out leaves it to whoever has it now."""
        state, next_at = self._next(ended)
        delivery, now = ended.delivery, ended.at
        mine = SQL.finish(
            tx,
            site_id=delivery.site_id,
            id=delivery.id,
            lease_until=ended.lease_until,
            state=state,
            next_at=next_at,
            reason=ended.reason,
            now=now,
        )
        if mine is None:
            return False
        if ended.reason is not None:
            SQL.insert_attempt(
                tx,
                site_id=delivery.site_id,
                delivery_id=delivery.id,
                attempt=delivery.attempts,
                at=now,
                took=ended.took,
                reason=ended.reason,
            )
        if delivery.kind in self.kinds:
            self.kinds[delivery.kind].settle(tx, delivery, state, ended.reason, now)
        return True

    def _next(self, ended: Ended) -> tuple[str, int]:
        """The state after an attempt, and when to try again."""
        if ended.outcome != "failed":
            return ended.outcome, ended.at
        wait = backoff.wait(ended.delivery.attempts)
        if wait is None:
            return "dead", ended.at
        next_at = ended.at + max(wait, min(ended.after or 0, backoff.LONGEST_WISH))
        return ("expired" if next_at > ended.delivery.deadline_at else "pending"), next_at

    def _write_lane(self, tx: Tx, ended: Ended) -> None:
        lane = SQL.get_lane(tx, id=ended.delivery.lane)
        if ended.lane_failed:
            rest = max(backoff.rest(lane.fails), min(ended.after or 0, backoff.LONGEST_WISH))
            SQL.fail_lane(tx, id=lane.id, now=ended.at, pause_until=ended.at + rest, reason=ended.reason)
        else:
            if lane.fails:
                SQL.hurry(tx, lane=lane.id, now=ended.at)
            if lane.fails or ended.at - (lane.ok_at or 0) > OK_EVERY:
                SQL.mend_lane(tx, id=lane.id, now=ended.at)

    def _release(self, ended: Ended) -> None:
        lane, kind = ended.delivery.lane, self.kinds.get(ended.delivery.kind)
        self._under_way[lane] -= 1
        if not self._under_way[lane]:
            del self._under_way[lane]
        if ended.outcome == "delivered" and kind is not None:
            self._width[lane] = min(kind.width, self._width.get(lane, 1) * 2)
        elif ended.lane_failed:
            self._width[lane] = 1
