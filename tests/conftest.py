"""The cast: a database on each engine, fresh for every test; a clock that tests move; see also tests/make.py."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from sqlite_utils import Database as Library

from collector.app import create_app
from collector.db import Db, open_database
from collector.db.migrate import files, migrate
from collector.settings import Settings, load
from collector.sites.service import Site
from tests.make import make_site
from tests.postgres import cluster

NOW = 1_795_000_000_000  # 2026-11-18T11:06:40Z, a Wednesday evening in Hồ Chí Minh City

# How long an example takes says more about what else the machine does.
settings.register_profile("beckon", deadline=None)
settings.load_profile("beckon")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=["sqlite", "postgres", "both"], default="both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--engine")
        metafunc.parametrize("engine", ["sqlite", "postgres"] if wanted == "both" else [wanted], scope="session")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file; each test works on a copy."""
    folder = tmp_path_factory.mktemp("template")
    db = open_database(f"sqlite:///{folder}/beckon.db", folder)
    migrate(db, NOW)
    db.close()
    return folder / "beckon.db"


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database on a server of this test process; `emptied` after every test."""
    with cluster() as url:
        db = open_database(url, tmp_path_factory.mktemp("pg"))
        migrate(db, NOW)
        db.close()
        yield url


def empty(url: str, known: set[str]) -> None:
    """Leave the tables as a fresh migration would: emptied, and none but the known ones."""
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        tables = {row[0] for row in found}
        doomed = [f"drop table {table} cascade" for table in tables - known]
        emptied = [f"delete from {table}" for table in (tables & known) - {"migrations"}]
        names = ", ".join(f"'{path.stem}'" for path in files())
        stray = [f"delete from migrations where name not in ({names})"]
        steps = ["set session_replication_role = replica", *doomed, *emptied, *stray]
        connection.execute("; ".join(steps).encode())


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database on the engine at hand."""
    template = request.getfixturevalue("sqlite_template")
    if engine == "sqlite":
        shutil.copy(template, tmp_path / "beckon.db")
        yield f"sqlite:///{tmp_path}/beckon.db"
        return
    url = request.getfixturevalue("postgres_url")
    yield url
    empty(url, set(Library(str(template)).table_names()))


@pytest.fixture
def db(database_url: str, tmp_path: Path) -> Iterator[Db]:
    """An empty database on each engine."""
    opened = open_database(database_url, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def now() -> int:
    return NOW


class MovableClock:
    """The app's clock in a test: it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation with its own address and a mail server that nobody runs."""
    values = {"BECKON_DATA": str(tmp_path), "BECKON_DATABASE_URL": database_url}
    return load(values | {"BECKON_PUBLIC_URL": "https://beckon.example.com"})


@pytest.fixture
def app(db: Db, settings: Settings, clock: MovableClock) -> Flask:
    """The whole application on a fresh database."""
    made = create_app(settings, db, clock)
    made.testing = False
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def site(db: Db) -> Site:
    """Open day and night, so that promises do not depend on the hour."""
    return make_site(db, NOW)


@pytest.fixture
def other_site(db: Db) -> Site:
    """Somebody else's."""
    return make_site(db, NOW, "Quán khác", "https://other.example")
