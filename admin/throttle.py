"""How often somebody may try to sign in: per account and address, and per address for all accounts together."""

from __future__ import annotations

import ipaddress
from typing import Any, NoReturn

from flask import Flask, Response, request
from flask_limiter import Limiter, RequestLimit

from collector import clock, http
from collector.errors import Problem

# An account that somebody else attacks stays open to its owner, who comes from another address.
PER_ACCOUNT = "10 per 10 minutes"
PER_ADDRESS = "100 per 10 minutes"
LIMITED = ("admin.sign_in_try", "admin.link_use", "admin.password_set")


def address() -> str:
    """The client's address; of IPv6 the /64 that one customer has."""
    text = http.client_address()
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return text
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else text


def _account() -> str:
    return f"{request.form.get('email', '').strip().lower()} {address()}"


def _failed(response: Response) -> bool:
    return response.status_code in (401, 410)


def _refuse(limit: RequestLimit) -> NoReturn:
    seconds = max(1, int(limit.reset_at - clock.now_ms() / clock.SECOND))
    raise Problem(
        429, "Too many attempts to sign in", "Wait a little and try again.", headers={"Retry-After": str(seconds)}
    )


def register(app: Flask) -> None:
    """Limit the routes that take secrets. Counters live in the process; a guess more per process does no harm."""
    limiter = Limiter(key_func=address, app=app, on_breach=_refuse, storage_uri="memory://")
    for endpoint in LIMITED:
        view: Any = app.view_functions[endpoint]
        for limit, key in ((PER_ADDRESS, address), (PER_ACCOUNT, _account)):
            view = limiter.limit(limit, key_func=key, deduct_when=_failed)(view)
        app.view_functions[endpoint] = view
