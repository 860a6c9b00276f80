"""`beckon import spend`: what advertising cost, from our own columns or a platform's report."""

from __future__ import annotations

from pathlib import Path

import click

from collector import clock, tables
from collector.cli import frame, lists
from collector.demo.progress import reporting
from collector.errors import Problem
from collector.spend import lists as spend_lists
from collector.spend import service


@click.command("spend")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@frame.site_option
@click.option("--source", default="", help="For reports that name none, such as google.")
@frame.json_option
def import_spend(file: Path, site_key: str, source: str, as_json: bool) -> None:
    """Costs by day and campaign: our own CSV, or a report of Google Ads, Meta or TikTok broken down by day."""
    with frame.opened() as (db, _):
        site = frame.site(db, site_key)
        found = spend_lists.read(site, _rows(file), source)
        with reporting(f"{len(found.rows)} rows", len(found.rows)) as advance:
            kept = service.record(db, site, found.rows, "csv", clock.now_ms(), advance)
    left = lists.reject(file, found.heading, [(row.cells, reason) for row, reason in found.rejected])
    shown = {"kept": kept, "rejected": len(found.rejected), "file": str(left) if left else None}
    frame.show(as_json, shown, lambda: lists.told(kept, len(found.rejected), left))


def _rows(file: Path) -> list[tables.Row]:
    try:
        return tables.rows(tables.text(file.read_bytes()))
    except Problem as problem:
        raise Problem(problem.status, f"{file}: {problem.title}", problem.detail) from None
