"""`POST /v1/leads`: no cookie, any content type but a form's, the answer after the commit. What became of a lead."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from collector import http
from collector.callbacks import service as callbacks
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
    return http.public_answer(answer.status, _linked(answer.body, came.body))


def _linked(body: dict[str, Any], came: bytes) -> dict[str, Any]:
    """A call-back's answer with the link by which the visitor changes it."""
    success = dict(body.get("success", {}))
    text = success.pop("link_text", None)
    if text is None:
        return body
    site_key = str(bodies.document(came)["site"])
    url = callbacks.link(http.box(), http.base_url(), site_key, body["id"])
    return body | {"success": success | {"link": {"url": url, "text": text}}}


@blueprint.get("/v1/leads/status")
def status() -> Response:
    """One word about the visitor's latest lead, for rules of widgets; who has no lead and who is unknown are alike."""
    site, visitor = request.args.get("site", ""), request.args.get("visitor", "")
    return http.public_answer(200, {"status": service.status_of(http.db(), site, visitor)})
