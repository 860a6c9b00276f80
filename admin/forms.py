"""Reading forms: texts trimmed, lines split, and what a service refuses turned into messages beside the fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from marshmallow import ValidationError

from collector.errors import Problem, flatten

Errors = dict[str, list[str]]


def text(name: str) -> str:
    """A field's text, trimmed."""
    return request.form.get(name, "").strip()


def lines(name: str) -> list[str]:
    """A text area of one thing a line."""
    return [line.strip() for line in request.form.get(name, "").splitlines() if line.strip()]


def trial(act: Callable[[], Any]) -> tuple[Any, Errors]:
    """What the service returns, or its messages by field. Other refusals than 422 go on to the error page."""
    try:
        return act(), {}
    except ValidationError as error:
        return None, flatten(error.messages)
    except Problem as problem:
        if problem.status != 422:
            raise
        return None, problem.errors or {"": [problem.detail or problem.title]}


def of(errors: Errors, name: str) -> list[str]:
    """The messages of a field and of what is inside it (`origins` and `origins.0`)."""
    return [said for at, found in errors.items() if at == name or at.startswith(name + ".") for said in found]
