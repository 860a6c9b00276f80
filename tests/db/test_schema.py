"""The house rules of docs/database.md for tables and indexes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database as Library

from collector.db import Db

# What is not one site's data, and why it has no site_id, or is not led by it.
OF_THE_INSTALLATION = {
    "migrations",
    "sites",
    "people",
    "sign_in_links",
    "sessions",
    "build_files",
    "heartbeat",
    "outbox_lanes",
    "push_keys",
}
LED_BY_ANOTHER = {
    "quotes_by_secret": "a customer has nothing but the link",
    "outbox_due": "the worker asks lane by lane what is due, across all sites",
    "outbox_leases": "a worker that died held deliveries of any site",
    "memberships_by_person": "a person signs in before any site is known",
    "tokens": "a token is looked up by its secret, and names its site or none",
}


@pytest.fixture(scope="module")
def schema(sqlite_template: Path) -> Iterator[Library]:
    library = Library(str(sqlite_template))
    yield library
    library.conn.close()


def of_sites(schema: Library) -> list[str]:
    return [name for name in schema.table_names() if name not in OF_THE_INSTALLATION]


def test_every_table_is_a_sites_or_is_listed_as_the_installations(schema: Library) -> None:
    assert set(schema.table_names()) >= OF_THE_INSTALLATION
    assert [name for name in of_sites(schema) if "site_id" not in schema[name].columns_dict] == []
    assert [name for name in OF_THE_INSTALLATION if "site_id" in schema[name].columns_dict] == []


def test_the_site_leads_every_key_and_index_of_its_data(schema: Library) -> None:
    wrong = []
    for table in of_sites(schema):
        if table in LED_BY_ANOTHER:
            continue
        if schema[table].pks[0] != "site_id":
            wrong.append(f"{table}: primary key {schema[table].pks}")
        wrong += [
            f"{table}: index {index.name} {index.columns}"
            for index in schema[table].indexes
            if index.columns[0] != "site_id" and index.name not in LED_BY_ANOTHER
        ]
    assert wrong == []


def test_references_between_a_sites_tables_name_the_site_as_well(schema: Library) -> None:
    wrong = []
    for table in of_sites(schema):
        found: dict[int, list[str]] = {}
        for row in schema.execute(f"pragma foreign_key_list({table})").fetchall():
            found.setdefault(row[0], []).extend((row[2], row[3]))
        wrong += [
            (table, reference)
            for reference in found.values()
            if reference[0] not in OF_THE_INSTALLATION and "site_id" not in reference
        ]
    assert wrong == []


def test_every_exception_is_still_one(schema: Library) -> None:
    indexes = {index.name for table in schema.table_names() for index in schema[table].indexes}
    assert set(LED_BY_ANOTHER) <= indexes | set(schema.table_names())


def test_tables_are_strict_and_use_four_types(schema: Library) -> None:
    """The types that db/migrate.py can map to PostgreSQL."""
    loose = [name for name in schema.table_names() if not schema[name].strict]
    assert loose == []
    types = {column.type for name in schema.table_names() for column in schema[name].columns}
    assert types <= {"INTEGER", "REAL", "TEXT", "BLOB"}


def test_times_and_money_are_whole_numbers(schema: Library) -> None:
    wrong = [
        f"{name}.{column.name} {column.type}"
        for name in schema.table_names()
        for column in schema[name].columns
        if (column.name == "at" or column.name.endswith(("_at", "_minor", "_until"))) and column.type != "INTEGER"
    ]
    assert wrong == []


def test_both_engines_have_the_same_columns(db: Db, schema: Library) -> None:
    if db.engine == "sqlite":
        query = "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table'"
    else:
        query = "select table_name, column_name from information_schema.columns where table_schema = 'public'"
    with db.read() as tx:
        found = {(row[0], row[1]) for row in tx.connection.execute(query).fetchall()}
    wanted = {(name, column.name) for name in schema.table_names() for column in schema[name].columns}
    assert found == wanted
