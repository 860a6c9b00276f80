"""The server API for people: one page from the OpenAPI description, without a script."""

from __future__ import annotations

import secrets
from typing import Any, cast

from flask import Blueprint, Response, current_app, render_template, request

from collector.apidocs import reading

blueprint = Blueprint("apidocs", __name__, template_folder="templates", url_prefix="/docs")


@blueprint.get("")
def show() -> Response:
    spec = _spec()
    nonce = secrets.token_urlsafe(16)
    shown = {
        "spec": spec,
        "subjects": reading.subjects(spec),
        "shapes": reading.shapes(spec),
        "base": request.host_url.rstrip("/"),
        "nonce": nonce,
    }
    response = Response(render_template("apidocs.html", **shown))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _spec() -> dict[str, Any]:
    return cast(dict[str, Any], current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict())
