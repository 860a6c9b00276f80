"""Spend in the server API."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from collector import http
from collector.accounts import bearer
from collector.spend import service
from collector.spend.schema import KeptSchema, NewSpendSchema, SpendListSchema, SpendPageSchema

blueprint = Blueprint("spend", __name__, url_prefix="/api/v1/spend", description="What advertising cost")
blueprint.before_request(bearer.require_token)


@blueprint.route("")
class Costs(MethodView):
    @blueprint.arguments(SpendListSchema, location="query")
    @blueprint.response(200, SpendPageSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List what was told, by day."""
        site = bearer.one_site(args["site"])
        span = (args["from_"], args["to"])
        items, following = service.listed(http.db(), site, *span, args["cursor"], args["limit"])
        return {"items": items, "next": following}

    @blueprint.arguments(NewSpendSchema)
    @blueprint.response(201, KeptSchema)
    def post(self, told: dict[str, Any]) -> dict[str, Any]:
        """Tell costs by day, source and campaign. What is told again replaces what was there."""
        site = bearer.one_site(told["site"])
        rows = [service.Spend(**row | {"currency": row["currency"] or site.currency}) for row in told["rows"]]
        return {"kept": service.record(http.db(), site, rows, "api", http.now())}
