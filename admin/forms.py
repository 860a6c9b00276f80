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


def hours() -> dict[str, Any]:
    """What _hours.html asks for, as sites/hours.py has it."""
    week = [_spans(day) for day in range(7)]
    holidays = sorted({day for day in request.form.getlist("holiday") if day.strip()})
    return {"week": week, "holidays": holidays}


def _spans(day: int) -> list[list[str]]:
    """A day's spans, in order; a span with an end left out is closed, and midnight at the end is 24:00."""
    starts, ends = request.form.getlist(f"from{day}"), request.form.getlist(f"to{day}")
    pairs = zip(starts, ends, strict=False)
    return sorted([start, "24:00" if end == "00:00" else end] for start, end in pairs if start and end)


def picked(name: str) -> list[str]:
    """What _pick.html asks for: some of a list, or nothing for all of it. Raises Problem 422 for none of it."""
    if text(f"{name}-scope") != "some":
        return []
    found = request.form.getlist(name)
    if not found:
        raise Problem(422, "Some values cannot be used", errors={name: ["Choose at least one, or all."]})
    return found


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
