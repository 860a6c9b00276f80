"""How far a long piece of work is: a bar on a terminal, plain lines elsewhere; both on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Advance = Callable[[int], None]
LINES = 5


@contextmanager
def reporting(label: str, total: int) -> Iterator[Advance]:
    """Yields a function that is told how many steps were done."""
    if sys.stderr.isatty():
        with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
            yield bar.update
        return
    done = said = 0

    def advance(steps: int) -> None:
        nonlocal done, said
        done += steps
        if done * LINES // max(total, 1) > said:
            said = done * LINES // total
            click.echo(f"{label}: {100 * done // total} %", err=True)

    click.echo(label, err=True)
    yield advance
