"""`beckon widget`: made as drafts, published on purpose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from collector import clock
from collector.cli import frame
from collector.db import Db
from collector.errors import Problem
from collector.widgets import schema
from collector.widgets import service as widgets
from collector.widgets.warnings import warnings


@click.group()
def widget() -> None:
    """Widgets of a site."""


@widget.command("add", epilog=f"KIND is one of {', '.join(schema.KINDS)}.")
@click.argument("key")
@click.argument("kind", type=click.Choice(tuple(schema.KINDS)), metavar="KIND")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file.")
@click.option("--publish", is_flag=True, help="Show it at once.")
@frame.json_option
def widget_add(key: str, kind: str, config: Path | None, publish: bool, as_json: bool) -> None:
    """Make a draft from a configuration, or from the defaults."""
    with frame.opened() as (db, _):
        found = frame.site(db, key)
        raw = _json_file(config) if config else schema.defaults(kind, found.locale, found.phone)
        made = widgets.add(db, found.id, kind, raw, clock.now_ms())
        made = widgets.publish(db, found.id, made.id, clock.now_ms()) if publish else made
    hint = f"{made.id}  {made.kind}  {made.status}" + (
        "" if publish else f": show it with beckon widget publish {made.id}"
    )
    for said in warnings(raw).values():
        click.echo(said[0], err=True)
    frame.show(as_json, {"id": made.id, "kind": made.kind, "status": made.status}, lambda: [hint])


def _json_file(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise Problem(422, f"{path} is not JSON", str(error)) from None


@widget.command("list")
@click.argument("key")
@frame.json_option
def widget_list(key: str, as_json: bool) -> None:
    """A site's widgets."""
    with frame.opened() as (db, _):
        found = widgets.list_widgets(db, frame.site(db, key).id)
    shown = [{"id": one.id, "kind": one.kind, "name": one.name, "status": one.status} for one in found]
    frame.show(as_json, shown, lambda: [f"{one.id}  {one.kind:10}  {one.status:6}  {one.name}" for one in found])


@widget.command("publish")
@click.argument("widget_id")
@frame.json_option
def widget_publish(widget_id: str, as_json: bool) -> None:
    """Show a widget on the site's pages."""
    with frame.opened() as (db, _):
        made = widgets.publish(db, _site_of(db, widget_id), widget_id, clock.now_ms())
    shown = {"id": made.id, "kind": made.kind, "status": made.status}
    frame.show(as_json, shown, lambda: [f"{made.id}  {made.kind}  {made.status}"])


def _site_of(db: Db, widget_id: str) -> str:
    try:
        return widgets.site_of(db, widget_id)
    except Problem:
        raise Problem(404, f"No widget has the id {widget_id}", "beckon widget list KEY shows the ids") from None
