"""Shapes of widgets in the server API. What stands inside `config` is schema.py's."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from collector.sites.schema import storable
from collector.widgets.schema import KINDS
from collector.widgets.service import STATUSES

STEPS_SAID = "by step: assigned (to an arm of a test), seen, opened, started, clicked, accepted, submitted, closed"


def about(text: str) -> dict[str, str]:
    """What the API's description says of a field."""
    return {"description": text}


def site_key() -> fields.String:
    return fields.String(
        load_default=None, allow_none=True, metadata=about("the site's key; needed with a token for all sites")
    )


class NewWidgetSchema(Schema):
    """`POST /api/v1/widgets`."""

    site = site_key()
    key = fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(8, 100), storable],
        metadata=about("made by you: the same key again makes nothing twice"),
    )
    kind = fields.String(required=True, validate=validate.OneOf(tuple(KINDS)))
    name = fields.String(
        load_default="", validate=[validate.Length(max=120), storable], metadata=about("for you alone")
    )
    config = fields.Dict(
        keys=fields.String(),
        load_default=None,
        allow_none=True,
        metadata=about("the draft, as docs/widgets.md has it; left out, one that is useful at once"),
    )
    publish = fields.Boolean(load_default=False, metadata=about("show it on the pages at once"))


class WidgetChangeSchema(Schema):
    """`PATCH /api/v1/widgets/{id}`: what is left out stays."""

    name = fields.String(validate=[validate.Length(1, 120), storable])
    config = fields.Dict(keys=fields.String(), metadata=about("the whole draft; it takes the place of the old one"))
    revision = fields.Integer(
        strict=True, metadata=about("what you have seen: refused with 409 when it has changed since")
    )


class SeenSchema(Schema):
    """What is done to a widget as it was seen."""

    revision = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        metadata=about("what you have seen: refused with 409 when it has changed since"),
    )


class CopySchema(Schema):
    """`POST /api/v1/widgets/{id}/copies`."""

    name = fields.String(load_default="", validate=[validate.Length(max=120), storable], metadata=about("of the copy"))


class SpanSchema(Schema):
    """Days in the site's zone, both included; without them the last 30."""

    class Meta:
        unknown = EXCLUDE

    from_ = fields.String(
        load_default=None, data_key="from", attribute="from_", metadata=about("the first day, such as 2026-11-01")
    )
    to = fields.String(load_default=None, metadata=about("the last day, included"))


class WidgetListSchema(SpanSchema):
    """How a list is asked for."""

    site = site_key()
    kind = fields.String(load_default=None, validate=validate.OneOf(tuple(KINDS)))
    status = fields.String(load_default=None, validate=validate.OneOf(STATUSES))
    cursor = fields.String(load_default="", metadata=about("`next` of the page before"))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class NumbersQuerySchema(SpanSchema):
    """How numbers are asked for."""

    by = fields.String(load_default="day", metadata=about("day or variant"))


class WidgetFiguresSchema(Schema):
    """How often (`events`) and by how many (`visitors`), each by step."""

    events = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata=about(STEPS_SAID))
    visitors = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata=about("different ones, " + STEPS_SAID)
    )
    rate = fields.Raw(
        metadata={
            "description": "visitors who submitted / visitors who saw it; null when nobody did",
            "type": ["number", "null"],
        }
    )


class NumbersRowSchema(WidgetFiguresSchema):
    """One day, or one arm of a test."""

    day = fields.String(metadata=about("by day: every day of the span"))
    variant = fields.String(
        allow_none=True, metadata=about('by variant: `"holdout"` was shown nothing, null was in no test')
    )


class NumbersSchema(Schema):
    """Uniques and rates of the totals are their own: those of rows do not add up."""

    rows = fields.List(fields.Nested(NumbersRowSchema))
    totals = fields.Nested(WidgetFiguresSchema)
    from_ = fields.String(data_key="from", attribute="from")
    to = fields.String()
    by = fields.String()
    timezone = fields.String(metadata=about("whose days these are"))


class WidgetSchema(Schema):
    """A widget in a listing. Times are RFC 3339."""

    id = fields.String()
    site = fields.String(metadata=about("the site's key"))
    kind = fields.String(validate=validate.OneOf(tuple(KINDS)))
    name = fields.String()
    status = fields.String(validate=validate.OneOf(STATUSES))
    revision = fields.Integer(metadata=about("counts the changes of draft and name"))
    published = fields.String(allow_none=True, metadata=about("the version that pages get; null before the first"))
    has_changes = fields.Boolean(metadata=about("publishing the draft would change the pages"))
    created_at = fields.String()
    updated_at = fields.String()


class ListedWidgetSchema(WidgetSchema):
    """With what became of it in the days that were asked for."""

    numbers = fields.Nested(WidgetFiguresSchema)


class WholeWidgetSchema(WidgetSchema):
    """One widget with its draft."""

    config = fields.Dict(metadata=about("the draft as it was written"))
    warnings = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata=about("what works but should be known, by the place it speaks of"),
    )


class WidgetPageSchema(Schema):
    """`next` is the cursor of the page after this one."""

    items = fields.List(fields.Nested(ListedWidgetSchema))
    next = fields.String(allow_none=True)
    from_ = fields.String(data_key="from", attribute="from", metadata=about("the first day of the numbers"))
    to = fields.String(metadata=about("their last day"))
    timezone = fields.String(metadata=about("whose days these are"))


class VersionSchema(Schema):
    """One publication."""

    version = fields.String()
    published_at = fields.String()
    current = fields.Boolean(metadata=about("the newest; pages have it while the widget is live"))


class WholeVersionSchema(Schema):
    """One publication with every default filled."""

    version = fields.String()
    config = fields.Dict()


class VersionPageSchema(Schema):
    """The newest hundred; `next` is always null."""

    items = fields.List(fields.Nested(VersionSchema))
    next = fields.String(allow_none=True)
