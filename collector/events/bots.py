"""Who is not counted, and what kind of device somebody holds: both told from the user agent alone."""

from __future__ import annotations

from functools import lru_cache

import crawleruseragents

# Crafted user agents make some of the list's expressions slow, so they see no more than any real browser sends.
CONSIDERED = 512
STORED = 300

_PHONE = ("iphone", "ipod", "opera mini", "kaios")
_TABLET = ("ipad", "tablet", "playbook", "kindle")


@lru_cache(maxsize=4096)
def is_bot(user_agent: str) -> bool:
    """Whether the list of crawler-user-agents (github.com/monperrus/crawler-user-agents) knows it.

    The list has some 1,500 expressions and takes 0.2 ms; real visitors share few user agents.
    """
    return bool(crawleruseragents.is_crawler(user_agent[:CONSIDERED]))


@lru_cache(maxsize=4096)
def device(user_agent: str) -> str:
    """`phone`, `tablet`, `desktop` or `bot`. A recent iPad says that it is a Mac, and counts as a desktop."""
    if is_bot(user_agent):
        return "bot"
    text = user_agent[:CONSIDERED].lower()
    if any(word in text for word in _PHONE):
        return "phone"
    # Android's own rule: a phone says Mobile, a tablet leaves it out.
    if any(word in text for word in _TABLET) or ("android" in text and "mobi" not in text):
        return "tablet"
    return "phone" if "mobi" in text else "desktop"
