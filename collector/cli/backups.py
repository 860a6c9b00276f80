"""`beckon backup` and `beckon restore`."""

from __future__ import annotations

from pathlib import Path

import click

from collector import backup as backups
from collector.cli import frame

file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@file_argument
@frame.json_option
def backup(file: Path, as_json: bool) -> None:
    """Copy the live database to FILE."""
    with frame.opened() as (db, _):
        size = backups.backup(db, file)
    frame.show(as_json, {"file": str(file), "bytes": size}, lambda: [f"{size:,} bytes in {file}"])


@click.command()
@file_argument
@frame.json_option
def restore(file: Path, as_json: bool) -> None:
    """Put a backup in the database's place, after checking it."""
    settings = frame.settings()
    kept = backups.restore(settings.database_url, settings.data, file)
    lines = [f"restored {file}", *([f"the database it replaced is {kept}"] if kept else [])]
    frame.show(as_json, {"restored": str(file), "replaced": str(kept) if kept else None}, lambda: lines)
