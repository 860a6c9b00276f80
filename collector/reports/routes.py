"""Reports in the server API."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from collector import http
from collector.accounts import bearer
from collector.reports import costs, service
from collector.reports.schema import ConversionsSchema, CostReportSchema, CostsSchema, ReportSchema

blueprint = http.Blueprint("reports", __name__, url_prefix="/api/v1/reports", description="What earned what")
blueprint.before_request(bearer.require_token)


@blueprint.route("/conversions")
class Conversions(MethodView):
    @blueprint.arguments(ConversionsSchema, location="query")
    @blueprint.response(200, ReportSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """Conversions, money and traffic by up to three dimensions; rows sum to the totals."""
        by = tuple(part.strip() for part in args["by"].split(",") if part.strip())
        reach = bearer.sites_in_reach(args["site"]) if "site" in by else [bearer.one_site(args["site"])]
        return service.conversions(http.db(), reach, args["from_"], args["to"], by, args["model"], args["goal"])


@blueprint.route("/spend")
class Spend(MethodView):
    @blueprint.arguments(CostsSchema, location="query")
    @blueprint.response(200, CostReportSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """What advertising cost beside what it earned. A cost without a visit is named as such, never spread."""
        site = bearer.one_site(args["site"])
        return costs.costs(http.db(), site, args["from_"], args["to"], args["by"], args["model"])
