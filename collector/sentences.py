"""Sentences that services write for people, kept as data: `{locale: {key: text with {names}}}` in a JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FALLBACK = "en"


class Sentences:
    """`say("opens_at", "vi", time="9:00")`; an unknown locale reads English."""

    def __init__(self, path: Path) -> None:
        self.texts: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))

    def __call__(self, key: str, locale: str, **values: Any) -> str:
        return self.texts.get(locale, self.texts[FALLBACK])[key].format(**values)


def beside(module_file: str, name: str = "sentences.json") -> Sentences:
    """The sentences beside a module."""
    return Sentences(Path(module_file).parent / name)
