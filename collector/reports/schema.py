"""How a report is asked for."""

from __future__ import annotations

from marshmallow import Schema, fields

from collector.conversions import crediting


class ConversionsSchema(Schema):
    """Days in the site's zone, both included; `by` up to three dimensions separated by commas."""

    site = fields.String(load_default=None)
    from_ = fields.String(required=True, data_key="from", attribute="from_")
    to = fields.String(required=True)
    by = fields.String(load_default="channel")
    model = fields.String(load_default=crediting.DEFAULT)
    goal = fields.String(load_default=None)


class FiguresSchema(Schema):
    """Uniques are visitors; everything else adds up. Money in minor units of the report's currency."""

    visitors = fields.Integer()
    visits = fields.Integer()
    impressions = fields.Integer()
    opens = fields.Integer()
    submits = fields.Integer()
    conversions = fields.Raw(metadata={"description": "a number with at most six decimals", "type": "number"})
    value_minor = fields.Integer()
    other_values = fields.Dict(metadata={"description": "money in other currencies, by currency"})
    rate = fields.Raw(metadata={"description": "converting visitors / visitors; null without any", "type": "number"})


class ReportSchema(Schema):
    """The keys asked for stand in each row beside its figures; rows sum to the totals, uniques and rates apart."""

    rows = fields.List(fields.Dict())
    totals = fields.Nested(FiguresSchema)
    from_ = fields.String(data_key="from", attribute="from")
    to = fields.String()
    by = fields.List(fields.String())
    model = fields.String()
    goals = fields.List(fields.String(), metadata={"description": "empty: all"})
    timezone = fields.String()
    currency = fields.String()
