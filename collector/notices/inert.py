"""Others' words in messages: readable as they are, and nothing that a mail client or a chat makes a link of.

Clients look for links themselves in what was meant as text. An invisible space (U+200B) where such a link would have to
hold together keeps them from finding one; `notice.line` has taken out any that came with the words.
"""

from __future__ import annotations

import re

BREAK = "\u200b"

# A dot of any writing between what could be two labels of a domain; 1.500.000 and 21.11.2026 have digits on both sides.
_DOT = re.compile(r"(?<=\S)([.。．｡․])(?=\w)")
_ADDRESS = re.compile(r"(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
# https://…, mailto:…, tel:…, javascript:…; not 15:30.
_SCHEME = re.compile(r"(?<=[^\W\d])([:：])(?=\S)|(:)(?=//)")
_SLASHES = re.compile(r"([/\\／＼])(?=[/\\／＼])")
# @somebody and a@b, #topic, /command, $TICKER, as chats read them.
_MARK = re.compile(r"([@＠])(?=\S)|(?<!\w)([#＃/$])(?=\w)")


def inert(text: str) -> str:
    """The same words to the eye, with nothing in them to tap: no address, mention, topic or command.

    Digits stay together: a phone number that becomes a link calls that number, as whoever reads it means to.
    """
    text = _ADDRESS.sub(lambda found: found[0].replace(".", f".{BREAK}"), text)
    text = _DOT.sub(_broken_dot, text)
    for pattern in (_SCHEME, _SLASHES, _MARK):
        text = pattern.sub(lambda found: f"{found[0]}{BREAK}", text)
    return text


def _broken_dot(found: re.Match[str]) -> str:
    before, after = found.string[found.start() - 1], found.string[found.end()]
    return found[0] if before.isdigit() and after.isdigit() else f"{found[0]}{BREAK}"
