"""What an owner should know of a configuration that works all the same."""

from __future__ import annotations

from typing import Any

from collector.widgets.shapes import Config

SKYPE = "Skype was closed in May 2025: for most people this link opens nothing. Offer Teams or another channel."


def warnings(raw: Config) -> dict[str, list[str]]:
    """Sentences by the place they speak of, like those of what is refused: {"content.channels.0.kind": [sentence]}."""
    content = raw.get("content")
    listed: Any = content.get("channels") if isinstance(content, dict) else None
    return {
        f"content.channels.{index}.kind": [SKYPE]
        for index, channel in enumerate(listed if isinstance(listed, list) else [])
        if isinstance(channel, dict) and channel.get("kind") == "skype"
    }
