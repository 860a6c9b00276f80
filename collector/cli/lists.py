"""What becomes of the rows of a file that could not be used: a file beside it, with the reasons."""

from __future__ import annotations

import csv
from pathlib import Path

from collector import export


def reject(file: Path, heading: list[str], rejected: list[tuple[list[str], str]]) -> Path | None:
    """Write the rows that were left out, as they came, each with its reason; no file when all were kept."""
    left = file.with_name(f"{file.name}.rejected.csv")
    if not rejected:
        left.unlink(missing_ok=True)
        return None
    with left.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([*heading, "reason"])
        for cells, reason in rejected:
            # As many cells as the heading has, so that the reason stands under its name.
            whole = (cells + [""] * len(heading))[: len(heading)]
            writer.writerow([*map(export.inert, whole), reason])
    return left


def told(kept: int, rejected: int, left: Path | None) -> list[str]:
    """The same for people."""
    lines = [f"{kept} kept"]
    return [*lines, f"{rejected} left out, with the reasons: {left}"] if left else lines
