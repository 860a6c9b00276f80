"""The session's cookie: a random reference that only the server can resolve, out of reach of scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, request

from collector import clock, http
from collector.accounts.service import SESSION_LIFETIME

# The prefix makes browsers insist on Secure, Path=/ and no Domain, so no sibling host can plant one (RFC 6265bis).
SECURE_NAME = "__Host-beckon"
PLAIN_NAME = "beckon"


def is_https() -> bool:
    """Whether people reach the admin by TLS, also when a proxy that is not trusted ends it."""
    return request.is_secure or urlsplit(http.services().settings.public_url).scheme == "https"


def _name() -> str:
    return SECURE_NAME if is_https() else PLAIN_NAME


def read() -> str | None:
    """The session's secret, as the browser sent it."""
    return request.cookies.get(_name())


def give(response: Response, secret: str) -> Response:
    response.set_cookie(
        _name(),
        secret,
        max_age=SESSION_LIFETIME // clock.SECOND,
        path="/",
        secure=is_https(),
        httponly=True,
        samesite="Lax",
    )
    return response


def take(response: Response) -> Response:
    response.delete_cookie(_name(), path="/", secure=is_https(), httponly=True, samesite="Lax")
    # What the browser kept of the pages goes with the session.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
