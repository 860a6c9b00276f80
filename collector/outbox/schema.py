"""Shapes of deliveries in the API: what is sent, to whom and how it goes, never what it says."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from collector.outbox.service import STATES

GROUPS = ("waiting", "failed")


def about(text: str) -> dict[str, str]:
    """What the API's description says of a field."""
    return {"description": text}


class FilterSchema(Schema):
    """Filters of a listing."""

    class Meta:
        unknown = EXCLUDE

    site = fields.String(load_default=None, metadata=about("the site's key; needed with a token for all sites"))
    state = fields.String(
        load_default=None,
        validate=validate.OneOf((*STATES, *GROUPS)),
        metadata=about("waiting: pending or sending; failed: refused, blocked, dead or expired"),
    )
    kind = fields.String(load_default=None, metadata=about("how it is sent: email, webhook, …"))
    event = fields.String(load_default=None, metadata=about("what it tells: lead.created, …"))
    lead = fields.String(load_default=None, metadata=about("the id of the lead it tells of"))
    webhook = fields.String(load_default=None, metadata=about("the id of the webhook it is for"))
    cursor = fields.String(load_default="", metadata=about("`next` of the page before"))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class DeliverySchema(Schema):
    """Something on its way out. Times are RFC 3339."""

    id = fields.String(metadata=about("the same over all attempts; a webhook's receiver has it as webhook-id"))
    site = fields.String(metadata=about("the site's key"))
    kind = fields.String(metadata=about("how it is sent: email, webhook, …"))
    event = fields.String(metadata=about("what it tells: lead.created, …"))
    target = fields.String(metadata=about("an address, or the host of a webhook"))
    target_id = fields.String(allow_none=True, metadata=about("the id of the webhook or the recipient"))
    lead = fields.String(allow_none=True, metadata=about("the id of the lead it tells of"))
    state = fields.String(validate=validate.OneOf(STATES))
    reason = fields.String(allow_none=True, metadata=about("how the last attempt failed"))
    attempts = fields.Integer()
    next_at = fields.String(allow_none=True, metadata=about("the next attempt, while it waits"))
    deadline_at = fields.String(metadata=about("after this it is not sent any more"))
    created_at = fields.String()
    updated_at = fields.String()


class AttemptSchema(Schema):
    """An attempt that failed."""

    attempt = fields.Integer()
    at = fields.String()
    took_ms = fields.Integer()
    reason = fields.String()


class WholeDeliverySchema(DeliverySchema):
    """One delivery with the attempts that failed, the oldest first."""

    failed_attempts = fields.List(fields.Nested(AttemptSchema))


class DeliveryPageSchema(Schema):
    """`next` is the cursor of the page after this one."""

    items = fields.List(fields.Nested(DeliverySchema))
    next = fields.String(allow_none=True)
