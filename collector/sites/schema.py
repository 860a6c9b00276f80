"""Shapes of a site in the API and the admin."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates

from collector import clock, money
from collector.sites import hours as working_hours
from collector.sites import origins

GATES = ("none", "wait", "cookieless")
LOCALES = ("vi", "en")


def storable(text: str) -> None:
    """JSON can spell what a database cannot hold: NUL, and half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValidationError("Somewhere stands a sign that cannot be stored.")


def about(text: str) -> dict[str, str]:
    """What the API's description says of a field."""
    return {"description": text}


class SiteSchema(Schema):
    """A site as people set it up; every field but the name has a default for a Vietnamese shop."""

    name = fields.String(required=True, validate=[validate.Length(1, 120), storable])
    origins = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(1, 50),
        metadata=about("whose pages may send, such as https://shop.example; www. is included"),
    )
    locale = fields.String(load_default="vi", validate=validate.OneOf(LOCALES))
    timezone = fields.String(load_default="Asia/Ho_Chi_Minh", metadata=about("an IANA name; days are counted in it"))
    currency = fields.String(load_default="VND", metadata=about("ISO 4217"))
    gate = fields.String(
        load_default="none", validate=validate.OneOf(GATES), metadata=about("what is done before anybody agreed")
    )
    hours = fields.Dict(
        load_default=lambda: working_hours.DEFAULT,
        metadata=about('{"week": seven lists of ["08:00", "17:30"], Monday first, "holidays": days}'),
    )
    ignored_referrers = fields.List(
        fields.String(validate=[validate.Length(1, 253), storable]),
        load_default=list,
        metadata=about("hosts that never count as a source, such as payment pages"),
    )
    phone = fields.String(load_default=None, allow_none=True, validate=[validate.Length(max=40), storable])
    gap_seconds = fields.Integer(
        load_default=30,
        strict=True,
        validate=validate.Range(0, 86_400),
        metadata=about("what lies at least between two dialogs that nobody asked for"),
    )

    @validates("origins")
    def _origins(self, value: list[str], data_key: str) -> None:  # noqa: ARG002
        for origin in value:
            try:
                origins.normal(origin)
            except (ValueError, UnicodeError) as error:
                raise ValidationError(f"{origin}: {error}") from None

    @validates("timezone")
    def _timezone(self, value: str, data_key: str) -> None:  # noqa: ARG002
        try:
            clock.zone(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValidationError(f"{value} is no time zone; one is written like Asia/Ho_Chi_Minh") from None

    @validates("currency")
    def _currency(self, value: str, data_key: str) -> None:  # noqa: ARG002
        if not money.known(value):
            raise ValidationError(f"{value} is no currency; one is written like VND")

    @validates("hours")
    def _hours(self, value: dict[str, Any], data_key: str) -> None:  # noqa: ARG002
        try:
            working_hours.check(value)
        except (ValueError, TypeError) as error:
            raise ValidationError(str(error)) from None


class NewSiteSchema(SiteSchema):
    """`POST /api/v1/sites`."""

    key = fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(8, 100), storable],
        metadata=about("made by you: the same key again makes nothing twice"),
    )


class SiteChangeSchema(SiteSchema):
    """`PATCH /api/v1/sites/{key}`: what is left out stays."""

    revision = fields.Integer(
        strict=True, metadata=about("what you have seen: refused with 409 when it has changed since")
    )


class SiteListSchema(Schema):
    """How a list is asked for."""

    class Meta:
        unknown = EXCLUDE

    cursor = fields.String(load_default="", metadata=about("`next` of the page before"))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class ShownSiteSchema(SiteSchema):
    """A site as the API shows it."""

    id = fields.String()
    key = fields.String(metadata=about("what its tag and everything else calls it"))
    tag = fields.String(metadata=about("what the owner pastes into every page"))
    revision = fields.Integer(metadata=about("grows with every change, publications of its widgets too"))
    created_at = fields.String()


class SitePageSchema(Schema):
    """`next` is the cursor of the page after this one."""

    items = fields.List(fields.Nested(ShownSiteSchema))
    next = fields.String(allow_none=True)
