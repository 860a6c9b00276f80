"""Plays the story through the services that real traffic uses, each deed at its own time.

Beacons go through the parser and the store of `POST /v1/events`, forms through the decision of `POST /v1/leads`,
what staff did through the leads' service; visits, touches, clicks and credits are the background job's work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from collector import clock
from collector.conversions import service as conversions
from collector.db import Db
from collector.demo.deeds import Beacon, ByHand, Change, Deed, Form
from collector.events import service as events
from collector.events.parse import parse
from collector.events.service import Row
from collector.leads import attempts, intake
from collector.leads import service as leads
from collector.leads.schema import NewLeadSchema
from collector.sites.service import Site

BATCH = 400
Advance = Callable[[int], None]


@dataclass
class Player:
    """`staff` are ids of people who work the leads; `sent` maps a lead's key to its id."""

    db: Db
    site: Site
    base_url: str
    staff: Sequence[str]
    waiting: list[Row] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)

    def play(self, deed: Deed) -> None:
        """One deed, with its own time as the present."""
        if isinstance(deed, Beacon):
            self._beacon(deed)
        elif isinstance(deed, Form):
            self._form(deed)
        elif isinstance(deed, ByHand):
            values = NewLeadSchema().load(deed.values)
            made = leads.add_lead(self.db, self.site, values, deed.at, self.staff[0], self.base_url)
            self.sent[deed.values["key"]] = made["id"]
        else:
            self._change(deed)

    def _beacon(self, deed: Beacon) -> None:
        batch = parse(json.dumps(deed.body).encode())
        made = events.rows(self.site, batch, deed.at, deed.user_agent)
        if len(self.waiting) + len(made) > BATCH:
            self.store()
        self.waiting += made

    def _form(self, deed: Form) -> None:
        # A real lead finds the events before it followed: the job runs twice a second.
        self.store()
        self.follow(deed.at)
        body = json.dumps(deed.body, ensure_ascii=False).encode()
        request = intake.Request(
            body=body,
            origin=deed.origin,
            own_origin=self.base_url,
            user_agent=deed.user_agent,
            base_url=self.base_url,
            received_at=deed.at,
        )
        answer = intake.receive(self.db, request, deed.at)
        if answer.status == 201:
            self.sent[deed.body["key"]] = answer.body["id"]

    def _change(self, deed: Change) -> None:
        # Always the same hands for the same lead.
        person = self.staff[sum(deed.key.encode()) % len(self.staff)]
        values = deed.values | {"owner_id": person}
        leads.change_lead(self.db, self.site, self.sent[deed.key], values, person, deed.at)

    def store(self) -> None:
        """Commit the events that wait."""
        if self.waiting:
            with self.db.write() as tx:
                events.insert(tx, self.waiting)
            self.waiting = []

    def follow(self, now: int) -> None:
        """Let the background job catch up."""
        while conversions.follow_events(self.db, now):
            pass


def play(
    db: Db, site: Site, deeds: Sequence[Deed], staff: Sequence[str], base_url: str, now: int, advance: Advance
) -> None:
    """Play all deeds, oldest first; `advance` is told of each."""
    player = Player(db, site, base_url, staff)
    for deed in deeds:
        player.play(deed)
        advance(1)
    player.store()
    player.follow(now)
    attempts.hold_abandoned(db, now + clock.SECOND)
