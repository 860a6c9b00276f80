"""Rows as CSV or XLSX, by the file's ending, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from collector.errors import Problem

# What a spreadsheet reads as the beginning of a formula (OWASP ASVS 5, 1.2.10), full-width forms included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def inert(value: Any) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return "'" + text if text.startswith(FORMULA) else text


def write_csv(handle: IO[str], headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """With a byte order mark, so that Excel reads the Vietnamese; returns the number of rows."""
    handle.write("\ufeff")
    writer = csv.writer(handle)
    writer.writerow(headers)
    count = 0
    for row in rows:
        # Numbers of our own stay numbers; every text is made inert.
        writer.writerow([value if isinstance(value, int | float) else inert(value) for value in row])
        count += 1
    return count


def write_xlsx(handle: IO[bytes], headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Every text is a string cell, so nothing in it can be a formula or a link; returns the number of rows."""
    book = xlsxwriter.Workbook(
        handle, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, headers)
    count = 0
    for row in rows:
        count += 1
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(count, column, value)
            else:
                sheet.write_string(count, column, "" if value is None else str(value))
    book.close()
    return count


def write(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write by the file's ending. Raises Problem 422 for another one or a folder that is not there, OSError."""
    if not path.absolute().parent.is_dir():
        raise Problem(422, f"There is no folder {path.parent}", "Make it first.")
    if path.suffix.lower() == ".xlsx":
        with path.open("wb") as handle:
            return write_xlsx(handle, headers, rows)
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8", newline="") as text:
            return write_csv(text, headers, rows)
    raise Problem(422, "The file ends in .csv or .xlsx")
