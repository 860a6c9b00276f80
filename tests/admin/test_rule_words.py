"""Whatever the rules of a widget's configuration say, they say in Vietnamese too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from admin import messages, rules
from tests.admin.reasons import spoken

COLLECTOR = Path(__file__).parents[2] / "collector"
SOURCES = [*sorted((COLLECTOR / "widgets").glob("*.py")), COLLECTOR / "sites/schema.py"]
RAISING = ("ValidationError", "BadValue", "BadPattern", "Regexp", "NoneOf", "OneOf", "Length", "Range")
# Of the library that checks shapes, as they reach owners.
LIBRARYS = {
    "Missing data for required field.",
    "Field may not be null.",
    "Not a valid string.",
    "Not a valid integer.",
    "Not a valid number.",
    "Not a valid boolean.",
    "Not a valid list.",
    "Not a valid mapping type.",
    "Invalid input type.",
    "Must be one of: right, left.",
    "Must be greater than or equal to 0 and less than or equal to 28.",
    "Must be greater than or equal to 1.",
    "Must be less than or equal to 9.",
    "Length must be between 1 and 60.",
    "Longer than maximum length 12.",
    "Shorter than minimum length 1.",
    "Unknown setting; known here: side, color.",
    "String does not match expected pattern.",
}


def raised(tree: ast.Module) -> Iterator[ast.expr]:
    """What is handed to an exception or as the error of a check, and what was called `said` before."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "said":
            yield node.value
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in RAISING:
                yield from (node.args[:1] if name in RAISING[:3] else [])
                yield from (keyword.value for keyword in node.keywords if keyword.arg == "error")


def within(node: ast.expr) -> Iterator[ast.expr]:
    """Texts in it, also inside {"channels": {3: [text]}}, but not those inside another text."""
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from within(value)
    elif isinstance(node, ast.List):
        for value in node.elts:
            yield from within(value)
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    else:
        yield node


def sentences() -> set[str]:
    found = set()
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {spoken(text) for expr in raised(tree) for text in within(expr)}
    return {text for text in found if text and " " in text and text.endswith(".")}


def test_the_walk_finds_the_sentences_of_every_kind() -> None:
    found = sentences()
    assert len(found) > 70
    assert {
        "Write the colour as six digits, like #0f766e.",
        "A contact button has no form.",
        "550 is no channel; there are: 550.",
        "Nested more than 550 deep.",
        "A rating has 3 to 10 stars.",
    } <= found


@pytest.mark.parametrize("text", sorted(sentences() | LIBRARYS))
def test_a_rule_is_told_in_vietnamese(app: Flask, text: str) -> None:
    """One that fails here belongs into admin/rules.py, and its Vietnamese into messages.po."""
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        told = messages.translate(text)
    assert told != text
    assert re.search("[à-ỹ]", told.lower())


def test_no_sentence_is_kept_that_nothing_says_any_more() -> None:
    assert [text for text in rules.RULES if text not in sentences() | LIBRARYS] == []
