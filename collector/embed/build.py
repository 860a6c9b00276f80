"""The built scripts: this version's from the package, earlier ones from the database.

Every start writes this build's hashed files into `build_files`, so that a tab opened before an upgrade, or a copy of
the loader in somebody's cache, still finds the parts it names.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from collector import clock
from collector.db import Db, queries
from collector.errors import Problem

SQL = queries(__file__)
FOLDER = Path(__file__).parent.parent / "static"
KEPT_FOR = 400 * clock.DAY
SITE = "__BECKON_SITE__"
WORKER = "__BECKON_PUSH__"


@cache
def manifest() -> dict[str, Any]:
    """`{"loader": name, "parts": {kind: name}, "needs": {kind: [name]}}` of this build."""
    try:
        return json.loads((FOLDER / "build.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
    except FileNotFoundError:
        raise Problem(500, "The scripts are not built", "Run make build, or install the wheel.") from None


@cache
def loader() -> str:
    """The loader with the site's place left free once."""
    return (FOLDER / str(manifest()["loader"])).read_text(encoding="utf-8")


@cache
def worker() -> str:
    """The push worker with the site's place left free once."""
    return (FOLDER / "push-worker.js").read_text(encoding="utf-8")


@cache
def hashes(kind: str) -> str:
    """The hashes in the names of a part and of what it cannot run without, one space between."""
    names = [manifest()["parts"][kind], *manifest()["needs"].get(kind, [])]
    return " ".join(name.split(".")[-2] for name in names)


@cache
def file(name: str) -> bytes | None:
    """A part of this build."""
    known = manifest()["parts"].values()
    return (FOLDER / name).read_bytes() if name in known else None


def remember(db: Db, now: int) -> None:
    """Keep this build's parts, and forget those that no build has had for 400 days."""
    with db.write() as tx:
        for name in manifest()["parts"].values():
            SQL.keep_file(tx, name=name, body=file(name), now=now)
        SQL.forget_files(tx, before=now - KEPT_FOR)


def part(db: Db, name: str) -> bytes | None:
    """A part of this build or of an earlier one."""
    found = file(name)
    if found is None:
        with db.read() as tx:
            row = SQL.get_file(tx, name=name)
        found = bytes(row.body) if row else None
    return found
