"""Shapes of spend in the server API."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates

from collector import money

MOST = 1000
BIG = validate.Range(0, 2**53)


def about(text: str) -> dict[str, str]:
    """What the API's description says of a field."""
    return {"description": text}


def check_day(value: str) -> None:
    """Raises ValidationError."""
    try:
        fine = date.fromisoformat(value).isoformat() == value
    except ValueError:
        fine = False
    if not fine:
        raise ValidationError("Write the day like 2026-11-21.")


def check_currency(value: str) -> None:
    """Raises ValidationError."""
    if not money.known(value):
        raise ValidationError("Write the currency as three letters, like VND.")


def _name(**options: Any) -> fields.String:
    return fields.String(validate=[validate.Length(max=300), validate.ContainsNoneOf("\x00\x1f")], **options)


class SpendRowSchema(Schema):
    """A day's cost of a campaign. For the same day, source, campaign and currency the last word counts."""

    day = fields.String(required=True, validate=check_day, metadata=about("in the site's zone, such as 2026-11-21"))
    source = _name(required=True, metadata=about("as utm_source says it, such as google"))
    campaign = _name(load_default="", metadata=about("as utm_campaign says it; empty: of no campaign"))
    campaign_id = _name(load_default=None, allow_none=True, metadata=about("the platform's number of it"))
    currency = fields.String(load_default=None, allow_none=True, metadata=about("ISO 4217; left out, the site's"))
    cost_minor = fields.Integer(required=True, strict=True, validate=validate.Range(0, money.LIMIT_MINOR))
    clicks = fields.Integer(load_default=None, allow_none=True, strict=True, validate=BIG)
    impressions = fields.Integer(load_default=None, allow_none=True, strict=True, validate=BIG)

    @validates("currency")
    def _currency(self, value: str | None, data_key: str) -> None:  # noqa: ARG002
        if value is not None:
            check_currency(value)


class NewSpendSchema(Schema):
    """All rows or none: a fault names its row, such as `rows.3.day`."""

    site = fields.String(
        load_default=None, allow_none=True, metadata=about("the site's key; needed with a token for all sites")
    )
    rows = fields.List(fields.Nested(SpendRowSchema), required=True, validate=validate.Length(1, MOST))


class KeptSchema(Schema):
    kept = fields.Integer(metadata=about("how many days of campaigns were told"))


class SpendListSchema(Schema):
    site = fields.String(load_default=None, metadata=about("the site's key; needed with a token for all sites"))
    from_ = fields.String(
        load_default=None, data_key="from", attribute="from_", validate=check_day, metadata=about("the first day")
    )
    to = fields.String(load_default=None, validate=check_day, metadata=about("the last day, included"))
    cursor = fields.String(load_default="", metadata=about("`next` of the page before"))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class SpendSchema(SpendRowSchema):
    """A row as it is kept."""

    site = fields.String(metadata=about("the site's key"))
    told_by = fields.String(validate=validate.OneOf(("api", "csv", "staff")))
    updated_at = fields.String()


class SpendPageSchema(Schema):
    """`next` is the cursor of the page after this one."""

    items = fields.List(fields.Nested(SpendSchema))
    next = fields.String(allow_none=True)
