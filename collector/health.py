"""Is the collector alive, and can it store?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from collector import http

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    return _fresh(jsonify(status="alive"))


@blueprint.get("/readyz")
def ready() -> Response:
    """Takes the write lock, so that a full or locked database answers 503."""
    with http.db().write() as tx:
        tx.connection.execute("select 1")
    return _fresh(jsonify(status="ready"))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
