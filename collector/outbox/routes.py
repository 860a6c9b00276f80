"""Deliveries in the server API: what left, what waits, what failed and why."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from collector import clock, http
from collector.accounts import bearer
from collector.outbox import service
from collector.outbox.schema import DeliveryPageSchema, FilterSchema, WholeDeliverySchema
from collector.sites.service import Site

blueprint = http.Blueprint(
    "deliveries", __name__, url_prefix="/api/v1/deliveries", description="What left, or is to leave"
)
blueprint.before_request(bearer.require_token)


@blueprint.route("")
class Deliveries(MethodView):
    @blueprint.arguments(FilterSchema, location="query")
    @blueprint.response(200, DeliveryPageSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List deliveries, the newest first."""
        site = bearer.one_site(args["site"])
        filters = args | {"target_id": args["webhook"], "lead_id": args["lead"]}
        rows, following = service.list_deliveries(http.db(), site.id, filters, args["cursor"], args["limit"])
        return {"items": [_shown(site, row) for row in rows], "next": following}


@blueprint.route("/<delivery_id>")
class Delivery(MethodView):
    @blueprint.response(200, WholeDeliverySchema)
    def get(self, delivery_id: str) -> dict[str, Any]:
        """One delivery, and how each attempt failed."""
        return _whole(_site_of(delivery_id), delivery_id)


@blueprint.route("/<delivery_id>/redelivery")
class Redelivery(MethodView):
    @blueprint.response(202, WholeDeliverySchema)
    def post(self, delivery_id: str) -> dict[str, Any]:
        """Send it again under the same id, or at once when it waits."""
        site = _site_of(delivery_id)
        service.redeliver(http.db(), site.id, delivery_id, http.now())
        return _whole(site, delivery_id)


@blueprint.route("/<delivery_id>/cancellation")
class Cancellation(MethodView):
    @blueprint.response(200, WholeDeliverySchema)
    def post(self, delivery_id: str) -> dict[str, Any]:
        """Give up what still waits."""
        site = _site_of(delivery_id)
        service.cancel(http.db(), site.id, delivery_id, http.now())
        return _whole(site, delivery_id)


def _site_of(delivery_id: str) -> Site:
    return bearer.site_with("delivery", lambda site: service.has(http.db(), site.id, delivery_id))


def _whole(site: Site, delivery_id: str) -> dict[str, Any]:
    row, attempts = service.get(http.db(), site.id, delivery_id)
    failed = [
        {"attempt": one.attempt, "at": clock.rfc3339(one.at), "took_ms": one.took, "reason": one.reason}
        for one in attempts
    ]
    return _shown(site, row) | {"failed_attempts": failed}


def _shown(site: Site, row: Any) -> dict[str, Any]:
    plain = ("id", "kind", "event", "target", "target_id", "state", "reason", "attempts")
    times = ("deadline_at", "created_at", "updated_at")
    return {
        "site": site.key,
        "lead": row.lead_id,
        "next_at": clock.rfc3339(row.next_at) if row.state == "pending" else None,
        **{name: getattr(row, name) for name in plain},
        **{name: clock.rfc3339(getattr(row, name)) for name in times},
    }
