"""The scripts' types of a configuration are made from the shapes."""

from __future__ import annotations

from pathlib import Path

from collector.widgets import typings

COMMITTED = Path(__file__).parents[3] / "widgets/types/config.d.ts"


def test_the_committed_types_are_what_the_shapes_say() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == typings.declarations(), (
        "run: python -m collector.widgets.typings > widgets/types/config.d.ts"
    )


def test_a_shape_stands_before_the_one_that_uses_it() -> None:
    text = typings.declarations()
    assert text.index("interface Edge ") < text.index("interface Offset ") < text.index("interface Look ")


def test_a_choice_and_what_may_be_missing_or_null_are_told_apart() -> None:
    text = typings.declarations()
    assert '  side: "right" | "left";\n' in text
    assert "  seconds?: number;\n" in text
    assert "  privacy_url: string | null;\n" in text
