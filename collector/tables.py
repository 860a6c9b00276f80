"""Lists that people bring as files: whatever a spreadsheet or an ad platform wrote, row by row. Knows no domain."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from collector.errors import Problem

MARKS = ",;\t"
LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it ends on, and its cells as they came, without the spaces around them."""

    line: int
    cells: list[str]


def text(raw: bytes) -> str:
    """The letters of a file: UTF-8, or the UTF-16 that Google Ads calls "Excel .csv". Raises Problem 422."""
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(422, "This file is no UTF-8", "Save it as CSV UTF-8.") from None


def rows(text: str) -> list[Row]:
    """The rows that are not empty. The mark between cells is the commonest of the first lines. Raises Problem 422."""
    head = "\n".join(text.splitlines()[:LOOKED_AT])
    mark = max(MARKS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        found = [Row(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise Problem(422, "This list cannot be read", str(error)) from None
    return [row for row in found if any(row.cells)]
