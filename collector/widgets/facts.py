"""What a rule may ask about the page and the visitor, and which comparisons make sense for it.

The script answers in widgets/js/decide/facts.js; tests/contract/decide.json holds both to the same list.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT = ("is", "contains", "starts", "ends", "glob", "regex", "exists")
NUMBER = ("is", ">", ">=", "<", "<=")
CHOICE = ("is",)
# What is kept as text and often holds a number: the total of a cart, a count in a cookie.
EITHER = (*TEXT, *NUMBER[1:])

DEVICES = ("phone", "tablet", "desktop")
CHANNELS = ("paid", "email", "social", "search", "referral", "campaign", "direct")
SYSTEMS = ("android", "ios", "windows", "mac", "linux", "other")
BROWSERS = ("chrome", "safari", "firefox", "edge", "samsung", "coccoc", "opera", "other")
# Besides these two: how far the visitor's latest lead has come, as staff have marked it.
STATUSES = ("new", "contacted", "qualified", "won", "lost", "spam")
APPS = ("zalo", "messenger", "instagram", "facebook", "tiktok", "line")
OPERATORS = tuple(dict.fromkeys((*EITHER, *NUMBER)))


@dataclass(frozen=True, slots=True)
class Fact:
    """`named`: asks for a `name` (None: may have one). `choices`: the values there are. `folded`: case is ignored."""

    operators: tuple[str, ...]
    named: bool | None = False
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    folded: bool = False


FACTS: dict[str, Fact] = {
    "path": Fact(TEXT),
    "url": Fact(TEXT),
    "query": Fact(EITHER, named=True),
    "hash": Fact(TEXT),
    "referrer": Fact(TEXT, folded=True),
    "utm": Fact(TEXT, named=True, folded=True),
    "visitor": Fact(CHOICE, choices=("new", "returning")),
    "visits": Fact(NUMBER),
    "pages": Fact(NUMBER),
    "device": Fact(CHOICE, choices=DEVICES),
    "lead": Fact(CHOICE, choices=("sent", "none", *STATUSES)),
    "widget": Fact(CHOICE, named=True, choices=("shown", "closed", "converted")),
    "click_id": Fact(("exists",), named=None),
    "channel": Fact(CHOICE, choices=CHANNELS),
    "system": Fact(CHOICE, choices=SYSTEMS),
    "browser": Fact(CHOICE, choices=BROWSERS),
    "language": Fact(TEXT, folded=True),
    "app": Fact(("is", "exists"), choices=APPS),
    "cookie": Fact(EITHER, named=True),
    "storage": Fact(EITHER, named=True),
    "variable": Fact(EITHER, named=True),
    "consent": Fact(CHOICE, named=True, choices=("granted", "denied", "unknown"), names=("storage", "ads")),
}
