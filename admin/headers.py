"""Security headers on every answer under /admin, errors and files included."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from admin import cookie
from admin.routing import is_admin

FOR_EVER = "public, max-age=31536000, immutable"

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: under it browsers send `Origin: null` with forms, and the gate's check by Origin would fail
    # on plain http (fetch.spec.whatwg.org/#append-a-request-origin-header). Other origins learn nothing either way.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'nonce-{nonce}' 'strict-dynamic'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
    )
)


def nonce() -> str:
    """This answer's nonce for its scripts."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    return str(g.nonce)


def register(app: Flask) -> None:
    @app.after_request
    def protect(response: Response) -> Response:
        if not is_admin(request.path):
            return response
        response.headers.update(FIXED)
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=nonce())
        if cookie.is_https():
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        response.headers["Cache-Control"] = _cache(response)
        response.vary.update(("Cookie", "HX-Request", "Accept-Language"))
        return response


def _cache(response: Response) -> str:
    """Pages are never kept. Static files hold nothing of anybody, and carry their hash in the address."""
    if request.endpoint == "admin.static" and response.status_code in (200, 304) and "v" in request.args:
        return FOR_EVER
    return "no-store"
