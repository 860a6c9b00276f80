"""What pages fetch from the collector: no cookie, cacheable, pre-compressed, readable from any origin."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, render_template, request

from collector import http
from collector.embed import build, push, service
from collector.errors import Problem, not_found

blueprint = Blueprint("embed", __name__, template_folder="templates")

SCRIPT_CACHE = "public, max-age=300, stale-while-revalidate=86400"
# Browsers look after a worker once a day, and at each start of one whose copy is older than this.
WORKER_CACHE = "public, max-age=300"
FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/s/<key>.js")
def script(key: str) -> Response:
    packed = service.script(http.db(), key, http.base_url())
    if packed is None:
        text = (
            f"/* Beckon: there is no site with the key {_tame(key)}. Copy the tag again from Sites in the admin. */\n"
        )
        return _headers(Response(text, 404, content_type="text/javascript; charset=utf-8"), "no-store")
    return _answer(packed, "text/javascript; charset=utf-8", SCRIPT_CACHE)


def _tame(key: str) -> str:
    return "".join(letter for letter in key if letter.isalnum())[:40]


@blueprint.get("/sw/<key>.js")
def worker(key: str) -> Response:
    """For `importScripts` in a worker of the site; the collector's own window registers it itself."""
    packed = push.worker(http.db(), http.box(), key, http.base_url(), http.now())
    if packed is None:
        text = f"/* Beckon: there is no site with the key {_tame(key)}. */\n"
        return _headers(Response(text, 404, content_type="text/javascript; charset=utf-8"), "no-store")
    response = _answer(packed, "text/javascript; charset=utf-8", WORKER_CACHE)
    # Beyond its own folder, and not one step further: it has no business with the admin's pages.
    response.headers["Service-Worker-Allowed"] = push.window_path(http.base_url(), key)
    return response


@blueprint.get("/push/<key>")
def window(key: str) -> Response:
    """The small window in which notifications are turned on, for sites that have no worker file."""
    asked = {name: request.args.get(name, "") for name in ("w", "l", "o")}
    shown = push.window(http.db(), key, http.base_url(), asked["w"], asked["l"], asked["o"])
    if shown is None:
        raise not_found("push opt-in")
    nonce = secrets.token_urlsafe(16)
    response = Response(render_template("push.html", nonce=nonce, style=push.STYLE, **shown))
    return _guarded(response, nonce)


@blueprint.get("/s/<key>/<widget_id>.<found>.json")
def content(key: str, widget_id: str, found: str) -> Response:
    """The query is the page's language, `?vi`; without one all languages are answered."""
    language = request.query_string[:35].decode("ascii", "ignore")
    packed = service.content(http.db(), key, widget_id, found, language)
    if packed is None:
        raise not_found("widget content")
    return _answer(packed, "application/json", FOR_EVER)


@blueprint.get("/w/<name>")
def part(name: str) -> Response:
    body = build.part(http.db(), name)
    if body is None:
        raise Problem(404, "No such script", "It belongs to no build that this collector has served.")
    return _answer(service.pack(body), "text/javascript; charset=utf-8", FOR_EVER)


def _guarded(response: Response, nonce: str) -> Response:
    """Scripts and styles by nonce; the opener is kept, since the page that asks is told what became of it."""
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self';"
        " worker-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(packed: service.Packed, content_type: str, cache: str) -> Response:
    if packed.etag in request.if_none_match or packed.etag.strip('"') in request.if_none_match:
        return _headers(Response(status=304, headers={"ETag": packed.etag}), cache)
    encoding = request.accept_encodings.best_match(["br", "gzip"])
    body = {"br": packed.br, "gzip": packed.gzip}.get(encoding or "", packed.identity)
    response = Response(body, content_type=content_type, headers={"ETag": packed.etag})
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return _headers(response, cache)


def _headers(response: Response, cache: str) -> Response:
    response.headers["Cache-Control"] = cache
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
