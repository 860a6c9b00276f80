"""Which channel a source, medium and campaign belong to: GA4's default channel group, ordered, first match wins.

The rules are data (`data/ga4_channels.json`, after support.google.com/analytics/answer/9756891), read with our own
additions to the source lists (`ours_source_categories`). Nothing here knows a channel's name but Unassigned.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

_DATA: dict[str, Any] = json.loads(
    (files("collector.attribution") / "data" / "ga4_channels.json").read_text(encoding="utf-8")
)
UNASSIGNED = str(_DATA["about"]["unassigned"])


@dataclass(frozen=True, slots=True)
class Fields:
    """What a rule looks at, lower-cased. A source has two spellings when a referrer's host got a network's name."""

    source: tuple[str, ...]
    medium: tuple[str, ...]
    campaign: tuple[str, ...]


Test = Callable[[Fields], bool]
Match = Callable[[str], bool]


def _category(name: str) -> frozenset[str]:
    return frozenset(_DATA["source_categories"][name]) | frozenset(_DATA["ours_source_categories"][name])


def _match(operator: str, value: Any) -> Match:
    if operator == "regex":
        pattern = re.compile(value)
        return lambda text: pattern.fullmatch(text) is not None
    matches: dict[str, Callable[[], Match]] = {
        "eq": lambda: lambda text: text == value,
        "in": lambda: frozenset(value).__contains__,
        "contains": lambda: lambda text: value in text,
        "ends_with": lambda: lambda text: text.endswith(value),
        "in_category": lambda: _category(value).__contains__,
    }
    return matches[operator]()


def _test(condition: dict[str, Any]) -> Test:
    if "all" in condition:
        every = [_test(part) for part in condition["all"]]
        return lambda fields: all(test(fields) for test in every)
    if "any" in condition:
        some = [_test(part) for part in condition["any"]]
        return lambda fields: any(test(fields) for test in some)
    match, name = _match(condition["op"], condition["value"]), condition["field"]
    return lambda fields: any(match(text) for text in getattr(fields, name))


_RULES: list[tuple[str, Test]] = [(str(rule["channel"]), _test(rule["when"])) for rule in _DATA["rules"]]
CHANNELS = (*(channel for channel, _ in _RULES), UNASSIGNED)


@lru_cache(maxsize=8192)
def channel_of(source: str, medium: str, campaign: str = "", host: str = "") -> str:
    """The channel; `host` is the referring host when `source` is a name given to it."""
    fields = Fields(
        source=(source.lower(), host) if host else (source.lower(),),
        medium=(medium.lower(),),
        campaign=(campaign.lower(),),
    )
    return next((channel for channel, test in _RULES if test(fields)), UNASSIGNED)
