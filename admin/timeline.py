"""A lead's journey as the timeline draws it: touches with their mark, the lead at the end."""

from __future__ import annotations

from typing import Any

from collector.conversions import crediting

# Icons of static/icons.svg by channel (data of the published rule table); others get the link's.
ICONS = {
    "Direct": "mouse-pointer-click",
    "Paid Search": "search",
    "Organic Search": "search",
    "Paid Social": "megaphone",
    "Organic Social": "share-2",
    "Paid Video": "video",
    "Organic Video": "video",
    "Paid Shopping": "shopping-bag",
    "Organic Shopping": "shopping-bag",
    "Display": "megaphone",
    "Paid Other": "megaphone",
    "Cross-network": "megaphone",
    "Email": "mail",
    "SMS": "message-square-text",
    "Mobile Push Notifications": "bell",
    "AI Assistant": "bot",
    "Affiliates": "handshake",
    "Unassigned": "circle-help",
}


def icon_name(channel: str) -> str:
    """The icon of a channel."""
    return ICONS.get(channel, "link")


def steps(lead: dict[str, Any]) -> list[dict[str, Any]]:
    """Touches, oldest first, each with `icon`, `share` (0 to 1 by the default model) and `tags` to show."""
    credited = {part["touch"]: part["share"] for part in lead["attribution"]["credited"].get(crediting.DEFAULT, [])}
    return [
        touch
        | {
            "icon": icon_name(touch["channel"]),
            "share": credited.get(touch["id"], 0),
            "tags": [touch[name] for name in ("campaign", "term", "content") if touch[name]],
        }
        for touch in lead["attribution"]["touches"]
    ]


def other_models(lead: dict[str, Any]) -> list[dict[str, Any]]:
    """What each model says: `{"model", "default", "parts": [{"touch", "share"}]}`."""
    touches = {touch["id"]: touch for touch in lead["attribution"]["touches"]}
    return [
        {
            "model": model,
            "default": model == crediting.DEFAULT,
            "parts": [{"touch": touches[part["touch"]], "share": part["share"]} for part in parts],
        }
        for model, parts in lead["attribution"]["credited"].items()
        if parts
    ]
