"""`POST /v1/leads`: no cookie, any content type but a form's, the answer after the commit."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from collector import http
from collector.events import body as bodies
from collector.events import origin as page_origin
from collector.leads import intake

blueprint = Blueprint("lead_intake", __name__)


@blueprint.post("/v1/leads")
def receive() -> Response:
    came = intake.Request(
        body=bodies.read(request.environ),
        origin=page_origin.of(request.environ)[:300],
        own_origin=page_origin.own(request.environ, http.services().settings.public_url),
        user_agent=request.headers.get("User-Agent", "")[:512],
        base_url=http.own_url(),
        received_at=http.now(),
    )
    answer = intake.receive(http.db(), came, http.now())
    response = Response(json.dumps(answer.body, ensure_ascii=False), answer.status)
    kind = "application/json" if answer.status < 400 else "application/problem+json"
    response.headers["Content-Type"] = kind
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
