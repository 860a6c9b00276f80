"""Browsers that agreed to be told: subscriptions stored, refreshed and removed. Sending is another matter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from collector import ids
from collector.db import Db, Tx, queries
from collector.events import body as bodies
from collector.events import origin as page_origin
from collector.events import service as events
from collector.outbound.targets import Forbidden, parse
from collector.push import keys
from collector.push.schema import LATEST, RemovalSchema, SubscriptionSchema
from collector.quarantine import service as quarantine
from collector.sites import service as sites
from collector.sites.service import Site

SQL = queries(__file__)
ROUTE = "push"
_subscription, _removal = SubscriptionSchema(), RemovalSchema()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    body: bytes
    origin: str
    own_origin: str
    user_agent: str


Answer = tuple[int, dict[str, Any]]


def subscribe(db: Db, request: Request, hosts: tuple[str, ...], now: int) -> Answer:
    """Keep a subscription; the same browser again refreshes its own. What cannot be used is quarantined.

    `hosts` are those of push services: a server that posts wherever a page says would be anybody's tool.
    Raises Problem 404 for an unknown site, 413; Busy.
    """
    return _receive(db, request, _subscription, lambda tx, site, body: _store(tx, site, body, request, hosts, now), now)


def unsubscribe(db: Db, request: Request, now: int) -> Answer:
    """Forget a subscription; one that is not known is forgotten already."""

    def remove(tx: Tx, site: Site, body: dict[str, Any]) -> Answer:
        SQL.remove_subscription(tx, site_id=site.id, endpoint=body["endpoint"], now=now, why="asked")
        return 200, {"status": "removed"}

    return _receive(db, request, _removal, remove, now)


def count(db: Db, site: Site) -> int:
    """How many browsers of the site can be told."""
    with db.read() as tx:
        return int(SQL.count_subscriptions(tx, site_id=site.id).subscriptions)


def _receive(db: Db, request: Request, shape: Any, act: Any, now: int) -> Answer:
    try:
        raw = bodies.document(request.body)
    except bodies.Unreadable as error:
        known = sites.require(db, error.site) if error.site else None
        return _quarantine(db, known, request, error.reason, error.pointer, now)
    site = sites.require(db, str(raw.get("site", "")))
    if not page_origin.admits(site, request.origin, request.own_origin):
        return _quarantine(db, site, request, "origin", None, now)
    try:
        body = shape.load(raw)
    except ValidationError as error:
        return _quarantine(db, site, request, "shape", bodies.pointer_of(error.messages), now)
    with db.write() as tx:
        answer: Answer | None = act(tx, site, body)
    return answer or _quarantine(db, site, request, "endpoint_host", "/subscription/endpoint", now)


def _store(
    tx: Tx, site: Site, body: dict[str, Any], request: Request, hosts: tuple[str, ...], now: int
) -> Answer | None:
    pushed = body["subscription"]
    if not of_push_service(pushed["endpoint"], hosts):
        return None
    known = SQL.get_subscription(tx, site_id=site.id, endpoint=pushed["endpoint"])
    before = _replaced(tx, site, body, now)
    row = SQL.upsert_subscription(tx, site_id=site.id, now=now, **_values(tx, body, known or before, request, now))
    fresh = known is None or known.removed_at is not None
    return (201 if fresh else 200), {"id": row.id, "status": "stored"}


def _replaced(tx: Tx, site: Site, body: dict[str, Any], now: int) -> Any:
    """What the browser had before, taken out of use: a browser is told once."""
    old = body["replaces"]
    if not old or old == body["subscription"]["endpoint"]:
        return None
    SQL.remove_subscription(tx, site_id=site.id, endpoint=old, now=now, why="replaced")
    return SQL.get_subscription(tx, site_id=site.id, endpoint=old)


def _values(tx: Tx, body: dict[str, Any], before: Any, request: Request, now: int) -> dict[str, Any]:
    """The columns; what the page leaves out is taken from what was known of this browser."""
    pushed = body["subscription"]
    expires, wanted = pushed["expiration"], body["categories"]
    kept = before.categories if before else "[]"
    return {
        "id": ids.new("ps", now),
        "endpoint": pushed["endpoint"],
        "p256dh": pushed["keys"]["p256dh"],
        "auth": pushed["keys"]["auth"],
        "key_id": keys.id_of(tx, body["server_key"]),
        "visitor": body["visitor"] or (before.visitor if before else None),
        "widget_id": body["widget"],
        "touch_id": body["touch"],
        "categories": kept if wanted is None else json.dumps(sorted(set(wanted)), ensure_ascii=False),
        "language": body["language"] or (before.language if before else None),
        "zone": body["zone"],
        "device": events.device(request.user_agent),
        "expires_at": int(expires) if expires is not None and now < expires < now + LATEST else None,
    }


def of_push_service(endpoint: str, hosts: tuple[str, ...]) -> bool:
    """Whether an endpoint is a push service's: https, the usual port, a listed host (`*.x.y`: every name below)."""
    try:
        target = parse(endpoint)
    except Forbidden:
        return False
    listed = any(target.host == one or (one.startswith("*.") and target.host.endswith(one[1:])) for one in hosts)
    return target.scheme == "https" and target.port == 443 and listed


def _quarantine(db: Db, site: Site | None, request: Request, reason: str, pointer: str | None, now: int) -> Answer:
    with db.write() as tx:
        quarantine.keep(
            tx,
            site_id=site.id if site else "",
            route=ROUTE,
            origin=request.origin,
            reason=reason,
            body=request.body,
            pointer=pointer,
            request={"user_agent": request.user_agent},
            now=now,
        )
    return 202, {"status": "quarantined", "reason": reason}
