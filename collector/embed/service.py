"""What a page fetches: the loader with its site's configuration, and the content of a widget."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import brotli

from collector import ids
from collector.db import Db
from collector.embed import build
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import compact, schema
from collector.widgets import service as widgets
from collector.widgets.service import Published

VERSION = 3


@dataclass(frozen=True, slots=True)
class Packed:
    """A body in the three encodings, and its ETag."""

    etag: str
    identity: bytes
    gzip: bytes
    br: bytes


@lru_cache(maxsize=512)
def pack(body: bytes) -> Packed:
    """Compress once; the cache is by content, so it never serves a stale one."""
    return Packed(f'"{ids.content_hash(body)}"', body, gzip.compress(body, 9, mtime=0), brotli.compress(body))


def script(db: Db, key: str, base: str) -> Packed | None:
    """The response of `GET /s/{key}.js`; None for an unknown key."""
    with db.read() as tx:
        site = sites.by_key(tx, key)
        shown = widgets.live(tx, site.id) if site else []
    if site is None:
        return None
    return pack(build.loader().replace(build.SITE, literal(site_json(site, shown, base)), 1).encode())


def literal(value: Any) -> str:
    """JSON that is safe inside any script: no `</script`, no line separators."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def site_json(site: Site, shown: list[Published], base: str) -> dict[str, Any]:
    """What the loader decides by; nothing secret, nothing about visitors. Shape: docs/embed.md."""
    # A kind that this build has no part for is none of the page's business yet.
    entries = [_entry(published) for published in shown if published.kind in build.manifest()["parts"]]
    found = {
        "v": VERSION,
        "key": site.key,
        "base": base,
        "locale": site.locale,
        "zone": site.timezone,
        "currency": site.currency,
        "gate": site.gate,
        "own": site.own_domains,
        "hours": site.hours,
        "phone": site.phone,
        "gap": site.gap_seconds,
        "consent": build.hashes("consent"),
        "widgets": entries,
    }
    if any("decide" in entry for entry in entries):
        found["decide"] = build.hashes("decide")
        if site.ignored_referrers:
            found["ignore"] = site.ignored_referrers
    return found


def _entry(published: Published) -> dict[str, Any]:
    deciding, _ = schema.split(published.kind, published.config)
    names = {"part": build.hashes(published.kind), "content": published.hash}
    return {"id": published.id, "kind": published.kind, **names, **deciding}


def content(db: Db, key: str, widget_id: str, found: str, language: str = "") -> Packed | None:
    """The response of `GET /s/{key}/{widget}.{hash}.json`; None for what was never published.

    `language` is the page's, as its author wrote it: the texts in others stay here.
    """
    with db.read() as tx:
        site = sites.by_key(tx, key)
        published = widgets.version(tx, site.id, widget_id, found) if site else None
    if site is None or published is None:
        return None
    _, shown = schema.split(published.kind, published.config)
    if language:
        shown = compact.spoken(shown, language, site.locale)
    body = json.dumps({"id": published.id, "kind": published.kind, **shown}, ensure_ascii=False, separators=(",", ":"))
    return pack(body.encode())
