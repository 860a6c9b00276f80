"""Every sentence by which a service says why something does not leave, found in the sources, with samples filled in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACES = ("senders", "outbound", "outbox", "webhooks", "telegram", "chats", "notices", "smtp", "bounces", "sealing.py")
RAISED = ("Refused", "Blocked", "TryLater", "Forbidden", "Unreachable", "MailDelayed", "MailRefused", "Unsealable")
NAMED = ("_unusable", "reason", "note_trouble", "Wrong")
SAMPLE = "550"


def sources() -> Iterator[ast.Module]:
    for name in PLACES:
        place = ROOT / "collector" / name
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def spoken(node: ast.expr) -> str | None:
    """The text of a constant or an f-string with the sample in every hole; None for what is worked out elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else SAMPLE for part in node.values)
    return None


def _said(node: ast.AST) -> list[ast.expr]:
    """What a node says: the words of an exception, a sentence that is returned, a constant in capitals."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return [*node.args] if name in (*RAISED, *NAMED) else []
    if isinstance(node, ast.Return) and node.value is not None:
        both = node.value
        return [both.body, both.orelse] if isinstance(both, ast.IfExp) else [both]
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").isupper():
        return [node.value]
    return (
        [node.value]
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("trouble", "why")
        else []
    )


def reasons() -> set[str]:
    """Sentences: what has a space and is no code, no path, no pattern."""
    found = {spoken(expr) for tree in sources() for node in ast.walk(tree) for expr in _said(node)}
    return {text for text in found if text and _is_sentence(text)}


def _is_sentence(text: str) -> bool:
    return text.count(" ") >= 2 and not text.startswith(SAMPLE) and not set(text) & set("<>{}[]\\=\n")
