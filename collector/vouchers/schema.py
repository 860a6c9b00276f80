"""Shapes of vouchers: what a page posts for a code without a form, what another program posts to redeem one."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from collector import money

SHORT = validate.Length(max=200)
URL = validate.Length(max=8192)
TIME = validate.Range(0, 2**53)
STATES = ("open", "redeemed", "expired", "free", "stale")


def about(text: str) -> dict[str, str]:
    """What the API's description says of a field."""
    return {"description": text}


class Lenient(Schema):
    """A page of an earlier or later build may say more than we know."""

    class Meta:
        unknown = EXCLUDE


class TouchSchema(Lenient):
    id = fields.String(required=True, validate=validate.Length(1, 64))
    at = fields.Integer(required=True, strict=True, validate=TIME)
    url = fields.String(required=True, validate=URL)
    referrer = fields.String(load_default="", allow_none=True, validate=URL)


class AskSchema(Lenient):
    """`POST /v1/vouchers`: a code at once, for a visitor who is remembered."""

    site = fields.String(required=True, validate=SHORT)
    key = fields.String(required=True, validate=validate.Length(8, 100))
    visitor = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))
    widget = fields.String(required=True, validate=SHORT)
    variant = fields.String(load_default=None, allow_none=True, validate=SHORT)
    sent_at = fields.Integer(required=True, strict=True, validate=TIME)
    language = fields.String(load_default=None, allow_none=True, validate=SHORT)
    touches = fields.List(fields.Nested(TouchSchema), load_default=list, validate=validate.Length(max=100))


class RedemptionSchema(Schema):
    """`POST /api/v1/vouchers/{code}/redemptions`."""

    site = fields.String(
        load_default=None, allow_none=True, metadata=about("the site's key; needed with a token for all sites")
    )
    key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(8, 100),
        metadata=about("made by you: the same key again is answered as the first time"),
    )
    order_id = fields.String(load_default=None, allow_none=True, validate=SHORT, metadata=about("your order"))
    amount_minor = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        validate=validate.Range(0, money.LIMIT_MINOR),
        metadata=about("what was bought, in minor units: the value of the conversion"),
    )
    currency = fields.String(load_default=None, allow_none=True, metadata=about("ISO 4217; left out, the site's"))
    phone = fields.String(
        load_default=None,
        allow_none=True,
        validate=SHORT,
        metadata=about("whose it is, for a code that is the same for all; without it the sale has no source"),
    )


class WorthSchema(Schema):
    """What a code gives. Of `percent` and `amount_minor` the one that its kind has."""

    kind = fields.String(validate=validate.OneOf(("percent", "amount", "gift", "free_shipping")))
    percent = fields.Integer(allow_none=True)
    amount_minor = fields.Integer(allow_none=True)
    currency = fields.String(allow_none=True)
    text = fields.String(metadata=about("the same in words"))


class VoucherSchema(Schema):
    """A voucher. Times are RFC 3339."""

    id = fields.String()
    site = fields.String(metadata=about("the site's key"))
    widget = fields.String()
    kind = fields.String(validate=validate.OneOf(("generated", "fixed", "pool")))
    code = fields.String(metadata=about("as it was given"))
    worth = fields.Nested(WorthSchema, allow_none=True, metadata=about("null: uploaded and not given yet"))
    lead = fields.String(allow_none=True, metadata=about("whose it was; null: given without a form, or not known"))
    visitor = fields.String(allow_none=True)
    phone_e164 = fields.String(allow_none=True)
    issued_at = fields.String(allow_none=True)
    expires_at = fields.String(allow_none=True)
    redeemed_at = fields.String(allow_none=True)
    redeemed_via = fields.String(allow_none=True, metadata=about("api, staff or csv"))
    order_id = fields.String(allow_none=True)
    amount_minor = fields.Integer(allow_none=True)
    currency = fields.String(allow_none=True)


class VoucherListSchema(Schema):
    """What to list."""

    site = fields.String(
        load_default=None, allow_none=True, metadata=about("the site's key; needed with a token for all sites")
    )
    widget = fields.String(load_default=None, metadata=about("of that widget"))
    lead = fields.String(load_default=None, metadata=about("given for that lead"))
    state = fields.String(load_default=None, validate=validate.OneOf(STATES), metadata=about("only those in it"))
    q = fields.String(load_default=None, validate=SHORT, metadata=about("part of the code or of the phone"))
    cursor = fields.String(load_default="", metadata=about("`next` of the page before"))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200), metadata=about("how many at most"))


class ListedVoucherSchema(VoucherSchema):
    """A voucher in a listing."""

    state = fields.String(
        validate=validate.OneOf(STATES),
        metadata=about("open: given and good; free: uploaded and not given; stale: not given and over"),
    )


class VoucherPageSchema(Schema):
    """`next` is the cursor of the page after this one."""

    items = fields.List(fields.Nested(ListedVoucherSchema))
    next = fields.String(allow_none=True)
