"""Is the collector alive, and can it store?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from collector import http
from collector.health import service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    return _fresh(jsonify(status="alive"))


@blueprint.get("/readyz")
def ready() -> Response:
    service.beat(http.db(), http.now())
    return _fresh(jsonify(status="ready"))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
