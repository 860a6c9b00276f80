"""`POST /v1/vouchers`, decided: a code for a visitor who fills no form.

The browser's word is all there is, so a visitor id is needed where a device has a limit, programs get nothing, and an
address may ask only so often; what must not be taken by a program belongs behind a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from collector import ids
from collector.attribution import service as attribution
from collector.db import Db, Tx
from collector.errors import Problem
from collector.events import body as bodies
from collector.events import origin as page_origin
from collector.events import service as events
from collector.quarantine import service as quarantine
from collector.sites import service as sites
from collector.sites.service import Site
from collector.vouchers import budget, offer, service
from collector.vouchers.schema import AskSchema
from collector.vouchers.service import Claim, Data
from collector.widgets import service as widgets

ROUTE = "vouchers"
_ask = AskSchema()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    body: bytes
    origin: str
    own_origin: str
    user_agent: str
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Data


def receive(db: Db, request: Request, now: int) -> Answer:
    """Decide one request. Raises Problem 404 for an unknown site or widget, 429; Busy when nothing could be stored."""
    try:
        raw = bodies.document(request.body)
    except bodies.Unreadable as error:
        return _quarantine(db, sites.require(db, error.site) if error.site else None, request, error, now)
    site = sites.require(db, str(raw.get("site", "")))
    if not page_origin.admits(site, request.origin, request.own_origin):
        return _quarantine(db, site, request, bodies.Unreadable("origin"), now)
    try:
        body = _ask.load(raw)
    except ValidationError as error:
        return _quarantine(db, site, request, bodies.Unreadable("shape", bodies.pointer_of(error.messages)), now)
    if events.excluded_reason(request.user_agent):
        return Answer(201, {"status": "held", "voucher": None})
    with db.write() as tx:
        return _decide(tx, site, body, request, now)


def _quarantine(db: Db, site: Site | None, request: Request, why: bodies.Unreadable, now: int) -> Answer:
    with db.write() as tx:
        quarantine.keep(
            tx,
            site_id=site.id if site else "",
            route=ROUTE,
            origin=request.origin,
            reason=why.reason,
            body=request.body,
            pointer=why.pointer,
            request={"user_agent": request.user_agent},
            now=now,
        )
    return Answer(202, {"status": "quarantined", "reason": why.reason})


def _decide(tx: Tx, site: Site, body: Data, request: Request, now: int) -> Answer:
    published = widgets.published(tx, site.id, body["widget"])
    offered = offer.read(site, published, body["variant"]) if published and published.kind == offer.KIND else None
    if offered is None or not offered.at_once:
        raise Problem(404, "No such voucher")
    if body["visitor"] is None and offered.per_device:
        return Answer(201, {"status": "stored", "voucher": {"state": "unknown_visitor"}})
    who = "address:" + ids.content_hash(f"{site.id} {request.address}".encode())
    budget.check(tx, site, who, budget.PER_ADDRESS, now)
    given = service.issue(tx, site, _claim(tx, site, body, request, now), now)
    budget.note(tx, site, who, now)
    return Answer(201, {"status": "stored", "voucher": given})


def _claim(tx: Tx, site: Site, body: Data, request: Request, now: int) -> Claim:
    visitor, slip = body["visitor"], now - body["sent_at"]
    landings: list[Mapping[str, Any]] = [touch | {"at": min(now, touch["at"] + slip)} for touch in body["touches"]]
    return Claim(
        key=f"page:{body['key']}",
        widget_id=body["widget"],
        visitor=visitor,
        variant=body["variant"],
        device=events.device(request.user_agent),
        language=body["language"],
        journey=attribution.record_touches(tx, site, visitor, landings, now, request.user_agent),
        consent_known=visitor is not None or bool(landings),
    )
