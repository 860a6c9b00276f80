"""What left and what did not: to whom, in which state, why, and when it is tried again."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from admin import here, wording
from admin.routing import site_page
from collector import http
from collector.outbox import service

PAGE = 50
TABS = ("", "waiting", "delivered", "failed", "cancelled")
CHOICES = {"kind": tuple(wording.WORDS["method"]), "event": tuple(wording.WORDS["delivery_event"])[:-1]}
FILTERS = ("state", "kind", "event", "target_id")


@site_page("/deliveries", "work_leads")
def deliveries() -> Response:
    filters, cursor = _filters(), request.args.get("cursor", "")
    found, following = service.list_deliveries(http.db(), here.site().id, filters, cursor, PAGE)
    values: dict[str, Any] = {"deliveries": found, "following": following, "filters": filters}
    if here.wants_fragment() and cursor:
        return here.whole("_deliveries_rows.html", **values)
    targets = _targets(service.counts(http.db(), here.site().id))
    more: dict[str, Any] = {"targets": targets, "oldest": _oldest(targets), "choices": CHOICES}
    return here.page("deliveries.html", **values, **more, tabs=_tabs(targets, filters))


@site_page("/deliveries/<delivery_id>", "work_leads")
def delivery(delivery_id: str) -> Response:
    row, attempts = service.get(http.db(), here.site().id, delivery_id)
    return here.page("delivery.html", delivery=row, attempts=attempts)


@site_page("/deliveries/<delivery_id>", "work_leads", ("POST",))
def delivery_change(delivery_id: str) -> Response:
    """Send it again, or give it up."""
    if request.form.get("do") == "cancel":
        service.cancel(http.db(), here.site().id, delivery_id, http.now())
        return here.go("delivery", delivery_id=delivery_id, done="cancelled")
    service.redeliver(http.db(), here.site().id, delivery_id, http.now())
    return here.go("delivery", delivery_id=delivery_id, done="redelivered")


def _filters() -> dict[str, Any]:
    filters = {name: request.args.get(name) or None for name in FILTERS}
    return filters if filters["state"] in (*TABS, *service.STATES) else filters | {"state": None}


def _targets(rows: list[Any]) -> list[dict[str, Any]]:
    """One entry a target: how many of its deliveries wait, arrived and failed, and since when the oldest waits."""
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        empty = {"kind": row.kind, "target": row.target, "id": row.target_id, "oldest_at": None}
        entry = found.setdefault((row.kind, row.target, row.target_id), empty | dict.fromkeys(TABS[1:], 0))
        entry[_group(row.state)] += row.deliveries
        if row.state in service.OPEN:
            entry["oldest_at"] = min(row.oldest_at, entry["oldest_at"] or row.oldest_at)
    return sorted(found.values(), key=lambda entry: (-entry["waiting"], -entry["failed"], entry["target"]))


def _group(state: str) -> str:
    if state in service.OPEN:
        return "waiting"
    return "failed" if state in service.FAILED else state


def _tabs(targets: list[dict[str, Any]], filters: dict[str, Any]) -> list[dict[str, Any]]:
    kept = [entry for entry in targets if filters["target_id"] in (None, entry["id"])]
    counts = {name: sum(entry[name] for entry in kept) for name in TABS[1:]}
    others = {name: value for name, value in filters.items() if value and name != "state"}
    return [
        {
            "name": name,
            "asks": others | ({"state": name} if name else {}),
            "count": counts[name] if name else sum(counts.values()),
            "open": (filters["state"] or "") == name,
        }
        for name in TABS
    ]


def _oldest(targets: list[dict[str, Any]]) -> int | None:
    return min((entry["oldest_at"] for entry in targets if entry["oldest_at"]), default=None)
