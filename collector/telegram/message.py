"""A notice as a message of the Bot API (HTML style): what we say is bold, what visitors say is code.

In plain text Telegram itself makes links of addresses, @names, #tags, /commands, e-mail addresses and numbers; nothing
is found inside code, which can be part of nothing else (tdlib/td, MessageEntity.cpp, merge_new_entities).
"""

from __future__ import annotations

import html
import re
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from collector.chats.fitting import Manner, fitting, shown, units
from collector.notices.notice import Item, Notice

# "1-4096 characters after entities parsing"; counted like its offsets, in UTF-16 code units.
MOST = 4096
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
# Words, dates and hours, in which Telegram finds nothing; but numbers in a row may be one of a phone.
_HARMLESS = re.compile(r"(?:[^\W\d_]|[ ,()?'’·–-]|(?<!\d)\d{1,4}(?:[:/]\d{1,4})*(?!\d))+")
_IN_A_ROW = re.compile(r"\d[ ()–-]+\d")


def compose(notice: Notice) -> dict[str, Any]:
    """The parameters of sendMessage, but for the chat."""
    items = notice["items"]
    button = _button(items[0]) if len(items) == 1 else None
    head = [f"<b>{_escaped(notice['title'])}</b>", *([_escaped(notice["intro"])] if notice["intro"] else [])]
    foot = [f"<i>{_escaped(notice['note'])}</i>"] if notice["note"] else []
    room = MOST - length("\n\n".join([*head, *foot])) - 2
    manner = Manner(_bold, _row, partial(_after, linked=button is None), length)
    blocks = [*head, *fitting(items, room, notice["locale"], manner), *foot]
    values = {
        "text": "\n\n".join(filter(None, blocks)),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    return values | ({"reply_markup": {"inline_keyboard": [[button]]}} if button else {})


def length(marked: str) -> int:
    """How long Telegram finds a text of ours: without markup, in UTF-16 code units."""
    return units(html.unescape(re.sub(r"<[^>]*>", "", marked)))


def _row(label: str, value: str) -> str:
    return f"{_bold(label)}: {_code(value)}"


def _bold(text: str) -> str:
    """What is ours as a rule. Not always: names of fields come with the form, and a form can be forged."""
    harmless = _HARMLESS.fullmatch(text) and not _IN_A_ROW.search(text)
    return f"<b>{_escaped(text)}</b>" if harmless else _code(text)


def _after(item: Item, linked: bool) -> list[str]:
    return [*_phone(item), *(_link(item) if linked else [])]


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
    return f"<code>{_escaped(shown(text))}</code>"


def _escaped(text: str) -> str:
    return html.escape(text, quote=True).replace("&#x27;", "'")
