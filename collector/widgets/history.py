"""What a widget was before: earlier publications, the way back to one, and a copy to try something on."""

from __future__ import annotations

from dataclasses import dataclass

from collector.db import Db
from collector.errors import not_found
from collector.widgets import schema, service
from collector.widgets.service import SQL, Published, Widget

MOST = 100


@dataclass(frozen=True, slots=True)
class Version:
    """One publication. `current`: the newest one, which pages have while the widget is live."""

    hash: str
    published_at: int
    current: bool


def versions(db: Db, widget: Widget) -> list[Version]:
    """What was published, the newest first; a configuration that was published twice stands once."""
    with db.read() as tx:
        rows = list(SQL.list_versions(tx, site_id=widget.site_id, widget_id=widget.id, limit=MOST))
    return [Version(row.hash, row.published_at, row.hash == widget.hash) for row in rows]


def version(db: Db, widget: Widget, found: str) -> Published:
    """One publication with its whole configuration. Raises Problem 404."""
    with db.read() as tx:
        published = service.version(tx, widget.site_id, widget.id, found)
    if published is None:
        raise not_found("version")
    return published


def restore(db: Db, site_id: str, widget_id: str, found: str, now: int, revision: int | None = None) -> Widget:
    """Make an earlier publication the draft; pages change when it is published.

    Raises Problem 404, 409 when the widget has changed since `revision`, and ValidationError for one that today's
    rules refuse.
    """
    with db.write() as tx:
        widget = service.get(tx, site_id, widget_id)
        service.require_unchanged(widget, revision)
        published = service.version(tx, site_id, widget_id, found)
        if published is None:
            raise not_found("version")
        schema.load(widget.kind, published.config)
        service.put_draft(tx, widget, published.config, now)
        return service.get(tx, site_id, widget_id)


def duplicate(db: Db, site_id: str, widget_id: str, name: str, now: int) -> Widget:
    """Another widget whose draft says the same. Raises Problem 404, ValidationError."""
    widget = service.find(db, site_id, widget_id)
    return service.add(db, site_id, widget.kind, widget.draft, now, name)
