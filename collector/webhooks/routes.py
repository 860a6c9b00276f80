"""Webhooks in the server API."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from collector import http
from collector.accounts import bearer
from collector.sites.service import Site
from collector.webhooks import service
from collector.webhooks.schema import (
    NewWebhookSchema,
    ReachSchema,
    SecretSchema,
    TestSchema,
    ValuesSchema,
    WebhookPageSchema,
    WebhookSchema,
)

blueprint = http.Blueprint(
    "webhooks", __name__, url_prefix="/api/v1/webhooks", description="Who else is told of events"
)
blueprint.before_request(bearer.require_token)


@blueprint.route("")
class Webhooks(MethodView):
    @blueprint.arguments(ReachSchema, location="query")
    @blueprint.response(200, WebhookPageSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List the site's webhooks, a score at most."""
        return {"items": service.list_webhooks(http.db(), bearer.one_site(args["site"])), "next": None}

    @blueprint.arguments(NewWebhookSchema)
    @blueprint.response(201, WebhookSchema)
    def post(self, values: dict[str, Any]) -> dict[str, Any]:
        """Add a webhook. The answer holds its secret, which is never shown again."""
        site = bearer.one_site(values.pop("site"))
        made = service.add(http.db(), site, values, http.now(), box=http.box(), outbound=http.outbound())
        return _whole(site, made)


@blueprint.route("/<webhook_id>")
class Webhook(MethodView):
    @blueprint.response(200, WebhookSchema)
    def get(self, webhook_id: str) -> dict[str, Any]:
        """One webhook; its whole address for tokens that may write."""
        site = _site_of(webhook_id)
        return _whole(site, service.get(http.db(), site, webhook_id))

    @blueprint.arguments(ValuesSchema(partial=True))
    @blueprint.response(200, WebhookSchema)
    def patch(self, values: dict[str, Any], webhook_id: str) -> dict[str, Any]:
        """Change address, name, types, or switch it on or off."""
        site = _site_of(webhook_id)
        return _whole(site, service.change(http.db(), site, webhook_id, values, http.now(), outbound=http.outbound()))

    @blueprint.response(204)
    def delete(self, webhook_id: str) -> None:
        """Remove a webhook; what waits for it is cancelled."""
        service.remove(http.db(), _site_of(webhook_id), webhook_id, http.now())


@blueprint.route("/<webhook_id>/secret")
class Secret(MethodView):
    @blueprint.response(200, SecretSchema)
    def post(self, webhook_id: str) -> dict[str, Any]:
        """Make a new secret, shown this once. For a day the old one signs beside it."""
        return service.rotate_secret(http.db(), _site_of(webhook_id), webhook_id, http.now(), box=http.box())


@blueprint.route("/<webhook_id>/test")
class Test(MethodView):
    @blueprint.response(202, TestSchema)
    def post(self, webhook_id: str) -> dict[str, str]:
        """Send a `ping`, also to a webhook that is switched off."""
        return {"delivery": service.test(http.db(), _site_of(webhook_id), webhook_id, http.now())}


def _whole(site: Site, shown: dict[str, Any]) -> dict[str, Any]:
    """A writer can lead the webhook elsewhere anyway, and a program that keeps it in step has to compare."""
    return shown | {"url": service.whole_url(http.db(), site, shown["id"]) if bearer.may_write() else None}


def _site_of(webhook_id: str) -> Site:
    return bearer.site_with("webhook", lambda site: service.has(http.db(), site, webhook_id))
