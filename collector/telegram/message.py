"""A notice as a message of the Bot API (HTML style): what we say is bold, what visitors say is code.

In plain text Telegram itself makes links of addresses, @names, #tags, /commands, e-mail addresses and numbers; nothing
is found inside code, which can be part of nothing else (tdlib/td, MessageEntity.cpp, merge_new_entities).
"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlsplit

from collector import sentences

say = sentences.beside(__file__)

# "1-4096 characters after entities parsing"; counted like its offsets, in UTF-16 code units.
MOST = 4096
LONGEST_VALUE = 500
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
# Words, dates and hours, in which Telegram finds nothing; but numbers in a row may be one of a phone.
_HARMLESS = re.compile(r"(?:[^\W\d_]|[ ,()?'’·–-]|(?<!\d)\d{1,4}(?:[:/]\d{1,4})*(?!\d))+")
_IN_A_ROW = re.compile(r"\d[ ()–-]+\d")
_ITEM_LEAST = 200

Notice = dict[str, Any]
Item = dict[str, Any]


def compose(notice: Notice) -> dict[str, Any]:
    """The parameters of sendMessage, but for the chat."""
    items, locale = notice["items"], notice["locale"]
    button = _button(items[0]) if len(items) == 1 else None
    head = [f"<b>{_escaped(notice['title'])}</b>", *([_escaped(notice["intro"])] if notice["intro"] else [])]
    foot = [f"<i>{_escaped(notice['note'])}</i>"] if notice["note"] else []
    room = MOST - length("\n\n".join([*head, *foot])) - 2
    blocks = [*head, *_fitting(items, room, locale, linked=button is None), *foot]
    values = {
        "text": "\n\n".join(blocks),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    return values | ({"reply_markup": {"inline_keyboard": [[button]]}} if button else {})


def length(marked: str) -> int:
    """How long Telegram finds a text of ours: without markup, in UTF-16 code units."""
    return len(html.unescape(re.sub(r"<[^>]*>", "", marked)).encode("utf-16-le")) // 2


def _fitting(items: list[Item], room: int, locale: str, linked: bool) -> list[str]:
    """As many items as there is room for, the first one at least in part, and how many more there are."""
    blocks: list[str] = []
    for number, item in enumerate(items):
        more = say("more_items", locale, count=len(items) - number)
        left = room - sum(length(block) + 2 for block in blocks)
        # Each but the last leaves room to say that others follow.
        left -= length(more) + 2 if number + 1 < len(items) else 0
        block = _item(item, left, locale, linked)
        if block is None:
            return [*blocks, more]
        blocks.append(block)
    return blocks


def _item(item: Item, room: int, locale: str, linked: bool) -> str | None:
    """One lead; rows that find no room are counted. None when there is no room for anything worth reading."""
    heading = [_bold(item["heading"])] if item["heading"] else []
    after = [*_phone(item), *(_link(item) if linked else [])]
    rows = [_row(*row) for row in item["rows"]]
    whole = "\n".join([*heading, *rows, *after])
    if length(whole) <= room:
        return whole
    if room < _ITEM_LEAST:
        return None
    for kept in range(len(rows) - 1, -1, -1):
        more = say("more_rows", locale, count=len(rows) - kept)
        part = "\n".join([*heading, *rows[:kept], more, *after])
        if length(part) <= room:
            return part
    return None


def _row(label: str, value: str) -> str:
    return f"{_bold(label)}: {_code(value)}"


def _bold(text: str) -> str:
    """What is ours as a rule. Not always: names of fields come with the form, and a form can be forged."""
    harmless = _HARMLESS.fullmatch(text) and not _IN_A_ROW.search(text)
    return f"<b>{_escaped(text)}</b>" if harmless else _code(text)


def _phone(item: Item) -> list[str]:
    """Outside code, so that one tap calls; only a number in our own spelling (E.164)."""
    phone = item["phone"] or ""
    return [f"☎ {phone}"] if _PHONE.fullmatch(phone) else []


def _button(item: Item) -> dict[str, str] | None:
    """The link as a button, where Telegram takes it: a host with a dot (LinkManager.cpp, check_link), over https."""
    return {"text": item["link_text"], "url": item["link"]} if _reachable(item["link"]) else None


def _link(item: Item) -> list[str]:
    if _reachable(item["link"]):
        return [f'<a href="{_escaped(item["link"])}">{_escaped(item["link_text"])}</a>']
    return [_escaped(item["link"])] if item["link"] else []


def _reachable(link: str) -> bool:
    parts = urlsplit(link)
    return parts.scheme == "https" and "." in (parts.hostname or "").strip(".")


def _code(text: str) -> str:
    cut = text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
    return f"<code>{_escaped(cut)}</code>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=True).replace("&#x27;", "'")
