"""Staff hear at once that a visitor has changed a call-back: somebody may be about to dial."""

from __future__ import annotations

from typing import Any

from collector import sentences
from collector.db import Tx
from collector.leads import notices
from collector.leads.promises import when
from collector.notices import telling
from collector.notices.notice import Notice, line
from collector.sites.service import Site

say = sentences.beside(__file__)

# Both the names of changes in a lead's history and, with a dot, of notices.
MOVED, CANCELLED = "callback_moved", "callback_cancelled"


def tell(tx: Tx, site: Site, row: Any, before: int | None, what: str, base_url: str, now: int) -> int:
    """Tell in the caller's transaction; returns how many hear of it. `before` is when the call was promised."""
    lead = notices.facts(row)
    event = what.replace("_", ".")

    def written(locale: str) -> Notice:
        notice = notices.compose(site, lead, base_url, event, locale, now)
        title = say(f"notice_{what}", locale, site=line(site.name))
        return {**notice, "title": title, "intro": _intro(site, before, row.promise_at, locale, now)}

    return telling.tell(tx, site, event, lead, written, now, urgent=True)


def _intro(site: Site, before: int | None, after: int | None, locale: str, now: int) -> str:
    was, now_at = (when(at, now, site.timezone, locale) if at else "" for at in (before, after))
    if not now_at:
        return say("intro_cancelled", locale, before=was)
    return say("intro_moved", locale, before=was, after=now_at) if was else say("intro_again", locale, after=now_at)
