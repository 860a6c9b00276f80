"""docs/chats.md names the fields and the formats that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path

from collector.chats import service as chats
from collector.chats.template import FIELDS, FORMATS, PRESETS

PAGE = (Path(__file__).parents[3] / "docs/chats.md").read_text(encoding="utf-8")


def test_every_field_and_no_other_is_in_the_table() -> None:
    assert sorted(re.findall(r"^\| `\{\{(\w+)\}\}` \|", PAGE, re.MULTILINE)) == sorted(FIELDS)


def test_every_format_and_no_other_is_in_the_table() -> None:
    assert sorted(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)) == sorted(FORMATS)


def test_the_example_is_a_template_and_zalos_address_is_the_presets() -> None:
    example = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    assert chats.check_template("slack", example[1]) == []
    assert json.loads(example[1])
    assert PRESETS["zalo_oa"]["url"] in PAGE
