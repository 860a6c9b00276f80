"""What every command stands in: its options, the settings, the open database, how results are printed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from collector import server
from collector import settings as settings_table
from collector.db import Db
from collector.errors import Problem
from collector.settings import BadSetting, Settings
from collector.sites import service as sites

DEFAULT_PORT = 8000
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
data_option = click.option("--data", type=click.Path(path_type=Path), help="The data folder (BECKON_DATA).")
site_option = click.option("--site", "site_key", metavar="KEY", required=True, help="The site's key.")
port_option = click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))


def settings(data: Path | None = None) -> Settings:
    """The settings; `--data` goes before the environment. Raises BadSetting."""
    if data is not None:
        os.environ["BECKON_DATA"] = str(data.absolute())
    found = settings_table.load(os.environ)
    try:
        found.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadSetting(f"BECKON_DATA: {found.data} cannot be made ({error.strerror}); name another folder") from None
    return found


@contextmanager
def opened(data: Path | None = None) -> Iterator[tuple[Db, Settings]]:
    """The database, brought up to date, and the settings."""
    found = settings(data)
    db = server.open_all(found)
    try:
        yield db, found
    finally:
        db.close()


def site(db: Db, key: str) -> sites.Site:
    """The site of a key. Raises Problem 404 that says where the keys are."""
    try:
        return sites.require(db, key)
    except Problem:
        raise Problem(404, f"No site has the key {key}", "beckon site list shows the keys") from None


def base_url(found: Settings) -> str:
    """Where the collector is reached, without the prefix; before anybody told, where `serve` would listen."""
    return found.public_url or f"http://127.0.0.1:{DEFAULT_PORT}"


def show(as_json: bool, value: Any, lines: Callable[[], list[str]]) -> None:
    """Print the value for programs, or the lines for people."""
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else "\n".join(lines()))
