"""`POST /v1/leads`: no cookie, any content type but a form's, the answer after the commit. What became of a lead."""

from __future__ import annotations

from flask import Blueprint, Response, request

from collector import http
from collector.events import body as bodies
from collector.events import origin as page_origin
from collector.leads import intake, service

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
    return http.public_answer(answer.status, answer.body)


@blueprint.get("/v1/leads/status")
def status() -> Response:
    """One word about the visitor's latest lead, for rules of widgets; who has no lead and who is unknown are alike."""
    site, visitor = request.args.get("site", ""), request.args.get("visitor", "")
    return http.public_answer(200, {"status": service.status_of(http.db(), site, visitor)})
