"""A form's answers, judged by its published configuration: what is missing, and what looks odd.

Only what is missing is ever sent back. Anything else that looks wrong is stored as it came and flagged, because the
visitor meant something by it. tests/contract/forms.json holds what the scripts must find alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email

from collector.widgets.forms import FIELD_LENGTHS, HEARD
from collector.widgets.shapes import Config

Answers = dict[str, Any]

YES = ("true", "1", "on", "yes")
_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,10})?", re.ASCII)


@dataclass(slots=True)
class Judged:
    """`missing`: names of required fields without an answer; `phones`: phone fields that are asked for; `flags`."""

    missing: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


def judge(config: Config, answers: Answers, purposes: dict[str, bool] | None = None, today: str = "") -> Judged:
    """Judge a lead's fields and consent by the configuration of its form; `today`, the site's date, is for flags."""
    found, purposes = Judged(), purposes or {}
    for one in asked(config, answers):
        name, kind = one["name"], one["type"]
        if kind == "phone":
            found.phones.append(name)
        if not filled(answers.get(name), kind):
            found.missing += [name] if one["required"] else []
        elif flag := _odd(one, answers[name], today):
            found.flags.append(flag)
    boxes = config.get("consent", {}).get("boxes", [])
    needed = [box["purpose"] for box in boxes if box["required"]]
    found.flags += ["no_agreement"] * any(not purposes.get(purpose) for purpose in needed)
    found.flags = list(dict.fromkeys(found.flags))
    return found


def asked(config: Config, answers: Answers) -> list[Config]:
    """The fields that these answers bring up; one whose condition is not met is not asked, whatever it holds."""
    shown: Answers = {}
    found = []
    for one in config.get("form", {}).get("fields", []):
        if met(one.get("when"), shown):
            found.append(one)
            # An answer to a question that was not asked decides nothing.
            shown[one["name"]] = answers.get(one["name"])
    return found


def met(when: Config | None, answers: Answers) -> bool:
    """Whether a condition (forms.WhenShape) holds for the answers before it."""
    if not when:
        return True
    every = all(_holds(one, answers) for one in when.get("all", ()))
    some = when.get("any", ())
    return every and (not some or any(_holds(one, answers) for one in some))


def _holds(condition: Config, answers: Answers) -> bool:
    said = texts(answers.get(condition["field"]))
    if "filled" in condition:
        return filled(answers.get(condition["field"])) is condition["filled"]
    if "in" in condition:
        return any(one in condition["in"] for one in said)
    return condition["is"] in said if "is" in condition else condition["not"] not in said


def texts(value: Any) -> list[str]:
    """An answer as the texts it is compared by: none, one, or one for each of several choices."""
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    if value is None or isinstance(value, dict):
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    # As a script writes it: 5.0 is "5".
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return [text] if text else []


def filled(value: Any, kind: str = "") -> bool:
    """Whether there is an answer; a box that is not ticked is none."""
    said = texts(value)
    if isinstance(value, bool):
        return value
    return bool(said) and (kind != "checkbox" or said[0] in YES)


def heard(config: Config, answers: Answers, locale: str) -> str | None:
    """What was answered to "How did you hear of us?", in words."""
    said = texts(answers.get(HEARD))
    one = next((one for one in config.get("form", {}).get("fields", []) if one["name"] == HEARD), None)
    if one is None or not said:
        return None
    labels = {option["value"]: option["label"].get(locale) or option["value"] for option in one.get("options", [])}
    return ", ".join(labels.get(text, text) for text in said)[:200]


def _odd(one: Config, value: Any, today: str) -> str | None:
    """The flag of an answer that is not what its field asks for."""
    said = texts(value)
    if any(len(text) > one.get("max_length", FIELD_LENGTHS[one["type"]]) for text in said):
        return "odd_length"
    check = _CHECKS.get(one["type"])
    return check(one, said, today) if check else None


def _email(_: Config, said: list[str], __: str) -> str | None:
    try:
        validate_email(said[0], check_deliverability=False)
    except EmailNotValidError:
        return "odd_email"
    return None


def _within(one: Config, number: float) -> bool:
    return bool(one.get("min", number) <= number <= one.get("max", number))


def _number(one: Config, said: list[str], _: str) -> str | None:
    written = said[0].replace(" ", "")
    plain = _NUMBER.fullmatch(written)
    return None if plain and _within(one, float(written.replace(",", "."))) else "odd_number"


def _rating(one: Config, said: list[str], _: str) -> str | None:
    stars = [str(number) for number in range(1, int(one["max"]) + 1)]
    return None if said[0] in stars else "odd_number"


def _choice(one: Config, said: list[str], _: str) -> str | None:
    known = {option["value"] for option in one["options"]}
    few = one["type"] == "multi" or len(said) == 1
    fits = one["type"] != "multi" or _within(one, len(said))
    return None if few and fits and set(said) <= known else "odd_choice"


def _date(one: Config, said: list[str], today: str) -> str | None:
    try:
        day, now = date.fromisoformat(said[0]), date.fromisoformat(today)
    except ValueError:
        return "odd_date"
    # A day either way: the visitor's calendar may be ahead of the site's.
    early, late = one.get("min"), one.get("max")
    if early is not None and day < now + timedelta(days=int(early) - 1):
        return "odd_date"
    return "odd_date" if late is not None and day > now + timedelta(days=int(late) + 1) else None


def _pattern(one: Config, said: list[str], _: str) -> str | None:
    # Checked when it was published (patterns.py), so that it cannot hang; ASCII, as \d and \w of a script are.
    pattern = one.get("pattern")
    return None if pattern is None or re.fullmatch(pattern, said[0], re.ASCII) else "odd_format"


_CHECKS: dict[str, Callable[[Config, list[str], str], str | None]] = {
    "email": _email,
    "number": _number,
    "rating": _rating,
    "select": _choice,
    "radio": _choice,
    "multi": _choice,
    "date": _date,
    "text": _pattern,
}
