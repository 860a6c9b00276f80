"""Sites: one embedded property each, with its key, its origins and its settings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from collector import ids
from collector.db import Db, Tx, queries
from collector.errors import Problem, not_found
from collector.sites import origins as origin_rules
from collector.sites.schema import SiteSchema

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Site:
    """A site as everything else sees it. `hours` as in sites/hours.py; `revision` grows with every change.

    `gap_seconds` lie at least between two dialogs that nobody asked for.
    """

    id: str
    key: str
    name: str
    origins: list[str]
    locale: str
    timezone: str
    currency: str
    gate: str
    hours: dict[str, Any]
    ignored_referrers: list[str]
    phone: str | None
    gap_seconds: int
    revision: int
    created_at: int

    @property
    def own_domains(self) -> list[str]:
        """Registrable domains whose pages are the site's own."""
        return origin_rules.own_domains(self.origins)


def add(db: Db, values: dict[str, Any], now: int, key: str | None = None) -> Site:
    """Make a site from SiteSchema's fields; the same `key` again answers the first one.

    Raises ValidationError, and Problem 409 for a key that came with other values.
    """
    fields = SiteSchema().load(values)
    said = ids.content_hash(json.dumps(fields, sort_keys=True).encode())
    made: dict[str, Any] = _columns(fields) | {"made_key": key, "body_hash": said}
    with db.write() as tx:
        row = SQL.insert_site(tx, id=ids.new("s", now), key=ids.public_key(), now=now, **made)
        if row is not None:
            _set_origins(tx, row.id, fields["origins"])
            return get(tx, row.id)
        row = SQL.get_by_made_key(tx, made_key=key)
        if row.body_hash != said:
            raise Problem(409, "This key was used for another site")
        return get(tx, row.id)


def change(db: Db, site_id: str, values: dict[str, Any], now: int, revision: int | None = None) -> Site:
    """Change some of SiteSchema's fields. Raises ValidationError, Problem 404.

    Raises Problem 409 when the site has changed since `revision`, the one that was seen.
    """
    fields = SiteSchema(partial=True).load(values)
    with db.write() as tx:
        current = get(tx, site_id)
        if revision is not None and revision != current.revision:
            raise Problem(409, "This site has changed meanwhile", "Look at it again before you change it.")
        merged = {name: fields.get(name, getattr(current, name)) for name in SiteSchema().fields}
        SQL.update_site(tx, id=site_id, now=now, **_columns(merged))
        if "origins" in fields:
            _set_origins(tx, site_id, fields["origins"])
        return get(tx, site_id)


def touch_revision(tx: Tx, site_id: str, now: int) -> None:
    """Something that the tag carries has changed (a widget was published)."""
    SQL.bump_revision(tx, id=site_id, now=now)


def add_origin(db: Db, site_id: str, origin: str, now: int) -> Site:
    """Let pages of one more origin send."""
    with db.read() as tx:
        known = get(tx, site_id).origins
    return change(db, site_id, {"origins": [*known, origin]}, now)


def get(tx: Tx, site_id: str) -> Site:
    """Raises Problem 404."""
    row = SQL.get_site(tx, id=site_id)
    if row is None:
        raise not_found("site")
    return _site(tx, row)


def find(db: Db, site_id: str) -> Site:
    """`get` in a snapshot of its own."""
    with db.read() as tx:
        return get(tx, site_id)


def by_key(tx: Tx, key: str) -> Site | None:
    """The site of a public key."""
    row = SQL.get_site_by_key(tx, key=key)
    return _site(tx, row) if row else None


def require(db: Db, key: str) -> Site:
    """The site of a public key. Raises Problem 404."""
    with db.read() as tx:
        site = by_key(tx, key)
    if site is None:
        raise not_found("site")
    return site


def everything(db: Db) -> list[Site]:
    """All sites of the installation, by name."""
    with db.read() as tx:
        return [_site(tx, row) for row in list(SQL.list_sites(tx))]


def _site(tx: Tx, row: Any) -> Site:
    found = [origin.origin for origin in SQL.list_origins(tx, site_id=row.id)]
    parsed = {name: json.loads(getattr(row, name)) for name in ("hours", "ignored_referrers")}
    numbers = ("gap_seconds", "revision", "created_at")
    plain = ("id", "key", "name", "locale", "timezone", "currency", "gate", "phone", *numbers)
    return Site(origins=found, **{name: getattr(row, name) for name in plain}, **parsed)


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    as_json = ("hours", "ignored_referrers")
    plain = ("name", "locale", "timezone", "currency", "gate", "phone", "gap_seconds")
    return {name: fields[name] for name in plain} | {name: json.dumps(fields[name]) for name in as_json}


def _set_origins(tx: Tx, site_id: str, found: list[str]) -> None:
    SQL.delete_origins(tx, site_id=site_id)
    for origin in sorted({origin_rules.normal(origin) for origin in found}):
        SQL.insert_origin(tx, site_id=site_id, origin=origin)
