"""Conversions: what was reached, what it is worth, and which touches earned it, frozen at that moment.

A conversion is recorded once per site and key. Its journey and its credits are written with it and later touches do
not change them; only its value may change (the money is split anew by the same shares) and it may be retracted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from collector import clock, ids
from collector.attribution import service as attribution
from collector.attribution.channels import UNASSIGNED
from collector.attribution.classify import NOT_SET
from collector.attribution.touches import Touch
from collector.conversions.crediting import DEFAULT, MODELS, WHOLE, Share, Step, shares, split
from collector.db import Db, Tx, queries
from collector.sites import service as sites
from collector.sites.service import Site
from collector.webhooks import service as webhooks

SQL = queries(__file__)

UNKNOWN = "Unknown (no consent)"
NO_CONSENT = "none"
LEAD = "lead"
CLICK = "click"

Credited = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A recorded conversion. `journey` is oldest first; `retracted_at` is None while it stands."""

    id: str
    key: str
    goal: str
    lead_id: str | None
    event_id: str | None
    visitor: str | None
    widget_id: str | None
    variant: str | None
    device: str
    value_minor: int
    currency: str
    occurred_at: int
    day: str
    journey: list[Touch]
    consent: str | None
    retracted_at: int | None

    @property
    def consent_known(self) -> bool:
        """False when the visitor did not agree to be measured, so that no source can be known."""
        return self.consent != NO_CONSENT


def record(
    tx: Tx,
    site: Site,
    *,
    goal: str,
    key: str,
    journey: Sequence[Touch],
    occurred_at: int,
    now: int,
    value_minor: int = 0,
    currency: str | None = None,
    lead_id: str | None = None,
    event_id: str | None = None,
    visitor: str | None = None,
    widget_id: str | None = None,
    variant: str | None = None,
    device: str = "other",
    consent_known: bool = True,
) -> Conversion:
    """Make a conversion stand, with its credits in every model.

    Once per site and key: the same key again is the same conversion, with the journey and credits that it froze first.
    Only its value follows (the money is split anew), and if it was retracted it stands again as of `occurred_at`.
    """
    currency = currency or site.currency
    row = SQL.insert_conversion(
        tx,
        site_id=site.id,
        id=ids.new("c", now),
        key=key,
        goal=goal,
        lead_id=lead_id,
        event_id=event_id,
        visitor=visitor,
        widget_id=widget_id,
        variant=variant,
        device=device,
        value_minor=value_minor,
        currency=currency,
        occurred_at=occurred_at,
        day=clock.day(occurred_at, site.timezone),
        journey=json.dumps(list(journey), ensure_ascii=False),
        consent=None if consent_known else NO_CONSENT,
        now=now,
    )
    standing = _conversion(SQL.get_conversion_by_key(tx, site_id=site.id, key=key))
    if row is None:
        return _again(tx, site, standing, value_minor, currency, occurred_at, now)
    _write_credits(tx, site, standing)
    _tell_webhooks(tx, site, "conversion.created", standing, now)
    return standing


def _again(
    tx: Tx, site: Site, standing: Conversion, value_minor: int, currency: str, occurred_at: int, now: int
) -> Conversion:
    """A key that is known: what was taken back stands again, and the value follows."""
    event = None
    if (value_minor, currency) != (standing.value_minor, standing.currency):
        _revalue(tx, site, standing.id, value_minor, currency, now)
        event = "conversion.updated"
    if standing.retracted_at is not None:
        _reinstate(tx, site, standing, occurred_at, now)
        event = "conversion.created"
    found = _conversion(SQL.get_conversion(tx, site_id=site.id, id=standing.id))
    if event:
        _tell_webhooks(tx, site, event, found, now)
    return found


def inherit(tx: Tx, site: Site, lead_id: str, *, goal: str, value_minor: int, occurred_at: int, now: int) -> Conversion:
    """The conversion of a status that a lead has reached: the journey, visitor and widget of the lead's own.

    Raises LookupError when the lead has not converted (it is held).
    """
    origin = next((found for found in of_lead(tx, site, lead_id) if found.goal == LEAD), None)
    if origin is None:
        raise LookupError(lead_id)
    same = ("visitor", "widget_id", "variant", "device", "journey", "consent_known")
    return record(
        tx,
        site,
        goal=goal,
        key=f"{goal}:{lead_id}",
        occurred_at=occurred_at,
        now=now,
        value_minor=value_minor,
        lead_id=lead_id,
        **{name: getattr(origin, name) for name in same},
    )


def retract(tx: Tx, site: Site, conversion_id: str, now: int) -> bool:
    """Take a conversion back: it leaves every report, and stays to be seen. False when there is none that stands."""
    if not SQL.retract_conversion(tx, site_id=site.id, id=conversion_id, now=now):
        return False
    retracted = _conversion(SQL.get_conversion(tx, site_id=site.id, id=conversion_id))
    _tell_webhooks(tx, site, "conversion.retracted", retracted, now)
    return True


def _tell_webhooks(tx: Tx, site: Site, event: str, conversion: Conversion, now: int) -> None:
    def data() -> dict[str, Any]:
        same = ("id", "goal", "value_minor", "currency")
        return {name: getattr(conversion, name) for name in same} | {
            "site": site.key,
            "lead": conversion.lead_id,
            "occurred_at": clock.rfc3339(conversion.occurred_at),
            "source": source(conversion.journey, conversion.consent_known),
        }

    webhooks.emit(tx, site, event, data, now, lead_id=conversion.lead_id)


def retract_by_key(tx: Tx, site: Site, key: str, now: int) -> bool:
    """`retract`, by the key that it was recorded with."""
    found = SQL.get_conversion_by_key(tx, site_id=site.id, key=key)
    return found is not None and retract(tx, site, found.id, now)


