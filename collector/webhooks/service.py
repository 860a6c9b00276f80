"""Webhooks: other programs that are told of a site's events, signed, in order for each lead, at least once.

An event becomes bytes in the transaction of what happened; senders/webhook.py posts them. The address of a webhook may
hold a secret, so that lists, pages and deliveries show its scheme and host alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from collector import clock, ids
from collector.db import Db, Tx
from collector.errors import Problem, not_found
from collector.outbound import Forbidden, Outbound, Unreachable
from collector.outbound.targets import parse
from collector.outbox import service as outbox
from collector.sealing import Box
from collector.sites.service import Site
from collector.webhooks import signature
from collector.webhooks.schema import EVENTS, PING, ValuesSchema
from collector.webhooks.sending import SQL, opened

KIND = "webhook"
BOTH_SIGN = clock.DAY
TROUBLE_AFTER = clock.DAY
PING_DEADLINE = 10 * clock.MINUTE
MOST = 20

Data = dict[str, Any]


def event_types() -> dict[str, str]:
    """The types that a webhook can ask for, each with what it tells."""
    return dict(EVENTS)


def list_webhooks(db: Db, site: Site) -> list[Data]:
    """The site's webhooks in the order they were made, as schema.WebhookSchema, without their whole addresses."""
    with db.read() as tx:
        return [_shown(site, row) for row in SQL.list_webhooks(tx, site_id=site.id)]


def get(db: Db, site: Site, webhook_id: str) -> Data:
    """One webhook, like those in a list. Raises Problem 404."""
    with db.read() as tx:
        return _shown(site, _row(tx, site, webhook_id))


def has(db: Db, site: Site, webhook_id: str) -> bool:
    """Whether the webhook is one of the site's."""
    with db.read() as tx:
        return SQL.get_webhook(tx, site_id=site.id, id=webhook_id) is not None


def whole_url(db: Db, site: Site, webhook_id: str) -> str:
    """The address with whatever secret it holds: for those who may change it anyway. Raises Problem 404."""
    with db.read() as tx:
        return str(_row(tx, site, webhook_id).url)


def add(db: Db, site: Site, values: Data, now: int, *, box: Box, outbound: Outbound) -> Data:
    """Make a webhook from schema.ValuesSchema's fields; in the answer `secret` is the whole one, this once.

    Asks a name server. Raises ValidationError; Problem 422 for an address that is not reached, 409 for a known one.
    """
    fields = _checked(ValuesSchema().load(values), outbound)
    secret, webhook_id = signature.new_secret(), ids.new("wh", now)
    with db.write() as tx:
        known = list(SQL.list_webhooks(tx, site_id=site.id))
        if len(known) >= MOST:
            raise Problem(409, "There are too many webhooks", f"A site has {MOST} at most.")
        _refuse_twin(known, fields["url"])
        SQL.insert_webhook(tx, site_id=site.id, id=webhook_id, secret=box.seal(secret), now=now, **_columns(fields))
        return _shown(site, _row(tx, site, webhook_id)) | {"secret": secret}


def change(db: Db, site: Site, webhook_id: str, values: Data, now: int, *, outbound: Outbound) -> Data:
    """Change some of schema.ValuesSchema's fields. A new address, or switching on, begins without old troubles.

    Raises as `add` does, and Problem 404.
    """
    fields = _checked(ValuesSchema(partial=True).load(values), outbound)
    with db.write() as tx:
        row = _row(tx, site, webhook_id)
        known = _values(row)
        merged = known | fields
        if merged["url"] != row.url:
            _refuse_twin([one for one in SQL.list_webhooks(tx, site_id=site.id) if one.id != row.id], merged["url"])
        fresh = any(merged[name] != known[name] for name in ("url", "active"))
        SQL.update_webhook(tx, site_id=site.id, id=row.id, fresh=int(fresh), now=now, **_columns(merged))
        if fresh:
            outbox.wake(tx, row.id, now)
        return _shown(site, _row(tx, site, row.id))


def rotate_secret(db: Db, site: Site, webhook_id: str, now: int, *, box: Box) -> Data:
    """A new secret, shown this once: {secret, old_secret_until}. The one before signs too for a day.

    Of several within a day, only the last two sign. Raises Problem 404.
    """
    secret = signature.new_secret()
    with db.write() as tx:
        row = _row(tx, site, webhook_id)
        # One that was sealed with another key of the installation cannot sign any more.
        old = row.secret if opened(box, row.secret) else None
        until = now + BOTH_SIGN if old else None
        place = {"site_id": site.id, "id": row.id}
        SQL.set_secret(tx, **place, secret=box.seal(secret), old_secret=old, old_until=until, now=now)
    return {"secret": secret, "old_secret_until": _time(until)}


def remove(db: Db, site: Site, webhook_id: str, now: int) -> None:
    """Forget it; what waits for it is cancelled. Raises Problem 404."""
    with db.write() as tx:
        row = _row(tx, site, webhook_id)
        outbox.cancel_target(tx, site.id, row.id, now)
        SQL.delete_webhook(tx, site_id=site.id, id=row.id)


