"""Widgets: drafts that people edit, published configurations that pages get.

A draft is what the owner wrote; publishing fills every default (schema.py) and freezes the result under its hash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from collector import ids
from collector.db import Db, Tx, queries
from collector.errors import Problem, not_found
from collector.sites import service as sites
from collector.widgets import forms, schema

SQL = queries(__file__)

DRAFT, LIVE, PAUSED = "draft", "live", "paused"


@dataclass(frozen=True, slots=True)
class Widget:
    """`draft` is the owner's configuration; `hash` names the published one, None before the first publishing."""

    site_id: str
    id: str
    kind: str
    name: str
    status: str
    draft: dict[str, Any]
    hash: str | None
    updated_at: int


@dataclass(frozen=True, slots=True)
class Published:
    """What a page gets: the whole configuration with every default filled."""

    id: str
    kind: str
    name: str
    hash: str
    config: dict[str, Any]


def add(db: Db, site_id: str, kind: str, raw: dict[str, Any], now: int, name: str = "") -> Widget:
    """Make a draft. Raises Problem 422 for an unknown kind, ValidationError for a configuration."""
    if kind not in schema.KINDS:
        known = ", ".join(schema.KINDS)
        raise Problem(422, "No such kind of widget", f"The kinds are {known}.", {"kind": [f"one of {known}"]})
    schema.load(kind, raw)
    widget_id = ids.new("w", now)
    with db.write() as tx:
        sites.get(tx, site_id)
        SQL.insert_widget(
            tx, site_id=site_id, id=widget_id, kind=kind, name=name or kind, draft=json.dumps(raw), now=now
        )
        return get(tx, site_id, widget_id)


def save(db: Db, site_id: str, widget_id: str, raw: dict[str, Any], now: int, name: str | None = None) -> Widget:
    """Replace the draft. Raises ValidationError, Problem 404."""
    with db.write() as tx:
        widget = get(tx, site_id, widget_id)
        schema.load(widget.kind, raw)
        SQL.update_draft(tx, site_id=site_id, id=widget_id, draft=json.dumps(raw), name=name or widget.name, now=now)
        return get(tx, site_id, widget_id)


def publish(db: Db, site_id: str, widget_id: str, now: int) -> Widget:
    """Freeze the draft and show it on the pages, at the latest when their copy of the tag is five minutes old."""
    with db.write() as tx:
        widget = get(tx, site_id, widget_id)
        config = schema.load(widget.kind, widget.draft)
        body, found = _frozen(config)
        SQL.insert_version(tx, site_id=site_id, widget_id=widget_id, hash=found, config=body, now=now)
        SQL.set_live(tx, site_id=site_id, id=widget_id, hash=found, now=now)
        _keep_wording(tx, site_id, config, now)
        sites.touch_revision(tx, site_id, now)
        return get(tx, site_id, widget_id)


def _keep_wording(tx: Tx, site_id: str, config: dict[str, Any], now: int) -> None:
    """What visitors will be asked to agree to, kept whatever becomes of the widget."""
    wording = config["consent"]["wording"]
    if wording:
        said = json.dumps(forms.agreement(config), ensure_ascii=False)
        SQL.insert_wording(tx, site_id=site_id, wording=wording, agreement=said, now=now)


def agreement(db: Db, site_id: str, wording: str) -> dict[str, Any] | None:
    """The words that a lead's `consent.wording` stands for, as forms.agreement has them; None for an unknown name."""
    with db.read() as tx:
        row = SQL.get_wording(tx, site_id=site_id, wording=wording)
    return json.loads(row.agreement) if row else None


def _frozen(config: dict[str, Any]) -> tuple[str, str]:
    """A configuration as it is kept, and the hash that names it."""
    body = json.dumps(config, ensure_ascii=False, sort_keys=True)
    return body, ids.content_hash(body.encode())


def has_changes(widget: Widget) -> bool:
    """Whether the draft would publish something else than what is published."""
    return widget.hash is None or _frozen(schema.load(widget.kind, widget.draft))[1] != widget.hash


def pause(db: Db, site_id: str, widget_id: str, now: int) -> Widget:
    """Take a widget off the pages; its published configuration stays for open tabs."""
    with db.write() as tx:
        get(tx, site_id, widget_id)
        SQL.set_status(tx, site_id=site_id, id=widget_id, status=PAUSED, now=now)
        sites.touch_revision(tx, site_id, now)
        return get(tx, site_id, widget_id)


def get(tx: Tx, site_id: str, widget_id: str) -> Widget:
    """Raises Problem 404."""
    row = SQL.get_widget(tx, site_id=site_id, id=widget_id)
    if row is None:
        raise not_found("widget")
    return _widget(row)


def find(db: Db, site_id: str, widget_id: str) -> Widget:
    """`get` in a snapshot of its own."""
    with db.read() as tx:
        return get(tx, site_id, widget_id)


def site_of(db: Db, widget_id: str) -> str:
    """The site that a widget belongs to, for the command line, which knows only its id. Raises Problem 404."""
    with db.read() as tx:
        row = SQL.get_site_of_widget(tx, id=widget_id)
    if row is None:
        raise not_found("widget")
    return str(row.site_id)


def list_widgets(db: Db, site_id: str) -> list[Widget]:
    """A site's widgets, the oldest first."""
    with db.read() as tx:
        return [_widget(row) for row in list(SQL.list_widgets(tx, site_id=site_id))]


def live(tx: Tx, site_id: str) -> list[Published]:
    """What the site's pages show, the oldest first."""
    return [_published(row) for row in list(SQL.list_live(tx, site_id=site_id))]


def version(tx: Tx, site_id: str, widget_id: str, found: str) -> Published | None:
    """One published configuration, also an earlier one."""
    row = SQL.get_version(tx, site_id=site_id, id=widget_id, hash=found)
    return _published(row) if row else None


def published(tx: Tx, site_id: str, widget_id: str) -> Published | None:
    """The newest published configuration, whether live or paused: an open tab may still send its form."""
    row = SQL.get_published(tx, site_id=site_id, id=widget_id)
    return _published(row) if row else None


def _widget(row: Any) -> Widget:
    return Widget(row.site_id, row.id, row.kind, row.name, row.status, json.loads(row.draft), row.hash, row.updated_at)


def _published(row: Any) -> Published:
    return Published(row.id, row.kind, row.name, row.hash, json.loads(row.config))
