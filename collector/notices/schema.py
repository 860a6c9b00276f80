"""What a recipient chooses: of which leads they hear, when, and what becomes of the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates, validates_schema

from collector.sites import hours as working_hours

METHODS = ("email", "telegram", "chat")
WHEN = ("always", "site_hours", "own_hours")
OUTSIDE = ("digest", "nothing")
LATE_MOST = 24 * 60  # minutes

Choices = dict[str, Any]


class ChoicesSchema(Schema):
    """The choices of one recipient; whatever is left out has a default, so that an old row reads like a new one.

    `kinds`: kinds of leads (empty: all). `mine_only`: only leads that belong to this person. `hours` as in
    sites/hours.py, for `own_hours`. `away_until`: a date in the site's zone, the last day away. `late_after`: minutes
    after the promised time at which a call-back that nobody took is told (null: never). `template` and `format` are
    the chat sender's.
    """

    kinds = fields.List(
        fields.String(validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,39}\Z")),
        load_default=list,
        validate=validate.Length(max=50),
    )
    mine_only = fields.Boolean(load_default=False)
    when = fields.String(load_default="always", validate=validate.OneOf(WHEN))
    hours = fields.Dict(load_default=None, allow_none=True)
    away_until = fields.String(load_default=None, allow_none=True)
    outside = fields.String(load_default="digest", validate=validate.OneOf(OUTSIDE))
    late_after = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=0, max=LATE_MOST)
    )
    template = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=20_000))
    format = fields.String(load_default="", validate=validate.Length(max=40))

    @validates("hours")
    def _hours(self, value: dict[str, Any] | None, data_key: str) -> None:  # noqa: ARG002
        if value is None:
            return
        try:
            working_hours.check(value)
        except (ValueError, TypeError) as error:
            raise ValidationError(str(error)) from None

    @validates("away_until")
    def _away_until(self, value: str | None, data_key: str) -> None:  # noqa: ARG002
        try:
            same = value is None or datetime.strptime(value, "%Y-%m-%d").strftime("%Y-%m-%d") == value  # noqa: DTZ007
        except ValueError:
            same = False
        if not same:
            raise ValidationError("a date is written like 2027-02-14")

    @validates_schema
    def _own_hours(self, data: Choices, **_: Any) -> None:
        if data.get("when") == "own_hours" and not any((data.get("hours") or {}).get("week", [])):
            raise ValidationError("choose at least one day with hours", "hours")


_schema = ChoicesSchema()
DEFAULTS: Choices = _schema.load({})


def load(values: Choices) -> Choices:
    """Complete choices from some of them. Raises ValidationError, also for a name that is none."""
    loaded: Choices = _schema.load(values)
    return loaded


def filled(stored: Choices) -> Choices:
    """Choices as stored (checked then), with the defaults of today. Cheap: it runs inside the intake of a lead."""
    return DEFAULTS | stored
