"""Leads as staff and other programs see them: listed, read with their proof, worked on, added by hand."""

from __future__ import annotations

import json
from typing import Any

from collector import clock, ids, money
from collector.accounts import service as accounts
from collector.attribution import service as attribution
from collector.attribution.explanation import explain
from collector.attribution.touches import Touch
from collector.conversions import crediting
from collector.conversions import service as conversions
from collector.db import Db, Tx, queries
from collector.errors import Problem, not_found
from collector.leads import outside, store
from collector.leads.notices import ASSIGNED, facts
from collector.leads.schema import STATUSES, parse_time
from collector.leads.summary import summary
from collector.outbox import service as outbox
from collector.quotes import requests
from collector.quotes import service as quotes
from collector.sites import service as sites
from collector.sites.service import Site
from collector.vouchers import service as vouchers

SQL = queries(__file__)

# A status that is a goal of its own, and the statuses in which its conversion stands: who has won was qualified.
STATUS_GOALS = {"qualified": ("qualified", "won"), "won": ("won",)}


def list_leads(
    db: Db, site: Site, filters: dict[str, Any], cursor: str = "", limit: int = 50
) -> tuple[list[dict[str, Any]], str | None]:
    """A site's leads, the newest first, without their attribution; the second value is the next page's cursor.

    `filters`: status, kind, held (bool), from_ and to (YYYY-MM-DD in the site's zone), q (name, e-mail or phone).
    """
    text = (filters.get("q") or "").strip().lower()
    digits = "".join(letter for letter in text if letter.isdigit())
    held = filters.get("held")
    with db.read() as tx:
        rows = list(
            SQL.list_leads(
                tx,
                site_id=site.id,
                status=filters.get("status"),
                kind=filters.get("kind"),
                held=None if held is None else int(held),
                from_day=_date(filters.get("from_")),
                to_day=_date(filters.get("to")),
                pattern=f"%{_literal(text)}%" if text else None,
                digits=f"%{digits.removeprefix('0')}%" if len(digits) >= 3 else None,
                before=cursor or None,
                limit=limit + 1,
            )
        )
    shown = [summary(site, row) for row in rows[:limit]]
    return shown, shown[-1]["id"] if len(rows) > limit else None


def _literal(text: str) -> str:
    """Text in a LIKE pattern, where `!` takes the meaning from what follows."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _date(value: Any) -> str | None:
    return str(value) if value else None


def get_lead(db: Db, site: Site, lead_id: str, locale: str) -> dict[str, Any]:
    """One lead with its attribution, history and deliveries. Raises Problem 404."""
    with db.read() as tx:
        row = _row(tx, site, lead_id)
        changes = [_change(change) for change in SQL.list_changes(tx, site_id=site.id, lead_id=lead_id)]
        changes += _of_quotes(tx, site, lead_id)
        owner = SQL.get_owner(tx, id=row.owner_id) if row.owner_id else None
        given = vouchers.of_lead(tx, site, lead_id)
    return summary(site, row) | {
        "owner": {"id": owner.id, "name": owner.name, "email": owner.email} if owner else None,
        "attribution": _attribution(site, row, locale),
        "changes": sorted(changes, key=lambda change: str(change["at"])),
        "vouchers": given,
        "deliveries": [_delivery(sent) for sent in outbox.of_lead(db, site.id, lead_id)],
    }


def status_of(db: Db, key: str, visitor: str) -> str | None:
    """How far a visitor's latest lead has come; None without one. Raises Problem 404 for an unknown site."""
    site = sites.require(db, key)
    with db.read() as tx:
        found = SQL.status_of_visitor(tx, site_id=site.id, visitor=visitor)
    return str(found.status) if found else None


def has_lead(db: Db, site: Site, lead_id: str) -> bool:
    """Whether the lead is one of the site's."""
    with db.read() as tx:
        return SQL.get_lead(tx, site_id=site.id, id=lead_id) is not None


def _row(tx: Tx, site: Site, lead_id: str) -> Any:
    row = SQL.get_lead(tx, site_id=site.id, id=lead_id)
    if row is None:
        raise not_found("lead")
    return row


