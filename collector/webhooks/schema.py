"""Shapes of webhooks in the API and the admin."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

LONGEST_URL = 2048

# What can be asked for; `ping` comes from the test alone.
EVENTS = {
    "lead.created": "a lead came in, or a held one was released",
    "lead.updated": "status, value, owner or notes of a lead changed",
    "lead.late": "a lead was not taken up in the time that was promised",
    "conversion.created": "a goal was reached, or one that was taken back stands again",
    "conversion.updated": "the value of a conversion changed",
    "conversion.retracted": "a conversion was taken back",
    "voucher.issued": "somebody was given a code",
    "voucher.redeemed": "a code was redeemed",
    "quote.sent": "a quote's page was opened to its customer",
    "quote.accepted": "a customer accepted a quote",
    "quote.declined": "a customer declined a quote",
}
PING = "ping"


def about(text: str) -> dict[str, str]:
    """What the API's description says of a field."""
    return {"description": text}


class ValuesSchema(Schema):
    """A webhook as people set it up."""

    url = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_URL),
        metadata=about("where events are posted to: https, at a public address"),
    )
    name = fields.String(
        load_default="", validate=validate.Length(max=100), metadata=about("what people call it; left out, its host")
    )
    events = fields.List(
        fields.String(validate=validate.OneOf(tuple(EVENTS))),
        load_default=list,
        validate=validate.Length(max=50),
        metadata=about("the types it is told of; none: all, those of later versions too"),
    )
    active = fields.Boolean(load_default=True, metadata=about("false: nothing is sent but tests"))


class NewWebhookSchema(ValuesSchema):
    """`POST /api/v1/webhooks`."""

    site = fields.String(
        load_default=None, allow_none=True, metadata=about("the site's key; needed with a token for all sites")
    )


class ReachSchema(Schema):
    """Which site's webhooks."""

    class Meta:
        unknown = EXCLUDE

    site = fields.String(load_default=None, metadata=about("the site's key; needed with a token for all sites"))


class WebhookSchema(Schema):
    """A webhook. Times are RFC 3339."""

    id = fields.String()
    site = fields.String(metadata=about("the site's key"))
    name = fields.String()
    shown_url = fields.String(metadata=about("scheme and host: the rest of the address may hold a secret"))
    url = fields.String(
        allow_none=True, metadata=about("the whole address, for tokens that may write, of one webhook; else null")
    )
    events = fields.List(fields.String(), metadata=about("the types it is told of; none: all"))
    active = fields.Boolean()
    secret = fields.String(metadata=about("`set`; the secret itself only in the answer that makes the webhook"))
    old_secret_until = fields.String(allow_none=True, metadata=about("until then the secret before this one signs too"))
    trouble = fields.String(allow_none=True, metadata=about("how its last attempt failed, or why it was switched off"))
    failing_since = fields.String(allow_none=True, metadata=about("since when nothing has arrived"))
    ok_at = fields.String(allow_none=True, metadata=about("when something arrived last, to the minute"))
    created_at = fields.String()
    updated_at = fields.String()


class WebhookPageSchema(Schema):
    """All webhooks of a site; `next` is always null."""

    items = fields.List(fields.Nested(WebhookSchema))
    next = fields.String(allow_none=True)


class SecretSchema(Schema):
    """A new secret, shown this once."""

    secret = fields.String()
    old_secret_until = fields.String(
        allow_none=True, metadata=about("until then both sign; null: the old one could not be read any more")
    )


class TestSchema(Schema):
    """A `ping` on its way."""

    delivery = fields.String(metadata=about("its id: GET /api/v1/deliveries/{id} says how it went"))
