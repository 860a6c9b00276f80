"""What Telegram's server makes of a text: HTML into entities, and what it finds tappable by itself.

After tdlib/td, td/telegram/MessageEntity.cpp (parse_html, find_entities, merge_new_entities, fix_entities), which the
Bot API server runs. Where that file consults a list (top-level domains, bank cards) or leaves the work to the servers
behind it (phone numbers), this finds more than they do, never less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
SPLITTABLE = {"bold", "italic", "underline", "strikethrough", "spoiler"}
TAPPABLE = {"mention", "bot_command", "hashtag", "cashtag", "url", "email", "phone_number", "bank_card", "text_link"}

_TAG = re.compile(r"<(/?)([^\s>]*)((?:\s+[^\s=>]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9.-]*))?)*)\s*(>?)")
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_HASH = r"\w·\u200c"

# In the order in which the server looks; in its comments most are regular expressions too.
_FOUND = (
    ("mention", re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("hashtag", re.compile(rf"(?<![{_HASH}])#(?=[{_HASH}]*[^\W\d_])[{_HASH}]{{1,256}}(?![{_HASH}]*#)")),
    ("cashtag", re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])")),
    ("bank_card", re.compile(r"(?<![\w])\d(?:[ -]?\d){12,18}(?!\w)")),
    ("url", re.compile(r"(?i)\b(?:tg|ton|tonsite)://[\w-]+\S*")),
    ("email", re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}")),
    ("url", re.compile(r"(?i)\b(?:https?|ftp|tonsite)://[^\s<>\"«»]+")),
    ("url", re.compile(r"(?<![\w@/#])(?:[\w~-]+\.)+(?:[^\W\d_]{2,}|xn--[\w-]+)(?::\d+)?(?:[/?#][^\s<>\"«»]*)?")),
    ("url", re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])(?::\d+)?(?:[/?#][^\s<>\"«»]*)?")),
    ("phone_number", re.compile(r"(?<![\w+])(?:\+\d|0)(?:[ .()-]{0,2}\d){7,14}(?!\w)")),
)


class Unparsable(Exception):
    """In the server's words."""


@dataclass(frozen=True)
class Entity:
    """`offset` and `length` count UTF-16 code units, as everywhere in the Bot API."""

    type: str
    offset: int
    length: int
    url: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length


def units(text: str) -> int:
    """How Telegram counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, entity: Entity) -> str:
    """The part of the text that an entity covers."""
    return text.encode("utf-16-le")[2 * entity.offset : 2 * entity.end].decode("utf-16-le")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without markup, and its entities. Raises Unparsable."""
    text, entities, open_tags, at = "", [], [], 0
    while at < len(source):
        if source[at] == "<":
            at = _tag(source, at, text, open_tags, entities)
            continue
        letter, at = _letter(source, at)
        text += letter
    if open_tags:
        raise Unparsable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return text, entities


def _letter(source: str, at: int) -> tuple[str, int]:
    found = _REFERENCE.match(source, at) if source[at] == "&" else None
    if not found:
        return source[at], at + 1
    if found[3]:
        return _NAMED[found[3]], found.end()
    code = int(found[1]) if found[1] else int(found[2], 16)
    return (chr(code), found.end()) if 0 < code < 0x10FFFF else (source[at], at + 1)


def _tag(source: str, at: int, text: str, open_tags: list[tuple[str, int, str]], entities: list[Entity]) -> int:
    place = len(source[:at].encode())
    found = _TAG.match(source, at)
    if not found or not found[4]:
        raise Unparsable(f"Unclosed {'end' if source[at + 1 : at + 2] == '/' else 'start'} tag at byte offset {place}")
    name = found[2].lower()
    if not found[1]:
        if name not in TAGS:
            raise Unparsable(f'Unsupported start tag "{name}" at byte offset {place}')
        href = re.search(r"href\s*=\s*[\"']([^\"']*)", found[3])
        open_tags.append((name, units(text), parse_html(href[1].replace("<", ""))[0] if href else ""))
        return found.end()
    if not open_tags:
        raise Unparsable(f"Unexpected end tag at byte offset {place}")
    opened, start, url = open_tags.pop()
    if name and name != opened:
        raise Unparsable(f'Unmatched end tag at byte offset {place}, expected "</{opened}>", found "</{name}>"')
    # A link that is none leaves its words behind.
    if units(text) > start and (TAGS[opened] != "text_link" or "." in re.sub(r"^\w+://([^/]*).*", r"\1", url)):
        entities.append(Entity(TAGS[opened], start, units(text) - start, url))
    return found.end()


def find(text: str) -> list[Entity]:
    """What the server makes tappable in a text without being asked; where two overlap, the first one."""
    found: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            new = Entity(kind, units(text[: match.start()]), units(match[0]))
            if not any(new.offset < old.end and old.offset < new.end for old in found):
                found.append(new)
    return found


def merge(own: list[Entity], found: list[Entity]) -> list[Entity]:
    """What was marked up as code, preformatted or a link holds nothing else; bold and its like hold anything."""
    solid = [entity for entity in own if entity.type not in SPLITTABLE]
    loose = [entity for entity in own if entity.type in SPLITTABLE]
    # Code is part of nothing but a quotation: bold round it is cut away (fix_entities).
    code = [entity for entity in solid if entity.type in ("code", "pre")]
    loose = [one for one in loose if not any(one.offset < two.end and two.offset < one.end for two in code)]
    kept = [new for new in found if not any(new.offset < old.end and old.offset < new.end for old in solid)]
    return sorted([*solid, *loose, *kept], key=lambda entity: (entity.offset, -entity.length))
