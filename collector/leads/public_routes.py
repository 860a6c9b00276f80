"""`POST /v1/leads`: no cookie, any content type but a form's, the answer after the commit."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from collector import http
from collector.errors import Problem
from collector.leads import intake

blueprint = Blueprint("lead_intake", __name__)
BODY_LIMIT = 64 * 1024


@blueprint.post("/v1/leads")
def receive() -> Response:
    body = _body()
    came = intake.Request(
        body=body,
        origin=request.headers.get("Origin", "")[:300],
        user_agent=request.headers.get("User-Agent", "")[:512],
        base_url=http.base_url(),
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


def _body() -> bytes:
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Problem(415, "Compressed bodies are not taken")
    if request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        raise Problem(415, "Forms are not taken", "Send JSON, as application/json or text/plain.")
    too_large = Problem(413, "The body is too large", "At most 65,536 bytes.")
    if (request.content_length or 0) > BODY_LIMIT:
        raise too_large
    body = request.stream.read(BODY_LIMIT + 1)
    if len(body) > BODY_LIMIT:
        raise too_large
    return body
