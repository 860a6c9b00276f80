"""`POST /v1/push/subscriptions` and `…/removals`, and the keys: no cookie, the answer after the commit."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, request

from collector import http
from collector.events import body as bodies
from collector.events import origin as page_origin
from collector.push import keys, service

blueprint = Blueprint("push_intake", __name__)


@blueprint.get("/v1/push/keys")
def show_keys() -> Response:
    """Never kept: a page that asks with an earlier key would have to be asked again."""
    return http.public_answer(200, asdict(keys.public_keys(http.db(), http.box(), http.now())))


@blueprint.post("/v1/push/subscriptions")
def subscribe() -> Response:
    hosts = http.services().settings.push_hosts
    return http.public_answer(*service.subscribe(http.db(), _came(), hosts, http.now()))


@blueprint.post("/v1/push/subscriptions/removals")
def unsubscribe() -> Response:
    return http.public_answer(*service.unsubscribe(http.db(), _came(), http.now()))


def _came() -> service.Request:
    return service.Request(
        body=bodies.read(request.environ),
        origin=page_origin.of(request.environ)[:300],
        own_origin=page_origin.own(request.environ, http.services().settings.public_url),
        user_agent=request.headers.get("User-Agent", "")[:512],
    )
