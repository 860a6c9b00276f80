"""Shapes of quotes: what programs and staff write, what lists and answers show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from collector.quotes import figures
from collector.widgets.texts import LANGUAGES

STATES = ("draft", "sent", "accepted", "declined", "withdrawn")
# `expired` is a sent one whose time is over; nobody has to write that down.
SHOWN_STATES = (*STATES[:2], "expired", *STATES[2:])
SHORT = validate.Length(max=200)
MOST_UNIT = 10**13


def about(text: str) -> dict[str, str]:
    """What the API's description says of a field."""
    return {"description": text}


class Written(fields.String):
    """A decimal as text, in its shortest form."""

    def __init__(self, read: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        try:
            return self.read(text)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None


class QuoteLineSchema(Schema):
    """One line of a quote."""

    text = fields.String(required=True, validate=validate.Length(1, 500), metadata=about("what is offered"))
    quantity = Written(
        figures.quantity, load_default="1", metadata=about("a decimal as text, three places at most: 1.5")
    )
    unit_minor = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(0, MOST_UNIT),
        metadata=about("price of one, in minor units; null: not priced yet"),
    )


class QuoteValuesSchema(Schema):
    """What a quote offers."""

    name = fields.String(allow_none=True, validate=SHORT, metadata=about("the customer's"))
    phone = fields.String(allow_none=True, validate=SHORT)
    email = fields.String(allow_none=True, validate=SHORT)
    lines = fields.List(fields.Nested(QuoteLineSchema), validate=validate.Length(max=figures.MOST_LINES))
    discount_percent = Written(
        figures.percent, allow_none=True, metadata=about("of the subtotal, a decimal as text; else discount_minor")
    )
    discount_minor = fields.Integer(
        strict=True, validate=validate.Range(0, 10**15), metadata=about("an amount off, where there is no percentage")
    )
    tax_percent = Written(figures.percent, metadata=about("on what is left after the discount, a decimal as text"))
    valid_until = fields.String(metadata=about("the last day on which it can be accepted, in the site's zone"))
    note = fields.String(allow_none=True, validate=validate.Length(max=5000))
    locale = fields.String(validate=validate.OneOf(LANGUAGES), metadata=about("the customer's language"))

    @validates_schema
    def _one_discount(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("discount_percent") is not None and data.get("discount_minor"):
            raise ValidationError("a percentage or an amount, not both", "discount_minor")
        if "valid_until" in data:
            _check_day(data["valid_until"])


def _check_day(text: str) -> None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text or not 2000 <= found.year <= 2999:
        raise ValidationError("a date is written like 2027-02-14", "valid_until")


class NewQuoteSchema(QuoteValuesSchema):
    """`POST /api/v1/quotes`."""

    site = fields.String(
        load_default=None, allow_none=True, metadata=about("the site's key; needed with a token for all sites")
    )
    key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(8, 100),
        metadata=about("made by you: the same key again makes nothing twice"),
    )
    lead = fields.String(
        load_default=None, allow_none=True, validate=SHORT, metadata=about("whose it is; names and numbers are theirs")
    )


class QuoteChangeSchema(QuoteValuesSchema):
    """`PATCH /api/v1/quotes/{id}`."""

    revision = fields.Integer(
        strict=True, metadata=about("what you have seen: refused with 409 when it has changed since")
    )


class QuoteListSchema(Schema):
    """How a list is asked for."""

    class Meta:
        unknown = EXCLUDE

    site = fields.String(load_default=None, metadata=about("the site's key; needed with a token for all sites"))
    state = fields.String(load_default=None, validate=validate.OneOf(SHOWN_STATES))
    lead = fields.String(load_default=None, validate=SHORT, metadata=about("the id of a lead"))
    cursor = fields.String(load_default="", metadata=about("`next` of the page before"))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class ShownQuoteLineSchema(QuoteLineSchema):
    """A line with what it comes to."""

    total_minor = fields.Integer(allow_none=True, metadata=about("quantity × unit_minor, rounded half up"))


class QuoteSchema(Schema):
    """A quote in a listing. Times are RFC 3339, money minor units."""

    id = fields.String()
    site = fields.String(metadata=about("the site's key"))
    ref = fields.String(metadata=about("what people call it"))
    lead = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(SHOWN_STATES))
    version = fields.Integer(metadata=about("once sent, every change is another one; only the newest can be accepted"))
    revision = fields.Integer()
    name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True, metadata=about("as typed"))
    phone_e164 = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    locale = fields.String()
    currency = fields.String()
    total_minor = fields.Integer()
    valid_until = fields.String(metadata=about("the last day, in the site's zone"))
    expires_at = fields.String(metadata=about("the end of that day"))
    sent_at = fields.String(allow_none=True)
    viewed_at = fields.String(allow_none=True, metadata=about("when the customer first saw this version"))
    answered_at = fields.String(allow_none=True)
    words = fields.String(allow_none=True, metadata=about("what the customer wrote with the answer"))
    created_at = fields.String()
    updated_at = fields.String()


class WholeQuoteSchema(QuoteSchema):
    """One quote with what it offers."""

    lines = fields.List(fields.Nested(ShownQuoteLineSchema))
    subtotal_minor = fields.Integer(metadata=about("the sum of the lines"))
    discount_percent = fields.String(allow_none=True)
    discount_minor = fields.Integer()
    tax_percent = fields.String()
    tax_minor = fields.Integer()
    note = fields.String(allow_none=True)
    link = fields.String(
        allow_none=True, metadata=about("the customer's page, for tokens that may write; null until it was sent")
    )
    changes = fields.List(fields.Dict(), metadata=about("[{at, what, version, person}], oldest first"))


class QuotePageSchema(Schema):
    """`next` is the cursor of the page after this one."""

    items = fields.List(fields.Nested(QuoteSchema))
    next = fields.String(allow_none=True)
