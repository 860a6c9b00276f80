"""Whatever colour an owner takes, what is written on it and with it can be read; and so can our own colours."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from collector.widgets import colours, schema
from collector.widgets.colours import Rgb, contrast, rgb
from collector.widgets.compact import spoken

CSS = Path(__file__).parents[3] / "widgets/css"
# A colour of every hue, from pale to deep.
PALETTE = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in itertools.product(range(0, 256, 17), repeat=3)]


def parse(text: str) -> Rgb:
    """`#fff`, `#1c1f26` or `15,118,110`."""
    if not text.startswith("#"):
        return tuple(map(int, text.split(",")))
    return rgb("#" + "".join(sign * 2 for sign in text[1:]) if len(text) == 4 else text)


def theme(selector: str) -> dict[str, Rgb]:
    """The colours of a theme in tokens.css."""
    block = (CSS / "tokens.css").read_text().split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return {name: parse(value) for name, value in re.findall(r"--(\w+): (#[0-9a-f]{3,6});", block)}


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast(rgb("#767676"), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)


def test_words_on_and_in_any_colour_can_be_read() -> None:
    for color in PALETTE:
        found = colours.shades(color)
        assert contrast(parse(found["on"]), rgb(color)) >= 4.5, color
        for name, ground in colours.GROUNDS.items():
            assert contrast(parse(found["ink"][name]), ground) >= 4.5, (color, name)


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert colours.shades("#0f766e")["ink"]["light"] == "15,118,110"


@pytest.mark.parametrize(("name", "selector"), [("light", ".b"), ("dark", ".dark")])
def test_the_words_and_edges_of_a_theme_can_be_seen_on_its_grounds(name: str, selector: str) -> None:
    found = theme(selector)
    assert found["ground"] == colours.GROUNDS[name]
    for ground in (found["ground"], found["raised"]):
        assert all(contrast(found[words], ground) >= 4.5 for words in ("ink", "soft", "bad", "wait"))
        assert all(contrast(found[drawn], ground) >= 3 for drawn in ("edge", "good"))


def test_white_can_be_read_on_the_darker_colours_of_the_brands_own_buttons() -> None:
    css = (CSS / "channels.css").read_text()
    # The last one counts: `.one.viber` comes after `.viber`.
    own = {name.split(".")[-1]: hex_ for name, hex_ in re.findall(r"(?m)^(\.[\w.]+) \{\n {2}--disc: (#\w+)", css)}
    assert len(own) == 6
    assert all(contrast(rgb(hex_), (255, 255, 255)) >= 4.5 for hex_ in own.values())


def test_what_is_served_carries_the_shades_of_each_arm_instead_of_the_colour() -> None:
    variants = [{"name": "a"}, {"name": "b", "look": {"color": "#ffd500"}}]
    shown = schema.split("callback", schema.load("callback", {"variants": variants}))[1]
    assert shown["look"]["own"] == "15,118,110"
    assert "color" not in shown["look"]
    assert shown["patches"]["b"]["look"]["on"] == "#000"


def test_a_page_gets_the_language_it_speaks_and_else_that_of_its_site() -> None:
    shown = schema.split("callback", schema.load("callback", {}))[1]
    assert set(spoken(shown, "en-GB", "vi")["content"]["texts"]) == {"en"}
    for other in ("", "fr", "__proto__"):
        assert set(spoken(shown, other, "vi-VN")["content"]["texts"]) == {"vi"}
    label = {"vi": "Tên", "en": "Name"}
    asked = spoken({"form": {"fields": [{"label": label, "hint": {}}]}}, "en", "vi")
    assert asked == {"form": {"fields": [{"label": {"en": "Name"}, "hint": {}}]}}