def _attribution(site: Site, row: Any, locale: str) -> dict[str, Any]:
    journey: list[Touch] = json.loads(row.journey)
    credited = conversions.credited(journey, row.at)
    sentences = explain(
        journey,
        credited,
        model=crediting.DEFAULT,
        locale=locale,
        timezone=site.timezone,
        consent="no_consent" not in json.loads(row.flags),
    )
    return {
        "touches": [attribution.shown(touch) for touch in journey],
        "credited": {
            model: [{"touch": touch, "share": part / crediting.WHOLE} for touch, part in parts]
            for model, parts in credited.items()
        },
        "explanation": sentences,
    }


def _change(row: Any) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("what", "before", "after", "person")}
    return shown | {"at": clock.rfc3339(row.at)}


def _of_quotes(tx: Tx, site: Site, lead_id: str) -> list[dict[str, Any]]:
    """What happened to the lead's quotes is its history, too; `after` is what people call the quote."""
    return [
        {
            "what": f"quote_{change['what']}",
            "before": None,
            "after": ref,
            "person": change["person"],
            "at": change["at"],
        }
        for ref, change in quotes.history_of_lead(tx, site, lead_id)
    ]


def _delivery(row: Any) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("id", "kind", "event", "target", "state", "attempts", "reason")}
    return shown | {"created_at": clock.rfc3339(row.created_at), "updated_at": clock.rfc3339(row.updated_at)}


def change_lead(
    db: Db, site: Site, lead_id: str, changes: dict[str, Any], person_id: str | None, now: int, base_url: str = ""
) -> dict[str, Any]:
    """Change status, value_minor, owner_id or note; status conversions follow, and who is given it by somebody else
    is told. Raises Problem 404, 422."""
    with db.write() as tx:
        row = _row(tx, site, lead_id)
        columns = {"status": "status", "value_minor": "value_minor", "owner_id": "owner_id", "note": "note"}
        after = {name: changes.get(name, getattr(row, column)) for name, column in columns.items()}
        _check_change(tx, site, after)
        SQL.change_lead(tx, site_id=site.id, id=lead_id, now=now, **after)
        changed = [name for name, value in after.items() if value != getattr(row, name)]
        for name in changed:
            store.note_change(tx, site.id, lead_id, now, person_id, name, getattr(row, name), after[name])
        if changed and not row.held:
            outside.updated(tx, site, lead_id, changed, now)
        _follow_status(tx, site, row, after["status"], after["value_minor"] or 0, now)
        _tell_owner(tx, site, row, after, base_url, person_id, now)
    return get_lead(db, site, lead_id, site.locale)


def _tell_owner(
    tx: Tx, site: Site, row: Any, after: dict[str, Any], base_url: str, person_id: str | None, now: int
) -> None:
    owner = after["owner_id"]
    if owner is None or owner in (row.owner_id, person_id) or row.held or after["status"] == "spam":
        return
    lead = facts(row) | {"owner_id": owner}
    store.announce(tx, site, lead, base_url, now, by=person_id, event=ASSIGNED, to=owner)


def _check_change(tx: Tx, site: Site, after: dict[str, Any]) -> None:
    if after["status"] not in STATUSES:
        raise Problem(422, "No such status", errors={"status": [f"one of {', '.join(STATUSES)}"]})
    value = after["value_minor"]
    if value is not None and not 0 <= value <= money.LIMIT_MINOR:
        raise Problem(422, "This value cannot be used", errors={"value_minor": ["0 or more, in minor units"]})
    owner = after["owner_id"]
    if owner is not None and not accounts.get_person(tx, owner).can("work_leads", site.id):
        raise not_found("person")


def _follow_status(tx: Tx, site: Site, row: Any, status: str, value_minor: int, now: int) -> None:
    """Goals that a status stands for are recorded with the lead's frozen touches, and taken back when it is left."""
    if row.held:
        return
    journey: list[Touch] = json.loads(row.journey)
    vouchers.follow_spam(tx, site, row.id, status == "spam", now)
    if status == "spam":
        conversions.retract_by_key(tx, site, f"lead:{row.id}", now)
    else:
        store.convert(tx, site, row._asdict(), journey, now)
    for goal, standing in STATUS_GOALS.items():
        key = f"{goal}:{row.id}"
        if status == goal or (status in standing and conversions.stands(tx, site, key)):
            conversions.inherit(tx, site, row.id, goal=goal, value_minor=value_minor, occurred_at=now, now=now)
        elif status not in standing:
            conversions.retract_by_key(tx, site, key, now)


