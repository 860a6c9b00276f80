"""Is the collector alive, can it store, and what waits to leave?"""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, jsonify, request

from collector import http
from collector.errors import not_found
from collector.health import metrics, service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    return _fresh(jsonify(status="alive"))


@blueprint.get("/readyz")
def ready() -> Response:
    service.beat(http.db(), http.now())
    return _fresh(jsonify(status="ready"))


@blueprint.get("/metrics")
def measured() -> Response:
    """For who shows the installation's token; for everybody else there is no such page."""
    token = http.services().settings.metrics_token
    shown = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        raise not_found("page")
    text = metrics.text(http.db(), http.now())
    return _fresh(Response(text, content_type="text/plain; version=1.0.0; charset=utf-8"))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
