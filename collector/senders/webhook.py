"""Events to other programs over HTTP: kind `webhook`. What the receiver answers beyond its status is not looked at."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

from collector import clock
from collector.db import Tx
from collector.outbound import Answer, Forbidden, Unreachable
from collector.outbox.sending import Blocked, Delivery, Kind, Refused, TryLater
from collector.sealing import Unsealable
from collector.senders import Surroundings
from collector.webhooks import sending, signature
from collector.webhooks.schema import PING
from collector.webhooks.sending import Endpoint

WIDTH = 8
SECONDS = 15.0  # Standard Webhooks asks for 15 to 30
GONE = 410
NOT_NOW = (429, 503)


def kind(at: Surroundings, seconds: float = SECONDS) -> Kind:
    return Kind("webhook", lambda delivery: _send(at, delivery, seconds), WIDTH, _settle)


def _send(at: Surroundings, delivery: Delivery, seconds: float) -> None:
    now = at.clock()
    found = _endpoint(at, delivery, now)
    body = delivery.payload["body"].encode()
    headers = signature.headers(found.secrets, delivery.id, now, body)
    # A test says how the receiver fares; it does not hold up the others.
    lane = delivery.event != PING
    try:
        answer = at.outbound.post(found.url, body, headers, seconds)
    except Forbidden as error:
        raise Blocked(str(error)) from None
    except Unreachable as error:
        raise TryLater(str(error), lane=lane) from None
    _judge(answer, at.clock(), lane)


def _endpoint(at: Surroundings, delivery: Delivery, now: int) -> Endpoint:
    """As it is at this attempt: address and secrets may have changed since the event."""
    try:
        found = sending.endpoint(at.db, at.box, delivery.site_id, delivery.target_id or "", now)
    except Unsealable:
        raise Blocked("its secret was sealed with another secret key: make a new one") from None
    if found is None:
        raise Blocked("the webhook was removed")
    if not found.active and delivery.event != PING:
        raise Blocked("the webhook is switched off")
    return found


def _judge(answer: Answer, now: int, lane: bool) -> None:
    """Raises what the status means; returns when the receiver has it."""
    status = answer.status
    if 200 <= status < 300:
        return
    if status == GONE:
        raise Refused("the receiver said that it is gone (410)")
    if 300 <= status < 400:
        raise TryLater("the receiver answered with a redirect, which is not followed", lane=lane)
    after = _retry_after(answer.headers.get("retry-after", ""), now) if status in NOT_NOW else None
    raise TryLater(f"the receiver answered {status}", after, lane)


def _retry_after(text: str, now: int) -> int | None:
    """Milliseconds to wait, from seconds or a date (RFC 9110 section 10.2.3); None for what is neither."""
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), 10**6) * clock.SECOND
    try:
        date = parsedate_to_datetime(text)
        # Dates of HTTP are in GMT, said or not.
        return max(0, int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() * 1000) - now)
    except (ValueError, OverflowError):
        return None


def _settle(tx: Tx, delivery: Delivery, state: str, reason: str | None, now: int) -> None:
    place = (tx, delivery.site_id, delivery.target_id or "")
    if state == "delivered":
        sending.note_success(*place, now)
    elif state == "refused" or (delivery.event != PING and not _came_too_late(delivery, state, now)):
        sending.note_failure(*place, reason or "", gone=state == "refused", now=now)


def _came_too_late(delivery: Delivery, state: str, now: int) -> bool:
    """It was not tried any more, which is no fault of the receiver."""
    return state == "expired" and delivery.deadline_at <= now
