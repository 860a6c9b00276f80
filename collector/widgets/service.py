"""Widgets: drafts that people edit, published configurations that pages get.

A draft is what the owner wrote; publishing fills every default (schema.py) and freezes the result under its hash.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from collector import ids
from collector.db import Db, Tx, queries
from collector.errors import Problem, not_found
from collector.sites import service as sites
from collector.widgets import forms, schema

SQL = queries(__file__)

DRAFT, LIVE, PAUSED, ARCHIVED = STATUSES = ("draft", "live", "paused", "archived")


@dataclass(frozen=True, slots=True)
class Widget:
    """`draft` is the owner's configuration; `hash` names the published one, None before the first publishing.

    `revision` counts the changes of draft and name: who saves says which one they have seen.
    """

    site_id: str
    id: str
    kind: str
    name: str
    status: str
    draft: dict[str, Any]
    hash: str | None
    revision: int
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Published:
    """What a page gets: the whole configuration with every default filled."""

    id: str
    kind: str
    name: str
    hash: str
    config: dict[str, Any]


def add(
    db: Db, site_id: str, kind: str, raw: dict[str, Any], now: int, name: str = "", key: str | None = None
) -> Widget:
    """Make a draft. The same `key` again answers the first one.

    Raises Problem 422 for an unknown kind, 409 for a key with other values, ValidationError for a configuration.
    """
    if kind not in schema.KINDS:
        known = ", ".join(schema.KINDS)
        raise Problem(422, "No such kind of widget", f"The kinds are {known}.", {"kind": [f"one of {known}"]})
    schema.load(kind, raw)
    said = ids.content_hash(json.dumps([kind, name, raw], sort_keys=True).encode())
    made = {"kind": kind, "name": name or kind, "draft": json.dumps(raw), "key": key, "body_hash": said}
    with db.write() as tx:
        sites.get(tx, site_id)
        row = SQL.insert_widget(tx, site_id=site_id, id=ids.new("w", now), now=now, **made)
        if row is None:
            row = SQL.get_by_key(tx, site_id=site_id, key=key)
            if row.body_hash != said:
                raise Problem(409, "This key was used for another widget")
        return get(tx, site_id, row.id)


def save(
    db: Db,
    site_id: str,
    widget_id: str,
    raw: dict[str, Any] | None,
    now: int,
    name: str | None = None,
    revision: int | None = None,
) -> Widget:
    """Replace the draft (None keeps it) and the name. Raises ValidationError, Problem 404.

    Raises Problem 409 when somebody else has changed the widget since `revision`, the one that was seen.
    """
    with db.write() as tx:
        widget = get(tx, site_id, widget_id)
        require_unchanged(widget, revision)
        if raw is not None:
            schema.load(widget.kind, raw)
        put_draft(tx, widget, widget.draft if raw is None else raw, now, name)
        return get(tx, site_id, widget_id)


def require_unchanged(widget: Widget, revision: int | None) -> None:
    """Raises Problem 409 when the widget is not the one that was seen any more."""
    if revision is not None and revision != widget.revision:
        raise Problem(409, "This widget has changed meanwhile", "Look at it again before you change it.")


def put_draft(tx: Tx, widget: Widget, raw: dict[str, Any], now: int, name: str | None = None) -> None:
    """Keep a draft that was checked; nothing is counted as a change when nothing is one."""
    said = {"draft": json.dumps(raw), "name": name or widget.name}
    if said == {"draft": json.dumps(widget.draft), "name": widget.name}:
        return
    SQL.update_draft(tx, site_id=widget.site_id, id=widget.id, revision=widget.revision + 1, now=now, **said)


def publish(db: Db, site_id: str, widget_id: str, now: int, revision: int | None = None) -> Widget:
    """Freeze the draft and show it on the pages, at the latest when their copy of the tag is five minutes old.

    What was published stays where a draft is refused. Raises ValidationError, Problem 404, and 409 as `save` does.
    """
    with db.write() as tx:
        widget = get(tx, site_id, widget_id)
        require_unchanged(widget, revision)
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
    """Whether the draft would publish something else than what is published, or could not be published at all."""
    try:
        return widget.hash is None or _frozen(schema.load(widget.kind, widget.draft))[1] != widget.hash
    except ValidationError:  # written before a rule was made stricter
        return True


def pause(db: Db, site_id: str, widget_id: str, now: int) -> Widget:
    """Take a widget off the pages; its published configuration stays for open tabs."""
    return _set_status(db, site_id, widget_id, PAUSED, now)


def resume(db: Db, site_id: str, widget_id: str, now: int) -> Widget:
    """Show again what was published, whatever the draft says meanwhile. Raises Problem 409 for what never was."""
    return _set_status(db, site_id, widget_id, LIVE, now)


def archive(db: Db, site_id: str, widget_id: str, now: int) -> Widget:
    """Take a widget off the pages and out of sight; its numbers and leads stay, and publishing brings it back."""
    return _set_status(db, site_id, widget_id, ARCHIVED, now)


def _set_status(db: Db, site_id: str, widget_id: str, status: str, now: int) -> Widget:
    with db.write() as tx:
        widget = get(tx, site_id, widget_id)
        if widget.hash is None and status != ARCHIVED:
            raise Problem(409, "This widget was never published", "Publish it first.")
        SQL.set_status(tx, site_id=site_id, id=widget_id, status=status, now=now)
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


def has(db: Db, site_id: str, widget_id: str) -> bool:
    """Whether the widget is one of the site's."""
    with db.read() as tx:
        return SQL.get_widget(tx, site_id=site_id, id=widget_id) is not None


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


def page(
    db: Db, site_id: str, filters: dict[str, Any], cursor: str = "", limit: int = 50
) -> tuple[list[Widget], str | None]:
    """A site's widgets, the oldest first, and the next page's cursor. `filters`: kind, status."""
    asked = {"kind": filters.get("kind"), "status": filters.get("status")}
    with db.read() as tx:
        found = list(SQL.page_widgets(tx, site_id=site_id, after=cursor, limit=limit + 1, **asked))
    shown = [_widget(row) for row in found[:limit]]
    return shown, shown[-1].id if len(found) > limit else None


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
    plain = ("site_id", "id", "kind", "name", "status", "hash", "revision", "created_at", "updated_at")
    return Widget(draft=json.loads(row.draft), **{name: getattr(row, name) for name in plain})


def _published(row: Any) -> Published:
    return Published(row.id, row.kind, row.name, row.hash, json.loads(row.config))
