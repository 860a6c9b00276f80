"""Origins: which pages may send to a site."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

_suffixes = PublicSuffixList()


def normal(origin: str) -> str:
    """`https://Shop.VN:443/` is `https://shop.vn`; raises ValueError for what is no origin of a web page.

    A host may begin with `*.` to cover the subdomains.
    """
    parts = urlsplit(origin.strip())
    host = (parts.hostname or "").rstrip(".")
    bare = host.removeprefix("*.")
    if parts.scheme not in ("http", "https") or not bare or parts.username or parts.path not in ("", "/"):
        raise ValueError("an origin is written like https://shop.vn")
    if "*" in bare or parts.query or parts.fragment or any(letter.isspace() for letter in host):
        raise ValueError("an origin is written like https://shop.vn or https://*.shop.vn")
    host = bare.encode("idna").decode() if not bare.isascii() else bare
    port = parts.port
    default = {"http": 80, "https": 443}[parts.scheme]
    star = "*." if parts.hostname and parts.hostname.startswith("*.") else ""
    return f"{parts.scheme}://{star}{host}" + (f":{port}" if port and port != default else "")


def allowed(origin: str, origins: list[str]) -> bool:
    """Whether a page of this origin is one of the site's. The apex and `www.` count as one."""
    try:
        asked = normal(origin)
    except (ValueError, UnicodeError):
        return False
    return any(_covers(own, asked) for own in origins)


def _covers(own: str, asked: str) -> bool:
    scheme, _, host = own.partition("://")
    asked_scheme, _, asked_host = asked.partition("://")
    if scheme != asked_scheme or asked_host.startswith("*."):
        return False
    if host.startswith("*."):
        return asked_host.endswith(host[1:])
    return host.removeprefix("www.") == asked_host.removeprefix("www.")


def own_domains(origins: list[str]) -> list[str]:
    """The registrable domains (public suffix list) of the site's origins; hosts without one stand for themselves."""
    hosts = [urlsplit(origin).hostname or "" for origin in origins]
    bare = [host.removeprefix("*.") for host in hosts]
    return sorted({_registrable(host) for host in bare if host})


def _registrable(host: str) -> str:
    """An address is nobody's subdomain."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _suffixes.privatesuffix(host) or host
    return host
