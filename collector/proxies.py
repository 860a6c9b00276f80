"""Forwarded addresses are believed only when the peer that says so is trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


class TrustedProxies:
    """Apply X-Forwarded-For, -Proto and -Host of a trusted peer; from anybody else they are left unread."""

    def __init__(self, app: WSGIApplication, networks: Networks) -> None:
        self.plain = app
        self.fixed = ProxyFix(app, x_for=1, x_proto=1, x_host=1)
        self.networks = networks

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        chosen: Any = self.fixed if self._trusts(environ.get("REMOTE_ADDR", "")) else self.plain
        return chosen(environ, start_response)  # type: ignore[no-any-return]

    def _trusts(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.networks)