def test(db: Db, site: Site, webhook_id: str, now: int) -> str:
    """Send it a `ping`, also while it is switched off; returns the delivery's id. Raises Problem 404."""
    with db.write() as tx:
        row = _row(tx, site, webhook_id)
        body = _frozen(PING, {"site": site.key, "webhook": row.id}, now)
        # On a lane of its own: it is to say how the receiver fares now, whatever else waits for it.
        return _queue(tx, site, row, PING, body, now, lane=f"{row.id}:test", deadline_at=now + PING_DEADLINE)


def troubles(db: Db, site: Site, now: int) -> list[Data]:
    """The webhooks that need somebody: nothing has arrived for a day, or they were switched off for it."""
    with db.read() as tx:
        rows = list(SQL.list_webhooks(tx, site_id=site.id))
    return [
        _shown(site, row)
        for row in rows
        if row.trouble and (not row.active or (row.failing_since or now) <= now - TROUBLE_AFTER)
    ]


def emit(tx: Tx, site: Site, event: str, data: Data | Callable[[], Data], now: int, lead_id: str | None = None) -> None:
    """Tell the site's webhooks of an event, in the transaction of what happened.

    `event` is one of EVENTS; `data` must be fit for JSON, and as a function is made only when somebody listens.
    With `lead_id`, the events of a lead arrive in the order of these calls.
    """
    if event not in EVENTS:
        raise ValueError(f"{event} is no type of event")
    listening = _listening(tx, site, event)
    if not listening:
        return
    body = _frozen(event, data() if callable(data) else data, now)
    for row in listening:
        _queue(tx, site, row, event, body, now, lane=row.id, lead_id=lead_id, order_key=lead_id)


def listens(tx: Tx, site: Site, event: str) -> bool:
    """Whether any webhook of the site wants events of this type."""
    return bool(_listening(tx, site, event))


def _listening(tx: Tx, site: Site, event: str) -> list[Any]:
    return [row for row in list(SQL.list_listening(tx, site_id=site.id)) if _wants(row, event)]


def _queue(tx: Tx, site: Site, row: Any, event: str, body: str, now: int, **more: Any) -> str:
    values = {
        "kind": KIND,
        "event": event,
        "target": _place(row.url)[1],
        "target_id": row.id,
        "payload": {"body": body},
    }
    return outbox.put(tx, site.id, now=now, **values, **more)


def _frozen(event: str, data: Data, now: int) -> str:
    """The body as it is sent by every attempt."""
    body = {"type": event, "timestamp": clock.rfc3339(now), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _wants(row: Any, event: str) -> bool:
    chosen = json.loads(row.events)
    return not chosen or event in chosen


def _row(tx: Tx, site: Site, webhook_id: str) -> Any:
    row = SQL.get_webhook(tx, site_id=site.id, id=webhook_id)
    if row is None:
        raise not_found("webhook")
    return row


def _checked(fields: Data, outbound: Outbound) -> Data:
    """The fields as they are kept. Raises Problem 422 for an address that would not be reached."""
    if "url" in fields:
        try:
            outbound.check(fields["url"])
        except (Forbidden, Unreachable) as error:
            raise Problem(422, "This address cannot be used", str(error), {"url": [str(error)]}) from None
    if "events" in fields:
        fields["events"] = [name for name in EVENTS if name in fields["events"]]
    return fields


def _refuse_twin(known: list[Any], url: str) -> None:
    """So that a request that is repeated does not double every event."""
    twin = next((row for row in known if row.url == url), None)
    if twin:
        detail = f"The webhook {twin.id} has it: change that one."
        raise Problem(409, "There is a webhook with this address", detail, {"url": [detail]})


def _values(row: Any) -> Data:
    """What people set. A name that is only the host follows the address."""
    name = "" if row.name == _place(row.url)[1] else row.name
    return {"url": row.url, "name": name, "events": json.loads(row.events), "active": bool(row.active)}


def _columns(fields: Data) -> Data:
    return {
        "url": fields["url"],
        "name": fields["name"].strip() or _place(fields["url"])[1],
        "events": json.dumps(fields["events"]),
        "active": int(fields["active"]),
    }


def _shown(site: Site, row: Any) -> Data:
    times = ("ok_at", "failing_since", "created_at", "updated_at")
    return {
        "id": row.id,
        "site": site.key,
        "shown_url": "://".join(_place(row.url)),
        "url": None,
        "name": row.name,
        "events": json.loads(row.events),
        "active": bool(row.active),
        "secret": "set",
        "old_secret_until": _time(row.old_until),
        "trouble": row.trouble,
        **{name: _time(getattr(row, name)) for name in times},
    }


def _place(url: str) -> tuple[str, str]:
    """The scheme, and the host with its port when that is not the usual one."""
    try:
        target = parse(url)
    except Forbidden:
        return "?", "?"
    name = f"[{target.host}]" if ":" in target.host else target.host
    usual = {"http": 80, "https": 443}[target.scheme]
    return target.scheme, name if target.port == usual else f"{name}:{target.port}"


def _time(at: int | None) -> str | None:
    return None if at is None else clock.rfc3339(at)
