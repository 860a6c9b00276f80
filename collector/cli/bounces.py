"""`beckon bounce`: for the mail server, which hands over what came back."""

from __future__ import annotations

from typing import BinaryIO

import click

from collector import clock
from collector.cli import frame
from collector.notices import bounces


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
def bounce(file: BinaryIO) -> None:
    """Read mail that came back (a file, or standard input); the recipient shows that it did."""
    raw = file.read(bounces.LARGEST)
    with frame.opened() as (db, _):
        click.echo(bounces.note(db, raw, clock.now_ms()))
