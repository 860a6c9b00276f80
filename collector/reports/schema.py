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


class CostsSchema(Schema):
    """Days in the site's zone, both included."""

    site = fields.String(load_default=None, metadata=about("the site's key; needed with a token for all sites"))
    from_ = fields.String(required=True, data_key="from", attribute="from_", metadata=about("the first day"))
    to = fields.String(required=True, metadata=about("the last day, included"))
    by = fields.String(load_default="campaign", metadata=about("campaign (with its source), source, or day"))
    model = fields.String(load_default=crediting.DEFAULT, metadata=about(f"one of {', '.join(crediting.MODELS)}"))


class CostFiguresSchema(Schema):
    """Money in minor units of the report's currency; a cost for each is null where there is none to divide."""

    cost_minor = fields.Integer()
    other_costs = fields.Dict(metadata=about("costs in other currencies, by currency"))
    clicks = fields.Integer(metadata=about("as the platform counted them"))
    visits = fields.Integer()
    leads = fields.Raw(metadata={"description": "a number with at most six decimals", "type": "number"})
    qualified = fields.Raw(metadata={"description": "a number with at most six decimals", "type": "number"})
    won = fields.Raw(metadata={"description": "a number with at most six decimals", "type": "number"})
    value_minor = fields.Integer(metadata=about("of what was won"))
    other_values = fields.Dict(metadata=about("the same in other currencies, by currency"))
    cost_per_lead_minor = fields.Integer(allow_none=True)
    cost_per_qualified_minor = fields.Integer(allow_none=True)
    cost_per_won_minor = fields.Integer(allow_none=True)
    roas = fields.Raw(metadata={"description": "value by cost; null without a cost", "type": ["number", "null"]})


class CostReportSchema(Schema):
    """The names asked for stand in each row beside its figures; rows sum to the totals."""

    rows = fields.List(fields.Dict())
    totals = fields.Nested(CostFiguresSchema)
    unmatched = fields.List(
        fields.Dict(), metadata=about("what cost something and brought no visit: names and `costs` by currency")
    )
    from_ = fields.String(data_key="from", attribute="from")
    to = fields.String()
    by = fields.String()
    model = fields.String()
    timezone = fields.String()
    currency = fields.String()


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
