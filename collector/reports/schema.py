"""How a report is asked for."""

from __future__ import annotations

from marshmallow import Schema, fields

from collector.conversions import crediting
from collector.reports import dimensions


def about(text: str) -> dict[str, str]:
    """What the API's description says of a field."""
    return {"description": text}


class ConversionsSchema(Schema):
    """Days in the site's zone, both included; `by` up to three dimensions separated by commas."""

    site = fields.String(
        load_default=None,
        metadata=about("the site's key; needed with a token for all sites, unless broken down by site"),
    )
    from_ = fields.String(
        required=True, data_key="from", attribute="from_", metadata=about("the first day, such as 2026-11-01")
    )
    to = fields.String(required=True, metadata=about("the last day, included"))
    by = fields.String(
        load_default="channel", metadata=about(f"up to three, by commas, of {', '.join(dimensions.DIMENSIONS)}")
    )
    model = fields.String(load_default=crediting.DEFAULT, metadata=about(f"one of {', '.join(crediting.MODELS)}"))
    goal = fields.String(
        load_default=None, metadata=about("goals by commas; without any the primary ones, by goal all of them")
    )


class FiguresSchema(Schema):
    """Uniques are visitors; everything else adds up. Money in minor units of the report's currency."""

    visitors = fields.Integer()
    visits = fields.Integer()
    impressions = fields.Integer()
    opens = fields.Integer()
    submits = fields.Integer()
    conversions = fields.Raw(metadata={"description": "a number with at most six decimals", "type": "number"})
    value_minor = fields.Integer()
    other_values = fields.Dict(metadata=about("money in other currencies, by currency"))
    rate = fields.Raw(
        metadata={"description": "converting visitors / visitors; null without any", "type": ["number", "null"]}
    )


class ReportSchema(Schema):
    """The keys asked for stand in each row beside its figures; rows sum to the totals, uniques and rates apart."""

    rows = fields.List(fields.Dict())
    totals = fields.Nested(FiguresSchema)
    from_ = fields.String(data_key="from", attribute="from")
    to = fields.String()
    by = fields.List(fields.String())
    model = fields.String()
    goals = fields.List(fields.String(), metadata=about("empty: all"))
    timezone = fields.String()
    currency = fields.String()