def stands(tx: Tx, site: Site, key: str) -> bool:
    """Whether there is a conversion of this key that is not retracted."""
    found = SQL.get_conversion_by_key(tx, site_id=site.id, key=key)
    return found is not None and found.retracted_at is None


def get(tx: Tx, site: Site, conversion_id: str) -> Conversion | None:
    """One conversion of the site."""
    row = SQL.get_conversion(tx, site_id=site.id, id=conversion_id)
    return _conversion(row) if row else None


def of_lead(tx: Tx, site: Site, lead_id: str) -> list[Conversion]:
    """A lead's conversions, oldest first, retracted ones too."""
    return [_conversion(row) for row in SQL.list_of_lead(tx, site_id=site.id, lead_id=lead_id)]


def credited(journey: Sequence[Touch], occurred_at: int) -> Credited:
    """What every model gives the touches of a journey: {model: [(touch id, millionths)]}. Empty without touches."""
    if not journey:
        return {}
    return {
        model: [(journey[share.index]["id"], share.millionths) for share in shares(model, _steps(journey, occurred_at))]
        for model in MODELS
    }


def follow_events(db: Db, now: int) -> int:
    """Give new events their visits and touches and turn clicks into conversions; returns how many it followed.

    Bounded: one batch for each site that has any. Both happen in one transaction, so a click converts exactly once.
    """
    with db.read() as tx:
        waiting = [sites.get(tx, site_id) for site_id in attribution.pending_sites(tx)]
    done = 0
    for site in waiting:
        with db.write() as tx:
            followed = attribution.follow(tx, site, now)
            for event in followed:
                if event.name == CLICK and event.excluded is None:
                    _click(tx, site, event, now)
            done += len(followed)
    return done


def _click(tx: Tx, site: Site, event: attribution.Followed, now: int) -> None:
    visitor = event.visitor
    record(
        tx,
        site,
        goal=CLICK,
        key=f"{CLICK}:{event.id}",
        journey=[] if visitor is None else attribution.journey(tx, site.id, visitor, event.at),
        occurred_at=event.at,
        now=now,
        value_minor=event.value_minor or 0,
        currency=event.currency,
        event_id=event.id,
        visitor=visitor,
        widget_id=event.widget_id,
        variant=event.variant,
        device=event.device,
        consent_known=visitor is not None,
    )


def _reinstate(tx: Tx, site: Site, conversion: Conversion, occurred_at: int, now: int) -> None:
    day = clock.day(occurred_at, site.timezone)
    SQL.reinstate_conversion(tx, site_id=site.id, id=conversion.id, occurred_at=occurred_at, day=day, now=now)


def _revalue(tx: Tx, site: Site, conversion_id: str, value_minor: int, currency: str, now: int) -> None:
    """The frozen shares stay; only the money is split anew."""
    SQL.set_value(tx, site_id=site.id, id=conversion_id, value_minor=value_minor, currency=currency, now=now)
    rows = list(SQL.list_credits(tx, site_id=site.id, conversion_id=conversion_id))
    for model, group in groupby(rows, key=lambda row: row.model):
        shared = list(group)
        for row, part in zip(shared, split(value_minor, [row.millionths for row in shared]), strict=True):
            place = {"model": model, "position": row.position}
            SQL.set_credit_value(tx, site_id=site.id, conversion_id=conversion_id, value_minor=part, **place)


def _write_credits(tx: Tx, site: Site, conversion: Conversion) -> None:
    journey = conversion.journey
    steps = _steps(journey, conversion.occurred_at)
    for model in MODELS:
        given = shares(model, steps) if steps else [Share(0, WHOLE)]
        parts = split(conversion.value_minor, [share.millionths for share in given])
        for share, part in zip(given, parts, strict=True):
            SQL.insert_credit(
                tx,
                site_id=site.id,
                conversion_id=conversion.id,
                model=model,
                position=share.index,
                millionths=share.millionths,
                value_minor=part,
                **(_dimensions(journey[share.index]) if journey else _unknown(conversion.consent_known)),
            )


def _dimensions(touch: Touch) -> dict[str, Any]:
    """What reports group by, frozen: a renamed campaign does not rewrite history."""
    plain = ("channel", "source", "medium", "campaign", "term", "content", "landing_page")
    kind = touch["click_id"]["param"] if touch["click_id"] else None
    return {"touch_id": touch["id"], "click_id_kind": kind} | {name: touch[name] for name in plain}  # type: ignore[literal-required]


def _unknown(consent_known: bool) -> dict[str, Any]:
    nothing = dict.fromkeys(("touch_id", "term", "content", "click_id_kind", "landing_page"))
    return nothing | unknown_source(consent_known)


def source(journey: Sequence[Touch], consent_known: bool) -> dict[str, Any]:
    """Where it came from in one line, by the default model: channel, source, medium, campaign."""
    if not journey:
        return unknown_source(consent_known)
    steps = [Step(touch["channel"], 0) for touch in journey]
    touch = journey[shares(DEFAULT, steps)[-1].index]
    return {name: touch.get(name) for name in ("channel", "source", "medium", "campaign")}


def unknown_source(consent_known: bool) -> dict[str, Any]:
    """What stands for the source where no touch is known: never Direct."""
    source = NOT_SET if consent_known else UNKNOWN
    return {"channel": UNASSIGNED, "source": source, "medium": NOT_SET, "campaign": None}


def _steps(journey: Sequence[Touch], occurred_at: int) -> list[Step]:
    return [Step(touch["channel"], occurred_at - touch["at"]) for touch in journey]


def _conversion(row: Any) -> Conversion:
    plain = {name: getattr(row, name) for name in Conversion.__slots__ if name != "journey"}
    return Conversion(journey=json.loads(row.journey), **plain)
