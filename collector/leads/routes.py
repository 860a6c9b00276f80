"""Leads in the server API."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from collector import http
from collector.accounts import bearer
from collector.leads import service
from collector.leads.schema import ChangeSchema, LeadPageSchema, ListSchema, NewLeadSchema, WholeLeadSchema
from collector.sites.service import Site

blueprint = http.Blueprint(
    "leads", __name__, url_prefix="/api/v1/leads", description="Everybody who asked to be contacted"
)
blueprint.before_request(bearer.require_token)


@blueprint.route("")
class Leads(MethodView):
    @blueprint.arguments(ListSchema, location="query")
    @blueprint.response(200, LeadPageSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List leads, the newest first."""
        site = bearer.one_site(args.pop("site"))
        cursor, limit = args.pop("cursor"), args.pop("limit")
        items, following = service.list_leads(http.db(), site, args, cursor, limit)
        return {"items": items, "next": following}

    @blueprint.arguments(NewLeadSchema)
    @blueprint.response(201, WholeLeadSchema)
    def post(self, values: dict[str, Any]) -> dict[str, Any]:
        """Add a lead from another form, a CRM, an ad platform's lead form, or by hand."""
        site = bearer.one_site(values.pop("site"))
        return service.add_lead(http.db(), site, values, http.now(), base_url=http.own_url())


@blueprint.route("/<lead_id>")
class Lead(MethodView):
    @blueprint.response(200, WholeLeadSchema)
    def get(self, lead_id: str) -> dict[str, Any]:
        """One lead with the touches that brought it, the credit of each model, and why."""
        site = _site_of(lead_id)
        return service.get_lead(http.db(), site, lead_id, http.locale(site.locale))

    @blueprint.arguments(ChangeSchema)
    @blueprint.response(200, WholeLeadSchema)
    def patch(self, changes: dict[str, Any], lead_id: str) -> dict[str, Any]:
        """Change status, value, owner or notes. `qualified` and `won` are conversions while the lead is in them."""
        names = {"owner": "owner_id", "notes": "note"}
        renamed = {names.get(name, name): value for name, value in changes.items()}
        site = _site_of(lead_id)
        return service.change_lead(http.db(), site, lead_id, renamed, None, http.now(), http.own_url())


def _site_of(lead_id: str) -> Site:
    return bearer.site_with("lead", lambda site: service.has_lead(http.db(), site, lead_id))
