"""Visitors' words for team chats: the same to read, with nothing to tap and nothing that marks up.

Chats differ in what they make of a text, some also in what they can be asked to leave alone, and a template may put a
field anywhere. So nothing here depends on where it stands: what marks up becomes a letter that only looks like it, and
links, mentions and commands are taken apart by a space that can be seen. An invisible one would not do in chats whose
rules we cannot read: to browsers a U+200B within the name of a host is nothing at all (UTS 46), so that a chat that
takes it for a letter would make a working link.
"""

from __future__ import annotations

import re

from collector.notices.inert import BREAK, inert
from collector.notices.notice import line

# What stands for itself in no chat: mrkdwn of Slack, Markdown of Discord, Mattermost, Teams and Google Chat, <…> of
# mentions, {{…}} and ${…} of cards.
LOOKALIKES = str.maketrans("*_~`[]<>|\\#{}", "∗＿∼‵［］‹›∣＼＃｛｝")
# &lt; &#64;: would be read back as what they stand for.
_REFERENCE = re.compile(r"&(?=#?\w+;)")
_EMOJI = re.compile(r"(?<!\d):(?=[\w+-]+:)")
# Lists and the like, at the beginning of a line.
_MARKER = re.compile(r"^(?:([-+=])(?=\s|\1)|(\d{1,9})([.)])(?=\s))")
_MARKERS = str.maketrans("-+=.)", "–＋＝．）")


def marked(text: str) -> str:
    """Words of our own or the site's owner, as text that is not marked up; addresses in them stay whole."""
    text = _REFERENCE.sub("＆", line(text).translate(LOOKALIKES))
    return _MARKER.sub(lambda found: found[0].translate(_MARKERS), text)


def harmless(text: str) -> str:
    """Others' words. Numbers stay together: whoever taps one that a phone makes a link calls that number."""
    text = inert(line(text).translate(LOOKALIKES)).replace(BREAK, " ").replace(": / /", ": //")
    return marked(_EMOJI.sub(": ", text))
