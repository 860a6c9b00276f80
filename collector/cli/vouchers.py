"""`beckon import vouchers`: a list of codes for a widget's pool, or of codes that were redeemed elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from collector import clock, export
from collector.cli import exports, frame, lists
from collector.demo.progress import reporting
from collector.errors import Problem
from collector.vouchers import listing, uploads

EXPORTED = (
    "code", "state", "widget_id", "kind", "lead_id", "phone_e164", "visitor", "issued_at", "expires_at", "redeemed_at",
    "redeemed_via", "order_id", "amount_minor", "currency",
)  # fmt: skip
TIMES = ("issued_at", "expires_at", "redeemed_at")


@click.group("import")
def import_() -> None:
    """Rows from a CSV; bad ones go to FILE.rejected.csv with the reason."""


@import_.command("vouchers")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@frame.site_option
@click.option("--widget", "widget_id", metavar="ID", help="Which voucher, when several take codes.")
@click.option("--redeemed", is_flag=True, help="The codes were redeemed elsewhere.")
@frame.json_option
def import_vouchers(file: Path, site_key: str, widget_id: str | None, redeemed: bool, as_json: bool) -> None:
    """Codes for a voucher's pool, or with --redeemed, codes that were used."""
    with frame.opened() as (db, _):
        site = frame.site(db, site_key)
        widget = None if redeemed else uploads.pool(db, site, widget_id)
        heading, rows = uploads.parse(_text(file), uploads.REDEEMED if redeemed else uploads.CODES)
        with reporting(f"{len(rows)} rows", len(rows)) as advance:
            if widget is None:
                outcome = uploads.redeem(db, site, rows, clock.now_ms(), advance)
            else:
                outcome = uploads.add(db, site, widget, rows, clock.now_ms(), advance)
    left = lists.reject(file, heading, [(row.cells, reason) for row, reason in outcome.rejected])
    shown = {"kept": outcome.kept, "rejected": len(outcome.rejected), "file": str(left) if left else None}
    frame.show(as_json, shown, lambda: lists.told(outcome.kept, len(outcome.rejected), left))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(422, f"{file} is no UTF-8", "Save it as CSV UTF-8.") from None


@exports.export.command("vouchers")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@frame.site_option
@frame.json_option
def export_vouchers(file: Path, site_key: str, as_json: bool) -> None:
    """A site's voucher codes with their state, the newest first."""
    with frame.opened() as (db, _):
        site, rows = frame.site(db, site_key), []
        cursor: str | None = ""
        while cursor is not None:
            page, cursor = listing.page(db, site, {}, clock.now_ms(), cursor, 500)
            rows += [_cells(row) for row in page]
        count = export.write(file, EXPORTED, rows)
    frame.show(as_json, {"rows": count, "file": str(file)}, lambda: [f"{count} codes in {file}"])


def _cells(row: dict[str, Any]) -> list[Any]:
    values = row | {name: clock.rfc3339(row[name]) if row[name] else "" for name in TIMES}
    return [values[name] for name in EXPORTED]
