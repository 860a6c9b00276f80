"""As much of a notice as a message has room for, and how much more there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from collector import sentences
from collector.notices.notice import Item

say = sentences.beside(__file__)

# Where there is less room than this for a lead, nothing worth reading would be left of it.
ITEM_LEAST = 200


@dataclass(frozen=True, slots=True)
class Manner:
    """How a medium writes a lead: heading, row, what follows the rows; what parts two lines; how it counts."""

    heading: Callable[[str], str]
    row: Callable[[str, str], str]
    after: Callable[[Item], list[str]]
    length: Callable[[str], int]
    newline: str = "\n"

    @property
    def gap(self) -> str:
        """Between two leads."""
        return "\n\n" if self.newline == "\n" else self.newline


def units(text: str) -> int:
    """UTF-16 code units: how Telegram counts, and never less than others count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitting(items: list[Item], room: int, locale: str, manner: Manner) -> list[str]:
    """A text for each of as many items as fit, the first at least in part, and one that counts the rest.

    Joined by `manner.gap`, they take `room` at most.
    """
    texts: list[str] = []
    for number, item in enumerate(items):
        more = say("more_items", locale, count=len(items) - number)
        left = room - sum(manner.length(text + manner.gap) for text in texts)
        # Each but the last leaves room to say that others follow.
        left -= manner.length(manner.gap + more) if number + 1 < len(items) else 0
        text = _item(item, left, locale, manner)
        if text is None:
            return [*texts, more] if manner.length(more) <= room else texts
        texts.append(text)
    return texts


def _item(item: Item, room: int, locale: str, manner: Manner) -> str | None:
    """One lead; rows that find no room are counted. None when there is no room for anything worth reading."""
    heading = [manner.heading(item["heading"])] if item["heading"] else []
    rows, after = [manner.row(*row) for row in item["rows"]], manner.after(item)
    whole = manner.newline.join([*heading, *rows, *after])
    if manner.length(whole) <= room:
        return whole
    if room < ITEM_LEAST:
        return None
    for kept in range(_most(rows, room, manner), -1, -1):
        more = say("more_rows", locale, count=len(rows) - kept)
        part = manner.newline.join([*heading, *rows[:kept], more, *after])
        if manner.length(part) <= room:
            return part
    return None


def _most(rows: list[str], room: int, manner: Manner) -> int:
    """How many rows could fit if there were nothing else; one is left out in any case."""
    ends = accumulate(manner.length(row + manner.newline) for row in rows)
    return min(sum(end <= room for end in ends), len(rows) - 1)


def cut(text: str, most: int) -> str:
    """The beginning of a text, with a sign that there was more."""
    if units(text) <= most:
        return text
    text = text[: max(0, most - 1)]
    while text and units(text) > most - 1:
        text = text[:-1]
    return text + "…" if most > 0 else ""


def shown(value: Any) -> str:
    """A value as a row shows it: of bounded length."""
    return cut(str(value), 500)
