"""What the owner's colour becomes where it must be read: WCAG 2.2 contrast, 4.5 for words.

Computed when a widget's content is served, so that no page has to (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

from __future__ import annotations

from collector.widgets.shapes import Config

Rgb = tuple[int, ...]

# The grounds of widgets/css/tokens.css; a test compares.
GROUNDS: dict[str, Rgb] = {"light": (255, 255, 255), "dark": (28, 31, 38)}
WORDS = 4.5
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def shades(color: str) -> Config:
    """`#0f766e` as {"own": "15,118,110", "on": what is written on it, "ink": {theme: it as words on that ground}}."""
    own = rgb(color)
    on = "#fff" if contrast(own, WHITE) >= WORDS else "#000"
    ink = {theme: _said(readable(own, ground)) for theme, ground in GROUNDS.items()}
    return {"own": _said(own), "on": on, "ink": ink}


def rgb(color: str) -> Rgb:
    return tuple(bytes.fromhex(color.removeprefix("#")))


def _said(colour: Rgb) -> str:
    return ",".join(map(str, colour))


def contrast(one: Rgb, other: Rgb) -> float:
    ratio = (_luminance(one) + 0.05) / (_luminance(other) + 0.05)
    return max(ratio, 1 / ratio)


def _luminance(colour: Rgb) -> float:
    shares = (part / 255 for part in colour)
    r, g, b = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def readable(colour: Rgb, ground: Rgb) -> Rgb:
    """The colour, as little darker or lighter as it takes to be read on that ground."""
    goal = WHITE if _luminance(ground) < 0.18 else BLACK
    for step in range(21):
        found = tuple(round(part + (end - part) * step / 20) for part, end in zip(colour, goal, strict=True))
        if contrast(found, ground) >= WORDS:
            return found
    return goal
