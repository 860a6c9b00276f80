"""`beckon export`: rows to a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from collector import export as files
from collector.cli import frame
from collector.db import Db
from collector.leads import service as leads
from collector.sites import service as sites

LEAD_COLUMNS = (
    "id", "received_at", "status", "held", "kind", "name", "phone", "phone_e164", "email", "value_minor", "currency",
    "channel", "source", "medium", "campaign", "widget", "url", "referrer", "self_reported", "notes",
)  # fmt: skip


@click.group()
def export() -> None:
    """Rows to CSV or XLSX, by the file's ending; safe to open in a spreadsheet."""


@export.command("leads")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@frame.site_option
@click.option("--from", "from_", metavar="D")
@click.option("--to", metavar="D")
@frame.json_option
def export_leads(file: Path, site_key: str, from_: str | None, to: str | None, as_json: bool) -> None:
    """A site's leads, the newest first."""
    with frame.opened() as (db, _):
        found = frame.site(db, site_key)
        rows = list(_lead_rows(db, found, {"from_": from_, "to": to}))
        count = files.write(file, LEAD_COLUMNS, rows)
    frame.show(as_json, {"rows": count, "file": str(file)}, lambda: [f"{count} leads in {file}"])


def _lead_rows(db: Db, found: sites.Site, filters: dict[str, Any]) -> Iterator[list[Any]]:
    cursor: str | None = ""
    done = 0
    while cursor is not None:
        page, cursor = leads.list_leads(db, found, filters, cursor, 200)
        done += len(page)
        if cursor is not None:
            click.echo(f"{done} leads read", err=True)
        for lead in page:
            flat = lead | lead["source"]
            yield [flat[name] for name in LEAD_COLUMNS]
