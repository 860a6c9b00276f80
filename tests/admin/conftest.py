"""Signed-in browsers of every role, and of another site's owner."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from hatch_build import compile_catalogues
from tests.admin.cast import client_of, sign_in

LOCALES = Path(__file__).parents[2] / "collector/locales"


def catalogues() -> None:
    """The Vietnamese as it stands in the .po files; left alone when `make setup` has compiled it."""
    if not all(_is_fresh(po) for po in LOCALES.rglob("*.po")):
        compile_catalogues(LOCALES)


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    catalogues()


def _is_fresh(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


@pytest.fixture
def owner(app: Flask, db: Db, site: Site, now: int) -> FlaskClient:
    return client_of(app, sign_in(db, "owner", [site.id], now))


@pytest.fixture
def marketer(app: Flask, db: Db, site: Site, now: int) -> FlaskClient:
    return client_of(app, sign_in(db, "marketer", [site.id], now))


@pytest.fixture
def agent(app: Flask, db: Db, site: Site, now: int) -> FlaskClient:
    return client_of(app, sign_in(db, "agent", [site.id], now))


@pytest.fixture
def viewer(app: Flask, db: Db, site: Site, now: int) -> FlaskClient:
    return client_of(app, sign_in(db, "viewer", [site.id], now))


@pytest.fixture
def outsider(app: Flask, db: Db, other_site: Site, now: int) -> FlaskClient:
    """The owner of another site."""
    return client_of(app, sign_in(db, "owner", [other_site.id], now))


@pytest.fixture
def installation_owner(app: Flask, db: Db, now: int) -> FlaskClient:
    return client_of(app, sign_in(db, "owner", [], now))
