"""Schedule: on which days and at which hours of the site's zone a widget speaks, and what it does outside of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from collector.sites import hours as working_hours
from collector.widgets.shapes import Config, Shape, choice

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_SPANS = 6


class Hours(fields.Field[Any]):
    """null: at any time; "site": the site's working hours; or own spans [["08:00", "12:00"], …] of each day."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if value == "site":
            return value
        if not isinstance(value, list) or not 0 < len(value) <= MOST_SPANS:
            raise ValidationError(f'null, "site", or 1 to {MOST_SPANS} spans like ["08:00", "12:00"].')
        try:
            working_hours.check({"week": [value, *([[]] * 6)]})
        except (ValueError, TypeError) as problem:
            raise ValidationError(f"{problem}; one over midnight is two.") from None
        return [list(span) for span in value]


def _date(value: str) -> None:
    try:
        known = date.fromisoformat(value).isoformat() == value
    except ValueError:
        known = False
    if not known:
        raise ValidationError("Write the day like 2027-01-31.")


class ScheduleShape(Shape):
    """Both days count. Outside of it the widget hides, or shows with `content_outside` in place of its content."""

    from_ = fields.String(data_key="from", attribute="from", load_default=None, allow_none=True, validate=_date)
    to = fields.String(load_default=None, allow_none=True, validate=_date)
    weekdays = fields.List(fields.String(validate=validate.OneOf(WEEKDAYS)), load_default=list)
    hours = Hours(load_default=None, allow_none=True)
    holidays = choice("show", "skip")
    outside = choice("hide", "variant")
    content_outside = fields.Dict(keys=fields.String(), load_default=dict)

    @validates_schema
    def _makes_sense(self, data: Config, **_: Any) -> None:
        if data["from"] and data["to"] and data["from"] > data["to"]:
            raise ValidationError("It ends before it begins.", "to")
        if (data["outside"] == "variant") != bool(data["content_outside"]):
            raise ValidationError("Goes with outside: variant, and that with this.", "content_outside")


def compact(schedule: Config) -> Config:
    """As the loader reads it; {} for a schedule that excludes nothing."""
    found = {key: schedule[key] for key in ("from", "to", "hours") if schedule[key]}
    if schedule["weekdays"]:
        # Digits, Monday first.
        found["days"] = "".join(
            str(WEEKDAYS.index(name) + 1) for name in sorted(schedule["weekdays"], key=WEEKDAYS.index)
        )
    if schedule["holidays"] == "skip":
        found["skip"] = 1
    return found | {"outside": 1} if found and schedule["outside"] == "variant" else found
