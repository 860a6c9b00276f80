"""What a recipient has chosen: read from the form, and said in a few words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext

from admin import forms, language, show, wording
from collector import clock, http
from collector.notices.recipients import Recipient
from collector.notices.schema import LATE_MOST, OUTSIDE, WHEN, Choices
from collector.sites.hours import DEFAULT, Hours
from collector.sites.service import Site

KINDS = ("callback", "contact", "manual", "api")
# Fields of the form; messages for any other stand above it.
FIELDS = ("when", "hours", "away_until", "outside", "kinds", "late_after", "mine_only", "label")


def typed(personal: bool) -> Choices:
    """The choices that the form says; whoever is no person has no leads of their own. Raises Problem 422."""
    when = forms.text("when")
    found: Choices = {
        "when": when,
        "outside": forms.text("outside"),
        "away_until": forms.text("away_until") or None,
        "kinds": forms.picked("kinds"),
        "mine_only": personal and "mine_only" in request.form,
        "late_after": _whole(forms.text("late_after")),
    }
    # Hours that are not asked for are kept as they were.
    return found | ({"hours": forms.hours()} if when == "own_hours" else {})


def as_typed(known: Choices) -> Choices:
    """For the form that comes back with its mistakes: what was typed over what was known."""
    picked = request.form.getlist("kinds") if forms.text("kinds-scope") == "some" else []
    names = ("when", "outside", "away_until", "late_after")
    own = {"hours": forms.hours()} if forms.text("when") == "own_hours" else {}
    return known | {name: forms.text(name) for name in names} | own | {"kinds": picked}


def _whole(text: str) -> Any:
    """A number, nothing, or a text that is no number: the schema says so."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text or None


def values(choices: Choices, personal: bool) -> dict[str, Any]:
    """What _choices.html needs."""
    known = [*KINDS, *(kind for kind in choices["kinds"] if kind not in KINDS)]
    return {
        "choices": choices,
        "hours": _editable(choices["hours"]),
        "personal": personal,
        "kinds": [(kind, wording.word("kind", kind), "") for kind in known],
        "ways": WHEN,
        "outsides": OUTSIDE,
        "late_most": LATE_MOST,
        "choice_fields": FIELDS,
    }


def _editable(hours: Hours | None) -> Hours:
    return hours or dict(DEFAULT)


def in_words(recipient: Recipient, site: Site) -> list[str]:
    """When and of what somebody hears: `Working hours`, `Only call-back requests`."""
    choices = recipient.choices
    return [_when(choices, site), *_of_what(choices)]


def _when(choices: Choices, site: Site) -> str:
    until = choices["away_until"]
    if until and until >= clock.day(http.now(), site.timezone):
        return str(gettext("Away until %(day)s", day=show.day_name(until, None)))
    return wording.word("when", choices["when"])


def _of_what(choices: Choices) -> Iterable[str]:
    if choices["kinds"]:
        kinds = ", ".join(wording.word("kind", kind) for kind in choices["kinds"])
        yield gettext("only: %(kinds)s", kinds=kinds)
    if choices["mine_only"]:
        yield gettext("only leads of their own")
    if choices["late_after"] is not None:
        yield gettext("late call-backs after %(minutes)s min", minutes=choices["late_after"])


def languages() -> dict[str, str]:
    """Languages that a notice can be written in."""
    return language.NAMES
