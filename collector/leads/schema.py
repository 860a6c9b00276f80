"""Shapes of leads: what a page posts, what another program posts, what staff change, how lists are asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from collector import clock

STATUSES = ("new", "contacted", "qualified", "won", "lost", "spam")
URL = validate.Length(max=8192)
SHORT = validate.Length(max=200)
TIME = validate.Range(0, 2**53)
MINOR = "minor units of the site's currency"


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


class ConsentSchema(Lenient):
    purposes = fields.Dict(keys=fields.String(validate=SHORT), values=fields.Boolean(), load_default=dict)
    wording = fields.String(load_default=None, allow_none=True, validate=SHORT)


class SubmissionSchema(Lenient):
    """`POST /v1/leads`. `at` and `sent_at` are the page's ms; `fields` are the form's, by name."""

    site = fields.String(required=True, validate=SHORT)
    key = fields.String(required=True, validate=validate.Length(8, 100))
    visitor = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))
    widget = fields.String(load_default=None, allow_none=True, validate=SHORT)
    variant = fields.String(load_default=None, allow_none=True, validate=SHORT)
    fields_ = fields.Dict(keys=fields.String(validate=SHORT), required=True, data_key="fields", attribute="fields")
    consent = fields.Nested(ConsentSchema, load_default=lambda: {"purposes": {}, "wording": None})
    at = fields.Integer(required=True, strict=True, validate=TIME)
    sent_at = fields.Integer(required=True, strict=True, validate=TIME)
    url = fields.String(load_default="", validate=URL)
    referrer = fields.String(load_default="", allow_none=True, validate=URL)
    language = fields.String(load_default=None, allow_none=True, validate=SHORT)
    zone = fields.String(load_default=None, allow_none=True, validate=SHORT)
    elapsed_ms = fields.Integer(load_default=None, allow_none=True, strict=True, validate=TIME)
    touches = fields.List(fields.Nested(TouchSchema), load_default=list, validate=validate.Length(max=100))
    pixel = fields.Dict(
        keys=fields.String(validate=SHORT), values=fields.String(validate=SHORT), load_default=None, allow_none=True
    )

    @validates_schema
    def _few_fields(self, data: dict[str, Any], **_: Any) -> None:
        found = data.get("fields", {})
        if len(found) > 60:
            raise ValidationError("at most 60 fields", "fields")
        for name, value in found.items():
            if not isinstance(value, str | int | float | bool | None | list):
                raise ValidationError("a text, a number, a list or yes/no", f"fields.{name}")


class ApiTouchSchema(Schema):
    """A touch as another program knows it; times in RFC 3339."""

    at = fields.String(required=True, metadata=about("a time such as 2026-11-21T08:15:00Z"))
    url = fields.String(required=True, validate=URL, metadata=about("the landing's address, raw"))
    referrer = fields.String(load_default="", validate=URL)


class NewLeadSchema(Schema):
    """`POST /api/v1/leads`: from another form, a CRM, an ad platform's lead form, or by hand."""

    site = fields.String(
        load_default=None, allow_none=True, metadata=about("the site's key; needed with a token for all sites")
    )
    key = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(8, 100),
        metadata=about("made by you: the same key again stores nothing twice"),
    )
    kind = fields.String(load_default="api", validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$"))
    name = fields.String(load_default=None, allow_none=True, validate=SHORT)
    phone = fields.String(load_default=None, allow_none=True, validate=SHORT)
    email = fields.String(load_default=None, allow_none=True, validate=SHORT)
    fields_ = fields.Dict(load_default=dict, data_key="fields", attribute="fields")
    note = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=5000))
    self_reported = fields.String(
        load_default=None, allow_none=True, validate=SHORT, metadata=about("what they say when asked how they heard")
    )
    url = fields.String(load_default="", validate=URL, metadata=about("where they landed; it names the source"))
    referrer = fields.String(load_default="", validate=URL)
    touches = fields.List(fields.Nested(ApiTouchSchema), load_default=list, validate=validate.Length(max=100))
    value_minor = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 10**15), metadata=about(MINOR)
    )
    occurred_at = fields.String(load_default=None, allow_none=True, metadata=about("a time; left out, now"))

    @validates_schema
    def _somebody(self, data: dict[str, Any], **_: Any) -> None:
        if not any((data.get(name) or "").strip() for name in ("phone", "email", "name")):
            raise ValidationError("a lead has a phone, an e-mail address or a name", "phone")


