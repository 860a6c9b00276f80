"""The shapes as types for the scripts: `python -m collector.widgets.typings` prints widgets/types/config.d.ts.

Every default is filled when a widget is published, so a key that has a default is always there for the script.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields, missing, validate

from collector.widgets.markup import Sentences
from collector.widgets.schedule import Hours
from collector.widgets.schema import KINDS
from collector.widgets.shapes import Scalar, TextShape

HEAD = "// Made by `python -m collector.widgets.typings` from the shapes in collector/widgets; a test compares.\n"
WIDTH = 100
PLAIN: dict[type[fields.Field[Any]], str] = {
    fields.String: "string",
    fields.Integer: "number",
    fields.Float: "number",
    fields.Boolean: "boolean",
    Scalar: "string | number",
    Hours: '"site" | [string, string][]',
    Sentences: "Record<string, (string | [words: string, marks: string, href?: string])[]>",
}


def declarations() -> str:
    """The whole file."""
    found: dict[str, str] = {}
    for shape in KINDS.values():
        _declare(shape, found)
    return HEAD + "".join(f"\n{text}" for text in found.values())


def _name(shape: type[Schema]) -> str:
    return shape.__name__.removesuffix("Shape")


def _declare(shape: type[Schema], found: dict[str, str]) -> None:
    if _name(shape) in found:
        return
    found[_name(shape)] = ""
    lines = [_folded(f"  {line};\n") for line in _members(shape, found)]
    # Deleted and set again, so that what a shape is made of stands before it.
    del found[_name(shape)]
    found[_name(shape)] = f"export interface {_name(shape)} {{\n{''.join(lines)}}}\n"


def _members(shape: type[Schema], found: dict[str, str]) -> Iterator[str]:
    for name, field in shape().fields.items():
        if field.metadata.get("server_only"):
            continue
        always = field.required or field.load_default is not missing
        yield f"{field.data_key or name}{'' if always else '?'}: {_type(field, found)}"


def _folded(line: str) -> str:
    """A long choice as the project's formatter for JavaScript writes it: an option a line."""
    return line if len(line) <= WIDTH else line.replace(" | ", "\n    | ").replace(": ", ":\n    | ", 1)


def _type(field: fields.Field[Any], found: dict[str, str]) -> str:
    written = _plain(field, found)
    return f"{written} | null" if field.allow_none else written


def _plain(field: fields.Field[Any], found: dict[str, str]) -> str:
    if isinstance(field, fields.Nested):
        shape = type(field.schema)
        if issubclass(shape, TextShape):
            return "Record<string, string>"
        if not shape().fields:
            return "Record<string, never>"
        _declare(shape, found)
        return _name(shape)
    if isinstance(field, fields.List):
        inner = _type(field.inner, found)
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if isinstance(field, fields.Dict):
        # A patch may hold whatever its part of the configuration holds.
        return "Record<string, string>" if field.value_field else "Record<string, unknown>"
    options = [rule for rule in field.validators if isinstance(rule, validate.OneOf)]
    if options:
        return " | ".join(f'"{choice}"' for choice in options[0].choices)
    return next(written for kind, written in PLAIN.items() if isinstance(field, kind))


if __name__ == "__main__":
    sys.stdout.write(declarations())
