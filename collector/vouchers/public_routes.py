"""`POST /v1/vouchers`: no cookie, any content type but a form's, the answer after the commit."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from collector import http
from collector.events import body as bodies
from collector.events import origin as page_origin
from collector.vouchers import intake

blueprint = Blueprint("voucher_intake", __name__)


@blueprint.post("/v1/vouchers")
def receive() -> Response:
    came = intake.Request(
        body=bodies.read(request.environ),
        origin=page_origin.of(request.environ)[:300],
        own_origin=page_origin.own(request.environ, http.services().settings.public_url),
        user_agent=request.headers.get("User-Agent", "")[:512],
        address=http.client_address(),
    )
    answer = intake.receive(http.db(), came, http.now())
    response = Response(json.dumps(answer.body, ensure_ascii=False), answer.status)
    response.headers["Content-Type"] = "application/json"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
