"""What no configuration may be, whatever it says: too large, too deep, or holding what cannot be stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from marshmallow import ValidationError

from collector.sites.schema import storable

LARGEST = 100_000  # characters as JSON; one with every text rewritten has 20,000
DEEPEST = 30
MOST_NUMBER = 2**53 - 1  # beyond it a browser reads another number

Step = str | int
Place = tuple[Step, ...]


def check(raw: Any) -> None:
    """Raises ValidationError that names the place. Done before all else: the shapes recurse as deep as the value."""
    if not isinstance(raw, dict):
        raise ValidationError({"config": ["A configuration is an object: {…}."]})
    for place, value in _values(raw):
        problem = _problem(value, len(place))
        if problem:
            raise ValidationError(_nested(place, [problem]))
    if len(json.dumps(raw, ensure_ascii=False)) > LARGEST:
        raise ValidationError({"config": [f"A configuration has at most {LARGEST} characters."]})


def _values(raw: Any) -> Iterator[tuple[Place, Any]]:
    """Every value with its place, without recursion; a key that cannot be stored is found at its object."""
    waiting: list[tuple[Place, Any]] = [((), raw)]
    while waiting:
        place, value = waiting.pop()
        yield place, value
        if len(place) > DEEPEST:
            return
        if isinstance(value, dict):
            for key, inner in value.items():
                yield place, key
                waiting.append(((*place, str(key)), inner))
        elif isinstance(value, list):
            waiting += [((*place, index), inner) for index, inner in enumerate(value)]


def _problem(value: Any, depth: int) -> str | None:
    if depth > DEEPEST:
        return f"Nested more than {DEEPEST} deep."
    if isinstance(value, str):
        return _unstorable(value)
    if isinstance(value, int | float) and (not abs(value) <= MOST_NUMBER):
        return "This number is too large."
    return None


def _unstorable(text: str) -> str | None:
    try:
        storable(text)
    except ValidationError as problem:
        return str(problem.messages[0])
    return None


def _nested(place: Place, messages: list[str]) -> Any:
    found: Any = messages
    for step in reversed(place):
        found = {step: found}
    return found