class ChangeSchema(Schema):
    """`PATCH /api/v1/leads/{id}`."""

    status = fields.String(validate=validate.OneOf(STATUSES))
    value_minor = fields.Integer(allow_none=True, validate=validate.Range(0, 10**15), metadata=about(MINOR))
    owner = fields.String(allow_none=True, validate=SHORT, metadata=about("the id of somebody with a role on the site"))
    notes = fields.String(allow_none=True, validate=validate.Length(max=5000))


class ListSchema(Schema):
    """Filters of a listing; `from` and `to` are dates in the site's zone, both included."""

    class Meta:
        unknown = EXCLUDE

    site = fields.String(load_default=None, metadata=about("the site's key; needed with a token for all sites"))
    status = fields.String(load_default=None, validate=validate.OneOf(STATUSES))
    kind = fields.String(load_default=None, validate=SHORT, metadata=about("the widget's kind, or manual, api, …"))
    from_ = fields.Date(
        load_default=None,
        data_key="from",
        attribute="from_",
        format="%Y-%m-%d",
        metadata=about("the first day, in the site's zone"),
    )
    to = fields.Date(load_default=None, format="%Y-%m-%d", metadata=about("the last day, included"))
    q = fields.String(load_default=None, validate=SHORT, metadata=about("part of a name, an address or a number"))
    held = fields.Boolean(
        load_default=None, allow_none=True, metadata=about("only those held back, or only the others")
    )
    cursor = fields.String(load_default="", metadata=about("`next` of the page before"))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class SourceSchema(Schema):
    """Where a lead came from, by the default model."""

    channel = fields.String()
    source = fields.String()
    medium = fields.String()
    campaign = fields.String(allow_none=True)


class LeadSchema(Schema):
    """A lead in a listing. Times are RFC 3339, money minor units."""

    id = fields.String()
    site = fields.String(metadata=about("the site's key"))
    kind = fields.String(metadata=about("the widget's kind, or manual, api, …"))
    status = fields.String(validate=validate.OneOf(STATUSES))
    held = fields.String(allow_none=True, metadata=about("why it is held back; null: it counts"))
    flags = fields.List(fields.String())
    name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True, metadata=about("as typed"))
    phone_e164 = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    fields_ = fields.Dict(data_key="fields", attribute="fields")
    consent = fields.Dict()
    widget = fields.String(allow_none=True)
    variant = fields.String(allow_none=True)
    visitor = fields.String(allow_none=True)
    url = fields.String()
    referrer = fields.String()
    language = fields.String(allow_none=True)
    zone = fields.String(allow_none=True)
    device = fields.String()
    self_reported = fields.String(allow_none=True)
    notes = fields.String(allow_none=True)
    value_minor = fields.Integer(allow_none=True)
    currency = fields.String()
    source = fields.Nested(SourceSchema)
    promise_at = fields.String(allow_none=True)
    event_id = fields.String(metadata=about("the id that the browser's pixels were given"))
    day = fields.String(metadata=about("the date in the site's zone"))
    created_at = fields.String()
    received_at = fields.String()
    updated_at = fields.String()


class AttributionSchema(Schema):
    """Why this source: touches oldest first, each model's shares, and sentences."""

    touches = fields.List(fields.Dict(), metadata=about("arrivals that could have brought it, oldest first"))
    credited = fields.Dict(
        keys=fields.String(), values=fields.List(fields.Dict()), metadata=about("model: [{touch, share}]")
    )
    explanation = fields.List(fields.String(), metadata=about("which touch won, by which rule, what was ignored"))


class WholeLeadSchema(LeadSchema):
    """One lead with its proof."""

    owner = fields.Dict(allow_none=True)
    attribution = fields.Nested(AttributionSchema)
    changes = fields.List(fields.Dict())
    vouchers = fields.List(fields.Dict(), metadata=about("given for it, as `GET /api/v1/vouchers` has them"))
    deliveries = fields.List(fields.Dict())


class LeadPageSchema(Schema):
    """`next` is the cursor of the page after this one."""

    items = fields.List(fields.Nested(LeadSchema))
    next = fields.String(allow_none=True)


def parse_time(text: str | None, fallback: int, field: str) -> int:
    """RFC 3339 to ms UTC. Raises ValidationError that names the field."""
    if text is None:
        return fallback
    try:
        return clock.parse_rfc3339(text)
    except ValueError:
        raise ValidationError({field: ["a time such as 2026-11-21T08:15:00Z"]}) from None
