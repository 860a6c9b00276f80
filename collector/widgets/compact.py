"""The form in which a published configuration travels: what decides in the loader, short; what shows, by itself.

The loader is on every page, so what is empty or the default is left out of it; docs/embed.md shows the result.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from collector.widgets import colours, regions, rules, schedule
from collector.widgets.config import WidgetConfig
from collector.widgets.deciding import PLAIN_TRIGGERS, TRIGGERS, FrequencyShape
from collector.widgets.shapes import Config
from collector.widgets.texts import LANGUAGES

DECIDING = ("triggers", "rules", "schedule", "frequency", "variants", "holdout")
_WAITS = ("after_shown", "after_closed", "after_converted")


def deciding(shape: type[WidgetConfig], config: Config) -> Config:
    """The loader's entry of a widget but for its id, kind and files.

    `decide` tells that the script's part of that name is needed for this widget.
    """
    found: Config = {"triggers": _triggers(shape, config["triggers"])}
    parts = {
        "rules": rules.compact(config["rules"]) if config["rules"] else None,
        "schedule": schedule.compact(config["schedule"]) if config["schedule"] else None,
        "frequency": _frequency(config["frequency"]) if shape.triggered else None,
        "variants": [_variant(shape, variant) for variant in config["variants"]],
        "holdout": config.get("holdout"),
        "modal": int(shape.modal),
    }
    found |= {key: value for key, value in parts.items() if value}
    return found | {"decide": 1} if _decides(shape, found) else found


def _triggers(shape: type[WidgetConfig], triggers: list[Config]) -> list[list[Any]]:
    return [_trigger(shape, trigger) for trigger in triggers]


def _trigger(shape: type[WidgetConfig], trigger: Config) -> list[Any]:
    """[on, value, devices], less what is empty at the end."""
    on = trigger["on"]
    # Nothing of such a widget rests on the page: to take its place is to show.
    if on == "load" and not shape.rests:
        on = "delay"
    key = TRIGGERS[trigger["on"]]
    found = [on, trigger[key] if key else 0, trigger.get("devices") or 0]
    while not found[-1]:
        found.pop()
    return found


def _frequency(frequency: Config) -> Config:
    """Waits in seconds by what they follow, and the limits that are set."""
    whole = FrequencyShape().load(frequency)  # one published by an earlier version has other keys
    waits = {key.removeprefix("after_"): int(dt.timedelta(**whole[key]).total_seconds()) for key in _WAITS}
    limits = {key: whole[key] for key in ("most", "session", "priority")}
    return {key: value for key, value in {**waits, **limits}.items() if value}


def _variant(shape: type[WidgetConfig], variant: Config) -> list[Any]:
    """[name, weight] and, where they differ, the triggers."""
    found = [variant["name"], variant["weight"]]
    return found if variant["triggers"] is None else [*found, _triggers(shape, variant["triggers"])]


def _decides(shape: type[WidgetConfig], found: Config) -> bool:
    """Whether there is more to it than to be there at once, or when asked for. Frequency binds what comes unasked."""
    calls = {trigger[0] for trigger in found["triggers"]}
    if calls - set(PLAIN_TRIGGERS) or (shape.gives and "load" not in calls):
        return True
    return any(key in found for key in ("rules", "schedule", "variants", "holdout"))


def shown(config: Config) -> Config:
    """What the widget shows; `patches` holds what a variant, or the time outside the schedule, changes of it."""
    patches = {
        variant["name"]: {key: _looked(key, variant[key]) for key in ("content", "look") if variant[key]}
        for variant in config["variants"]
    }
    outside = config["schedule"].get("content_outside")
    if outside:
        patches["outside"] = {"content": outside}
    kept = {key: _looked(key, value) for key, value in config.items() if key not in DECIDING}
    changed = {name: patch for name, patch in patches.items() if patch}
    return {**kept, "patches": changed} if changed else kept


def _looked(key: str, value: Any) -> Any:
    """A look with what its colour becomes where it must be read, in place of the colour; content with what its region
    says of numbers."""
    if key == "content" and "region" in value:
        return value | regions.numbers(value["region"])
    if key != "look" or "color" not in value:
        return value
    return {name: one for name, one in value.items() if name != "color"} | colours.shades(value["color"])


def spoken(shown: Config, page: str, site: str) -> Config:
    """`shown` in the one language that the script would speak on that page; the rest need not travel.

    Chosen as widgets/js/engine/texts.js does: the page's, else the site's, else the first.
    """
    tags = [part.lower() for tag in (page, site) for part in (tag, tag.split("-")[0])]
    language = next((tag for tag in tags if tag in LANGUAGES), LANGUAGES[0])
    found: Config = _only(shown, language)
    return found


def _only(value: Any, language: str) -> Any:
    """Wherever something stands by language, that language of it."""
    if isinstance(value, list):
        return [_only(one, language) for one in value]
    if not isinstance(value, dict):
        return value
    by_language = bool(value) and set(value) <= set(LANGUAGES)
    return {key: _only(one, language) for key, one in value.items() if key == language or not by_language}
