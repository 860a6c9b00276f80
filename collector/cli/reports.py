"""`beckon report`: the rows of the API, as a table."""

from __future__ import annotations

from typing import Any

import click

from collector.cli import frame
from collector.conversions import crediting
from collector.reports import service as reports

FIGURES = ("visitors", "visits", "impressions", "opens", "submits", "conversions", "value_minor", "rate")


@click.group()
def report() -> None:
    """Reports, as the API gives them."""


@report.command("conversions")
@frame.site_option
@click.option("--from", "from_", required=True, metavar="D", help="First day, such as 2026-11-01.")
@click.option("--to", required=True, metavar="D", help="Last day, included.")
@click.option("--by", default="channel", show_default=True, help="Up to three, separated by commas.")
@click.option("--model", default=crediting.DEFAULT, show_default=True)
@click.option("--goal", help="Without it, the primary goals.")
@frame.json_option
def report_conversions(
    site_key: str, from_: str, to: str, by: str, model: str, goal: str | None, as_json: bool
) -> None:
    """Conversions and money by channel, campaign, widget …"""
    wanted = tuple(part.strip() for part in by.split(",") if part.strip())
    with frame.opened() as (db, _):
        shown = reports.conversions(db, [frame.site(db, site_key)], from_, to, wanted, model, goal)
    frame.show(as_json, shown, lambda: table(shown, wanted))


def table(shown: dict[str, Any], by: tuple[str, ...]) -> list[str]:
    """The report as aligned columns, its totals last, and the line that says what it is told in."""
    columns = (*by, *FIGURES)
    totals = dict.fromkeys(by, "") | shown["totals"]
    if by:
        totals[by[0]] = "total"
    cells = [list(columns)]
    cells += [["" if row[name] is None else str(row[name]) for name in columns] for row in [*shown["rows"], totals]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(columns))]
    lines = ["  ".join(_aligned(row, widths, len(by))) for row in cells]
    told = f"{shown['from']} to {shown['to']}, {shown['timezone']}; {shown['model']}"
    return [*lines, f"{told}; values in {shown['currency']} minor units"]


def _aligned(row: list[str], widths: list[int], words: int) -> list[str]:
    """Words to the left, figures to the right."""
    return [
        cell.ljust(width) if place < words else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
