"""What a browser needs for notifications: the worker, and the window for sites that have no worker file."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collector.db import Db
from collector.embed import build
from collector.embed.service import Packed, literal, pack
from collector.push import keys
from collector.sealing import Box
from collector.sites import origins
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import schema
from collector.widgets import service as widgets
from collector.widgets.service import Published
from collector.widgets.texts import LANGUAGES

KIND = "push"
STYLE = (Path(__file__).parent / "push.css").read_text(encoding="utf-8")


def worker(db: Db, box: Box, key: str, base: str, now: int) -> Packed | None:
    """The response of `GET /sw/{key}.js`; None for an unknown key."""
    with db.read() as tx:
        site = sites.by_key(tx, key)
    if site is None:
        return None
    here = {
        "site": site.key,
        "base": base,
        "key": keys.public_key(db, box, now),
        "name": site.name,
        "origins": site.origins,
    }
    return pack(build.worker().replace(build.WORKER, literal(here), 1).encode())


def window_path(base: str, key: str) -> str:
    """The window's path, which is also the scope of its worker."""
    return f"{urlsplit(base).path}/push/{key}"


def window(db: Db, key: str, base: str, widget_id: str, language: str, opener: str) -> dict[str, Any] | None:
    """What the window's page shows; None where the site has no opt-in that is live.

    `opener` is believed only as an origin of the site: nobody else hears what the visitor decides.
    """
    with db.read() as tx:
        site = sites.by_key(tx, key)
        live = [one for one in widgets.live(tx, site.id) if one.kind == KIND] if site else []
    if site is None or not live:
        return None
    shown = next((one for one in live if one.id == widget_id), live[0])
    lang = language if language in LANGUAGES else site.locale
    known = origins.allowed(opener, list(site.origins))
    return {
        "lang": lang,
        "name": site.name,
        "title": shown.config["content"]["texts"][lang]["title"],
        "script": f"{base}/w/{build.manifest()['parts']['push-window']}",
        "config": literal(_config(site, shown, base, lang, opener if known else None)),
    }


def _config(site: Site, shown: Published, base: str, lang: str, opener: str | None) -> dict[str, Any]:
    _, content = schema.split(KIND, shown.config)
    return {
        "site": {"key": site.key, "base": base, "locale": site.locale},
        "widget": {"id": shown.id, "kind": KIND, "triggers": []},
        "content": {"id": shown.id, "kind": KIND, **content},
        "lang": lang,
        "opener": opener,
    }
