"""docs/widgets.md, with the pages on forms and quotes, names every setting there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from marshmallow import Schema, fields

from collector.widgets import schema
from collector.widgets.channels import CHANNELS
from collector.widgets.forms import FIELD_LENGTHS
from collector.widgets.shapes import TextShape

PAGES = ("widgets.md", "forms.md", "quotes.md", "push.md")
DOCS = "".join((Path(__file__).parents[3] / "docs" / page).read_text(encoding="utf-8") for page in PAGES)


def names(shape: Schema, seen: tuple[type, ...] = ()) -> Iterator[str]:
    for name, field in shape.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        yield field.data_key or name
        # Groups of rules hold rules.
        if isinstance(inner, fields.Nested) and not isinstance(inner.schema, (TextShape, *seen)):
            yield from names(inner.schema, (*seen, type(inner.schema)))


@pytest.mark.parametrize("kind", schema.KINDS)
def test_every_setting_of_a_widget_is_documented(kind: str) -> None:
    known = set(names(schema.KINDS[kind]()))
    assert [name for name in sorted(known) if name not in DOCS] == []


def test_every_channel_and_every_type_of_field_is_documented() -> None:
    assert [kind for kind in [*CHANNELS, *FIELD_LENGTHS] if f"`{kind}`" not in DOCS] == []
