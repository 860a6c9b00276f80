"""Where a URL leads, read so strictly that no second reader can see another place in it."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import idna

from collector.outbound.addresses import Address, is_public, within
from collector.settings import Settings

Resolve = Callable[..., list[Any]]

LONGEST_URL = 4096
LONGEST_NAME = 253
_URL = re.compile(r"([a-z][a-z0-9+.-]*)://([^/?#]*)([^#]*)", re.IGNORECASE)
_PLACE = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::(.*))?")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# The last label of a name is never a number, so such a host means an address (as in the URL Standard of WHATWG).
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ASCII = "".join(chr(code) for code in range(0x21, 0x7F))
# Names that networks give to their own machines (RFC 6761, RFC 6762, RFC 8375, and what resolvers of clouds use).
_LOCAL_NAMES = (".localhost", ".localdomain", ".local", ".internal", ".lan", ".home.arpa")


class Forbidden(Exception):
    """We do not connect there. The reason is a sentence for people; it holds no path and no query."""


class Unreachable(Exception):
    """It could not be reached, or did not answer as it should; worth another try. The reason is for people."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart: `host` is a lower-case ASCII name or an address without brackets."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What this installation allows, and how names are looked up."""

    settings: Settings
    resolve: Resolve

    def addresses(self, target: Target) -> list[Address]:
        """The addresses to connect to, every one of them allowed. Raises Forbidden, or Unreachable for no such name."""
        self._check_listed(target.host)
        networks = self.settings.outbound_networks
        if not networks:
            _check_open(target)
        found = self._looked_up(target)
        own = [within(address, networks) for address in found]
        for address, ours in zip(found, own, strict=True):
            if not ours and not is_public(address):
                raise Forbidden(_not_public(target.host))
        if not all(own):
            _check_open(target)
        return found

    def _check_listed(self, host: str) -> None:
        listed = self.settings.outbound_hosts
        if listed and not any(host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in listed):
            raise Forbidden(f"the host {host} is not in the list of hosts that may be reached")

    def _looked_up(self, target: Target) -> list[Address]:
        literal = _literal(target.host)
        if literal is not None:
            return [literal]
        try:
            rows = self.resolve(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            rows = []
        if not rows:
            raise Unreachable(f"the name {target.host} cannot be found")
        return list(dict.fromkeys(ipaddress.ip_address(row[4][0]) for row in rows))


def parse(url: str) -> Target:
    """Raises Forbidden for everything that is not plainly a host, perhaps a port, and a path."""
    if len(url) > LONGEST_URL:
        raise Forbidden(f"the address is longer than {LONGEST_URL} letters")
    if "\\" in url or any(unicodedata.category(letter)[0] in "CZ" for letter in url):
        raise Forbidden("the address holds a space, a backslash or an invisible letter")
    found = _URL.match(url)
    if not found or found[1].lower() not in ("http", "https"):
        raise Forbidden("only https addresses can be used")
    scheme, authority, path = found[1].lower(), found[2], found[3]
    if "@" in authority:
        raise Forbidden("the address holds a user name")
    place = _PLACE.fullmatch(authority)
    if not place:
        raise Forbidden("the address has no valid host")
    port = {"http": 80, "https": 443}[scheme] if place[2] is None else _port(place[2])
    path = quote(path, safe=_ASCII)
    return Target(scheme, _host(place[1]), port, path if path.startswith("/") else "/" + path)


def _port(text: str) -> int:
    if not _PORT.fullmatch(text) or int(text) > 65535:
        raise Forbidden("the port is not a number from 1 to 65535")
    return int(text)


def _host(text: str) -> str:
    if text.startswith("["):
        return str(_address(text[1:-1], 6))
    name = text if text.isascii() else _encoded(text)
    name = name.lower().removesuffix(".")
    labels = name.split(".")
    if len(name) > LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise Forbidden("the address has no valid host")
    return str(_address(text.removesuffix("."), 4)) if _NUMBER.fullmatch(labels[-1]) else name


def _encoded(text: str) -> str:
    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise Forbidden("the address has no valid host") from None


def _address(text: str, version: int) -> Address:
    """Only the usual spelling: readers differ over 127.1, 2130706433, 0x7f.1, ① and fe80::1%eth0."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        found = None
    if found is None or found.version != version or "%" in text:
        raise Forbidden("the host is an address written in an unusual way")
    return found


def _not_public(host: str) -> str:
    # Where a name leads inside the network is nothing to tell to whoever may set a target.
    kind = "name" if _literal(host) is None else "address"
    return f"the {kind} {host} is not public"


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check_open(target: Target) -> None:
    """What holds for everything outside the installation's own networks."""
    if target.scheme != "https":
        raise Forbidden("only https addresses can be used")
    if target.port != 443 and target.port < 1024:
        raise Forbidden(f"the port {target.port} is not used for https")
    if _literal(target.host) is None and ("." not in target.host or target.host.endswith(_LOCAL_NAMES)):
        raise Forbidden(_not_public(target.host))
