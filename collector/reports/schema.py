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
