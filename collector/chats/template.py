"""Templates of chat webhooks: JSON whose texts hold fields such as {{name}}, filled with a notice.

A template is parsed before it is filled, so that a value is always the content of a text and never JSON. In the texts,
- a line that names nothing but a link or a number to call is left out when there is none, and an element of a list (a
  block, a button) is left out when nothing is left of one of its texts;
- any other field without a value is a dash;
- {{text}} takes the room that the rest of its text leaves, up to what the chat takes in such a text (presets.json).

Sources of presets.json: Slack, "Text object" (3,000 letters; a header 150) and "Incoming webhooks"; Discord, "Embed
limits" and "Execute webhook" (content 2,000; allowed_mentions); Google Chat, "spaces.messages.create" (32,000 bytes);
Zalo, Official Account API v3.0, "message/cs" (2,000); Teams, "Create Incoming Webhooks" (28 KB) and "Format cards"
(lines are two line breaks apart); Mattermost, "Incoming webhooks" (16,383 since version 5).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collector.chats.fitting import Manner, cut, fitting, shown, units
from collector.chats.words import harmless, marked
from collector.notices.notice import Item, Notice, link_item, say

PRESETS: dict[str, Any] = json.loads((Path(__file__).parent / "presets.json").read_text(encoding="utf-8"))
FORMATS = tuple(PRESETS)
MOST_BYTES = 16 * 1024
NONE = "–"
TITLE_MOST = 150
WORD_MOST = 500

# What a template may name; the first four come and go.
ADDRESSES = ("link", "link_text", "call", "call_text")
FIELDS = (*ADDRESSES, "title", "text", "name", "phone", "email", "source", "page", "kind", "site", "when")
_FIELD = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_GONE = object()


@dataclass(frozen=True, slots=True)
class Filling:
    """Values by name, those of others harmless by now; and what {{text}} is made of."""

    format: str
    values: dict[str, str]
    notice: Notice

    def most(self, key: str) -> int:
        """How much a text of this name holds in this chat."""
        known: dict[str, int] = PRESETS[self.format]["most"]
        return known.get(key, known["*"])

    def text(self, room: int) -> str:
        """The notice but for its title, within so much room."""
        notice, manner = self.notice, _manner(self.format, len(self.notice["items"]) > 1)
        head, foot = ([marked(notice[name])] if notice[name] else [] for name in ("intro", "note"))
        left = room - sum(units(part + manner.gap) for part in (*head, *foot))
        parts = [*head, *fitting(notice["items"], left, notice["locale"], manner), *foot]
        return cut(manner.gap.join(filter(None, parts)), room)


def parse(text: str) -> dict[str, Any]:
    """A template as JSON. Raises ValueError that says what is wrong with it."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise ValueError("a template has 16 KB at most")
    try:
        found = json.loads(text, parse_constant=_refuse)
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise ValueError(f"this is not JSON: line {error.lineno}, column {error.colno}") from None
    except (RecursionError, UnicodeEncodeError, _NoNumber):
        raise ValueError("this is not JSON that a chat could read") from None
    if not isinstance(found, dict):
        raise ValueError("a template is a JSON object: {…}")
    return found


class _NoNumber(Exception):
    pass


def _refuse(_name: str) -> None:
    raise _NoNumber


def named(node: Any) -> list[str]:
    """The fields that the texts of a template name, in their order, also those that are none."""
    if isinstance(node, str):
        return [name.strip() for name in _FIELD.findall(node)]
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [name for one in inner for name in named(one)]


def filled(template: dict[str, Any], filling: Filling) -> dict[str, Any]:
    """A new object with every field replaced, once: what a value holds is not looked at."""
    found = {key: _filled(value, filling, key) for key, value in template.items()}
    return {key: value for key, value in found.items() if value is not _GONE}


def _filled(node: Any, filling: Filling, key: str) -> Any:
    if isinstance(node, str):
        return _string(node, filling, key)
    if isinstance(node, dict):
        return _object(node, filling)
    return _list(node, filling, key) if isinstance(node, list) else node


def _object(node: dict[str, Any], filling: Filling, in_list: bool = False) -> Any:
    found = {name: _filled(value, filling, name) for name, value in node.items()}
    gone = [name for name, value in found.items() if value is _GONE]
    # A list that is left with nothing is left out by itself, where it is not all that an element of another is for.
    if any(in_list or not isinstance(node[name], list) for name in gone):
        return _GONE
    return {name: value for name, value in found.items() if value is not _GONE}


def _list(node: list[Any], filling: Filling, key: str) -> Any:
    parts = [_object(one, filling, True) if isinstance(one, dict) else _filled(one, filling, key) for one in node]
    kept = [one for one in parts if one is not _GONE]
    return kept if kept or not node else _GONE


def _string(node: str, filling: Filling, key: str) -> Any:
    lines = node.split("\n")
    kept = [one for one in lines if not _leads_nowhere(one, filling)]
    text = node if len(kept) == len(lines) else "\n".join(kept).strip("\n")
    if node and not text:
        return _GONE
    fields, most = named(text), filling.most(key)
    if not fields:
        return text
    room = most - units(_put(text, filling, ""))
    body = filling.text(room // fields.count("text")) if "text" in fields else ""
    return cut(_put(text, filling, body or NONE), most)


def _leads_nowhere(text: str, filling: Filling) -> bool:
    fields = named(text)
    return bool(fields) and set(fields) <= set(ADDRESSES) and not all(filling.values[name] for name in fields)


def _put(text: str, filling: Filling, body: str) -> str:
    values = {name: value or NONE for name, value in filling.values.items()} | {"text": body}
    return _FIELD.sub(lambda found: values[found[1].strip()], text)


def filling(notice: Notice, format_: str, when: str) -> Filling:
    """What a template of this format is filled with."""
    given, item = notice["fields"], _item(notice)
    phone = item["phone"] or ""
    call = phone if _PHONE.fullmatch(phone) else ""
    values = {name: cut(harmless(given.get(name, "")), WORD_MOST) for name in FIELDS}
    values |= {
        "title": cut(marked(notice["title"]), TITLE_MOST),
        "site": marked(given.get("site", "")),
        "phone": call or values["phone"],
        "call": f"tel:{call}" if call else "",
        "call_text": marked(item["phone_text"]) if call else "",
        "link": item["link"],
        "link_text": marked(item["link_text"]) if item["link"] else "",
        "when": when,
    }
    return Filling(format_, values, notice)


def _item(notice: Notice) -> Item:
    """The lead to call and to open; of several, the list that they are in, because {{text}} has the way to each."""
    items = notice["items"]
    if len(items) == 1:
        return dict(items[0])
    link = items[0]["link"].rpartition("/")[0] if items else ""
    return link_item("", link, say("open_inbox", notice["locale"]))


def _manner(format_: str, several: bool) -> Manner:
    after = _links if several else _nothing
    return Manner(marked, _row, after, units, PRESETS[format_].get("newline", "\n"))


def _row(label: str, value: str) -> str:
    return f"{harmless(label).rstrip(': ') or NONE}: {harmless(shown(value))}"


def _links(item: Item) -> list[str]:
    """Of several leads, each has its own."""
    phone = item["phone"] or ""
    call = [f"☎ {phone}"] if _PHONE.fullmatch(phone) else []
    return [*call, *([f"{marked(item['link_text'])}: {item['link']}"] if item["link"] else [])]


def _nothing(_item: Item) -> list[str]:
    return []