def add_lead(
    db: Db, site: Site, values: dict[str, Any], now: int, person_id: str | None = None, base_url: str = ""
) -> dict[str, Any]:
    """A lead by phone, in person or from another program (schema.NewLeadSchema's fields). The same key again returns
    the first one."""
    at = parse_time(values.get("occurred_at"), now, "occurred_at")
    lead = _from_outside(values, at, now)
    with db.write() as tx:
        answer = store.put(tx, site, lead, base_url, now, person_id)
        known = SQL.get_by_key(tx, site_id=site.id, key=lead.key)
    if answer is None and known.body_hash != lead.body_hash:
        raise Problem(409, "This key was used for another lead", "The first one stands.")
    return get_lead(db, site, known.id, site.locale)


def _from_outside(values: dict[str, Any], at: int, now: int) -> store.NewLead:
    key = values.get("key") or ids.new("k", now)
    named = {name: values[name] for name in ("name", "phone", "email") if values.get(name)}
    return store.NewLead(
        key=key,
        kind=values.get("kind") or "manual",
        at=min(at, now),
        fields=values.get("fields", {}) | named,
        url=values.get("url") or "",
        referrer=values.get("referrer") or "",
        candidates=[_candidate(key, place, touch) for place, touch in enumerate(values.get("touches") or [])],
        self_reported=values.get("self_reported"),
        note=values.get("note"),
        value_minor=values.get("value_minor"),
        body_hash=ids.content_hash(json.dumps(values, sort_keys=True, default=str).encode()),
    )


def _candidate(key: str, place: int, touch: dict[str, Any]) -> dict[str, Any]:
    at = parse_time(touch["at"], 0, f"touches.{place}.at")
    return {"id": f"{key}.{place}"[:64], "at": at, "url": touch["url"], "referrer": touch["referrer"]}


def release(db: Db, site: Site, lead_id: str, person_id: str | None, now: int, base_url: str = "") -> dict[str, Any]:
    """A held lead is a real one: it converts as of when it came, and staff are told. Raises Problem 404."""
    with db.write() as tx:
        row = _row(tx, site, lead_id)
        if SQL.release_lead(tx, site_id=site.id, id=lead_id, now=now):
            store.note_change(tx, site.id, lead_id, now, person_id, "released", row.held, None)
            requests.request(tx, site, row._asdict(), now)
            outside.created(tx, site, lead_id, now)
            store.convert(tx, site, row._asdict(), json.loads(row.journey), now)
            code = store.give_late(tx, site, row._asdict(), json.loads(row.journey), now)
            store.announce(tx, site, facts(row) | code, base_url, now, by=person_id)
    return get_lead(db, site, lead_id, site.locale)


def counts(db: Db, site: Site, now: int) -> dict[str, Any]:
    """For the overview: leads today and yesterday, by status, held, and the call-backs that wait, earliest first."""
    today = clock.day(now, site.timezone)
    yesterday = clock.day(midnight(now, site.timezone) - 1, site.timezone)
    with db.read() as tx:
        waiting = [_waiting(row, now) for row in SQL.list_waiting(tx, site_id=site.id, limit=20)]
        return {
            "today": SQL.count_day(tx, site_id=site.id, day=today).leads,
            "yesterday": SQL.count_day(tx, site_id=site.id, day=yesterday).leads,
            "held": SQL.count_held(tx, site_id=site.id).leads,
            "status": {row.status: row.leads for row in SQL.count_by_status(tx, site_id=site.id)},
            "waiting": waiting,
            "late": sum(row["late"] for row in waiting),
        }


def unanswered(db: Db, site: Site) -> int:
    """How many leads nobody has answered yet."""
    with db.read() as tx:
        return int(SQL.count_new(tx, site_id=site.id).leads)


def news(db: Db, site: Site, since: int, limit: int = 3) -> list[Any]:
    """What came in by itself after a moment, the newest first: id, kind, name, phone, received_at."""
    with db.read() as tx:
        return list(SQL.list_news(tx, site_id=site.id, since=since, limit=limit))


def midnight(now: int, timezone: str) -> int:
    """The beginning of the site's day, ms UTC."""
    start = clock.local(now, timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(start.timestamp() * 1000)


def _waiting(row: Any, now: int) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("id", "name", "phone", "phone_e164")}
    times = {"promise_at": clock.rfc3339(row.promise_at), "created_at": clock.rfc3339(row.at)}
    return shown | times | {"late": row.promise_at < now}
