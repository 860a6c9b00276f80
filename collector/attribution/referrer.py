"""Who sent the visitor: a referrer's host becomes a source and a medium, or is ignored. Pure and offline.

Own pages (compared by registrable domain, with the Public Suffix List that the package carries) and pages of payment
and sign-in services are where a visit passes through, never where it comes from. The tables are
`data/ga4_channels.json`, block `referrer_resolution`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from publicsuffixlist import PublicSuffixList

from collector.attribution.landing import host_of

OWN = "own_page"
PASSED_THROUGH = "ignored_host"

DIRECT = ("(direct)", "(none)")
ASSISTANT = "ai-assistant"

_RULES: dict[str, Any] = json.loads(
    (files("collector.attribution") / "data" / "ga4_channels.json").read_text(encoding="utf-8")
)["referrer_resolution"]
_SEARCH = [
    (re.compile(row["host_regex"]), str(row["source"]))
    for row in [*_RULES["organic_search"], *_RULES["ours_organic_search"]]
]
ASSISTANTS = frozenset(_RULES["ai_assistant_hosts"]) | frozenset(_RULES["ours_ai_assistant_hosts"])
_APPS: dict[str, list[str]] = _RULES["android_app"]
_NAMES: dict[str, str] = _RULES["ours_source_names"]
IGNORED: tuple[str, ...] = tuple(_RULES["ours_ignored_referrers"])
_IN_APP = [(re.compile(row["regex"]), str(row["source"])) for row in _RULES["ours_in_app_user_agents"]]

_REFERRER = re.compile(r"\s*(?:(https?|android-app):)?//([^/?#\\]*)", re.IGNORECASE)
_BARE = re.compile(r"\s*([\w-]+(?:\.[\w-]+)+(?::\d+)?)(?:[/?#]|\s*$)")
_HOST = re.compile(r"[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\]")
_ADDRESS = re.compile(r"[\d.]+|\[.*")

_SUFFIXES = PublicSuffixList()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a referrer points. `host` is kept beside the source, as either may name the channel."""

    source: str
    medium: str
    host: str


def host_and_kind(referrer: str | None) -> tuple[str, bool]:
    """The referrer's host (empty when it names none) and whether it is an Android package."""
    text = referrer or ""
    found = _REFERRER.match(text)
    if found:
        host = host_of(found[2])
        app = (found[1] or "").lower() == "android-app"
    else:
        bare = _BARE.match(text)
        host, app = (host_of(bare[1]), False) if bare else ("", False)
    return (host, app) if _HOST.fullmatch(host) else ("", False)


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """The part of a host that one owner registered (shop.example of www.shop.example); an address is itself."""
    if _ADDRESS.fullmatch(host):
        return host
    return _SUFFIXES.privatesuffix(host) or host


@lru_cache(maxsize=1024)
def _registered(domains: tuple[str, ...]) -> frozenset[str]:
    return frozenset(registrable(host_of(domain.rpartition("//")[2].partition("/")[0])) for domain in domains)


@lru_cache(maxsize=1024)
def _listed(ignored: tuple[str, ...]) -> frozenset[str]:
    return frozenset(host.lower().strip(". ") for host in (*IGNORED, *ignored)) - {""}


def reason_to_ignore(host: str, own_domains: tuple[str, ...], ignored: tuple[str, ...]) -> str | None:
    """OWN or PASSED_THROUGH for a host that never takes credit; `ignored` adds to the published list."""
    if registrable(host) in _registered(own_domains):
        return OWN
    listed = _listed(ignored)
    return PASSED_THROUGH if any(part in listed for part in _suffixes(host)) else None


@lru_cache(maxsize=4096)
def resolve(host: str, is_app: bool) -> Origin:
    """Source and medium of a referring host: application, assistant, search engine, or a plain referral."""
    if is_app:
        source, medium = _APPS.get(host, [host, "referral"])
        return Origin(source, medium, host)
    short = host.removeprefix("www.")
    if host in ASSISTANTS or short in ASSISTANTS:
        return Origin(_NAMES.get(short, short), ASSISTANT, short)
    for pattern, source in _SEARCH:
        if pattern.fullmatch(host):
            return Origin(source, "organic", short)
    return Origin(next((_NAMES[part] for part in _suffixes(host) if part in _NAMES), short), "referral", short)


@lru_cache(maxsize=2048)
def in_app(user_agent: str) -> str | None:
    """The network whose application shows the page, where its User-Agent says so."""
    return next((source for pattern, source in _IN_APP if pattern.search(user_agent)), None)


@lru_cache(maxsize=4096)
def _suffixes(host: str) -> tuple[str, ...]:
    """host, then each of its parents: the longest entry of a table wins."""
    labels = host.split(".")
    return tuple(".".join(labels[first:]) for first in range(len(labels)))
