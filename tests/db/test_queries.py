"""The house rules of docs/database.md: every named query on both engines, every table and index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database as Library

from collector.conversions import crediting
from collector.db import Db
from collector.db.sql import load
from collector.reports import dimensions

ROOT = Path(__file__).parent.parent.parent
COLLECTOR = ROOT / "collector"
FOLDERS = sorted(path.parent for path in COLLECTOR.rglob("queries.sql"))
OVERRIDES_MOST = 5

# What reads or writes across sites, and why.
ACROSS_SITES = {
    "accounts.list_people": "the service shows each reader what they manage",
    "accounts.list_roles": "of a person, to know their sites",
    "accounts.count_owners": "of the installation itself",
    "accounts.get_token": "the token says which site",
    "attribution.list_pending_sites": "the job that follows events goes round the sites",
    "events.insert_events": "a batch holds the events of many requests; each row names its site",
    "leads.list_abandoned": "the job that holds abandoned forms takes the oldest of all",
    "quotes.get_by_secret": "the customer's link says which quote, and so which site",
    "outbox.list_due_lanes": "lanes are the installation's",
    "notices.list_due_digests": "the job sends what is due, whosever it is",
    "telegram.find_bot": "two sites that ask one bot would take each other's messages",
    "telegram.list_awaiting": "the job that looks for codes goes round the sites",
    "notices.list_sites_with_recipients": "the job that tells of late leads goes round the sites",
    "outbox.list_due": "the worker sends what is due on a lane, whosever it is",
    "outbox.hurry": "a lane works again",
    "outbox.take_back": "leases of a worker that died",
    "outbox.count_leases_over": "leases of a worker that died",
    "widgets.get_site_of_widget": "the command line knows only the widget",
}
# Made by pages, so that they are unique only within a site.
IDS_OF_PAGES = {"events", "touches"}


@pytest.fixture(scope="module")
def schema(sqlite_template: Path) -> Iterator[Library]:
    library = Library(str(sqlite_template))
    yield library
    library.conn.close()


def query_names(folder: Path, engine: str) -> list[str]:
    found = load(folder, engine).available_queries
    return [name for name in found if not name.endswith("_cursor")]


EVERY_QUERY = [(folder, name) for folder in FOLDERS for name in query_names(folder, "sqlite")]
query_of_all = pytest.mark.parametrize(
    ("folder", "name"), EVERY_QUERY, ids=[f"{folder.name}.{name}" for folder, name in EVERY_QUERY]
)


def text_of(folder: Path, name: str, engine: str) -> str:
    return str(getattr(load(folder, engine), name).sql).strip().rstrip(";")


def explain(db: Db, text: str, values: dict[str, Any]) -> list[Any]:
    """The engine's plan; it refuses what it cannot run: names, types, grammar."""
    verb = "explain query plan" if db.engine == "sqlite" else "explain"
    with db.read() as tx:
        return list(tx.connection.execute(f"{verb} {text}", values).fetchall())


def parameters(text: str, engine: str) -> set[str]:
    bare = re.sub(r"--[^\n]*|'[^']*'", "", text)
    return set(re.findall(r"(?<![:\w]):([a-z_0-9]+)" if engine == "sqlite" else r"%\(([a-z_0-9]+)\)s", bare))


def test_there_are_queries_to_look_at_the_same_on_both_engines() -> None:
    assert {folder.name for folder in FOLDERS} >= {"sites", "accounts", "leads", "events", "conversions", "outbox"}
    assert len(EVERY_QUERY) > 80
    assert [(folder, name) for folder in FOLDERS for name in query_names(folder, "postgres")] == EVERY_QUERY


def test_every_query_runs_on_the_engine_at_hand(db: Db) -> None:
    for folder, name in EVERY_QUERY:
        text = text_of(folder, name, db.engine)
        values = dict.fromkeys(parameters(text, db.engine))
        try:
            plan = explain(db, text, values)
        except Exception as error:
            raise AssertionError(f"{folder.name}.{name}: {error}") from error
        assert plan or text.lower().startswith("insert"), f"{folder.name}.{name}"


@query_of_all
def test_a_query_is_given_exactly_what_it_names(folder: Path, name: str) -> None:
    """aiosql passes what the signature lists; PostgreSQL cannot type a parameter that is not used."""
    for engine in ("sqlite", "postgres"):
        query = getattr(load(folder, engine), name)
        given = set(query.__signature__.parameters) - {"self", "conn"}
        assert parameters(text_of(folder, name, engine), engine) == given


def test_no_query_is_left_over() -> None:
    unused = [
        f"{folder.name}.{name}"
        for folder, name in EVERY_QUERY
        if not any(f".{name}(" in path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    ]
    assert unused == []


def test_few_queries_are_written_twice_and_those_take_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    overridden = []
    for path in sorted(COLLECTOR.rglob("queries.postgres.sql")):
        names = re.findall(r"^-- name: (\w+\(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        portable = (path.parent / "queries.sql").read_text(encoding="utf-8")
        for signature in names:
            assert f"-- name: {signature}\n" in portable, f"{path.parent.name}: {signature} overrides nothing"
            overridden.append(f"{path.parent.name}.{signature}")
    with capsys.disabled():
        print(f"\nwritten for PostgreSQL apart: {', '.join(overridden)}")  # noqa: T201
    assert len(overridden) <= OVERRIDES_MOST


def test_a_query_of_a_sites_data_is_given_the_site(schema: Library) -> None:
    sites_tables = {name for name in schema.table_names() if "site_id" in schema[name].columns_dict}
    found = set()
    for folder, name in EVERY_QUERY:
        text = text_of(folder, name, "sqlite")
        tables = set(re.findall(r"\b(?:from|join|into|update) (\w+)", text))
        if tables & sites_tables and "site_id" not in parameters(text, "sqlite"):
            found.add(f"{folder.name}.{name}")
    assert found == set(ACROSS_SITES)


@pytest.mark.parametrize("of_widgets", [False, True])
@pytest.mark.parametrize("goals", [0, 2])
def test_every_fragment_of_a_report_runs_on_the_engine_at_hand(db: Db, goals: int, of_widgets: bool) -> None:
    names = tuple(dimensions.DIMENSIONS)
    combinations = [(), *((name,) for name in names), *zip(names, names[1:], names[2:], strict=False)]
    for by in combinations:
        for text in (
            dimensions.credits_query(by, goals, db.engine),
            dimensions.traffic_query(by, of_widgets, db.engine),
        ):
            names_of_values = parameters(text, "sqlite")
            assert names_of_values >= {"site_id", "from_day", "to_day"}
            shown = text if db.engine == "sqlite" else re.sub(r":([a-z_]+[0-9]*)\b", r"%(\1)s", text)
            assert explain(db, shown, dict.fromkeys(names_of_values)), by
    assert crediting.DEFAULT in crediting.MODELS


def keys(schema: Library, table: str) -> list[set[str]]:
    """Sets of columns that name one row."""
    found = [set(schema[table].pks)]
    found += [set(index.columns) for index in schema[table].indexes if index.unique]
    if "id" in schema[table].columns_dict and table not in IDS_OF_PAGES:
        found.append({"id"})
    return found


def columns(text: str) -> list[str]:
    """The plain column names of a list of expressions, without aliases, directions and casts."""
    parts = re.split(r",(?![^(]*\))", text)
    names = [re.sub(r"\s+(desc|asc)$", "", part.strip()) for part in parts]
    return [re.sub(r"^(?:.* as |\w+\.)", "", name.strip()) for name in names]


def leaves_no_tie(schema: Library, text: str) -> bool:
    """Whether the rows of a query can come in one order only: what it orders by, and what it pins, names a row."""
    flat = " ".join(re.sub(r"--[^\n]*", "", text).split())
    ordered = set(columns(re.search(r"order by (.*?)(?: limit (?::\w+|1))?(?: \))?$", flat)[1]))  # type: ignore[index]
    grouped = re.search(r"group by (.*?) order by", flat)
    fixed = ordered | set(re.findall(r"(\w+) = :\w+", flat))
    if grouped:
        return set(columns(grouped[1])) <= fixed
    selected = re.match(r"select (.*?) from ", flat)
    if selected and set(columns(selected[1])) <= fixed:
        return True
    tables = [name for name in re.findall(r"(?:from|join) (\w+)", flat) if name in schema.table_names()]
    return any(key <= fixed for table in tables for key in keys(schema, table))


@query_of_all
def test_rows_come_in_one_order_only(schema: Library, folder: Path, name: str) -> None:
    text = text_of(folder, name, "sqlite")
    if "order by" not in text:
        selecting = text.lower().lstrip().startswith("select")
        block = re.search(rf"^-- name: {name}\(.*\)(.*)$", (folder / "queries.sql").read_text(encoding="utf-8"), re.M)
        assert block is not None
        assert not selecting or block[1] in ("^", "$"), "a list of rows needs an order"
        return
    assert leaves_no_tie(schema, text)


@pytest.mark.parametrize(
    ("text", "one_order"),
    [
        ("select id, at from events where site_id = :site_id order by at, id", True),
        ("select id, at from events where site_id = :site_id order by at", False),
        ("select id, name from events order by at, id", False),
        ("select at from events order by at limit :limit", True),
        ("select name, count(*) as events from events group by name order by events desc", False),
        ("select name, count(*) as events from events group by name order by events desc, name", True),
    ],
)
def test_a_tie_is_seen(schema: Library, text: str, one_order: bool) -> None:
    assert leaves_no_tie(schema, text) is one_order


GROWING = ("events", "visits", "touches", "conversions", "credits", "leads", "lead_changes", "quarantine", "outbox")


def test_no_query_reads_a_growing_table_from_end_to_end(schema: Library) -> None:
    """On SQLite, whose planner is the simpler of the two: what it can serve by an index, PostgreSQL can."""
    wrong = []
    for folder, name in EVERY_QUERY:
        text = text_of(folder, name, "sqlite")
        plan = schema.execute(f"explain query plan {text}", dict.fromkeys(parameters(text, "sqlite"))).fetchall()
        wrong += [
            f"{folder.name}.{name}: {row[3]}" for row in plan if re.match(rf"SCAN ({'|'.join(GROWING)})\b", row[3])
        ]
    assert wrong == []


@pytest.mark.parametrize("name", ["count_by_widget", "count_of_widget", "count_by_day", "count_by_variant"])
def test_the_numbers_of_a_widget_read_its_own_part_of_the_index_and_those_days_alone(
    schema: Library, name: str
) -> None:
    text = text_of(COLLECTOR / "reports", name, "sqlite")
    plan = schema.execute(f"explain query plan {text}", dict.fromkeys(parameters(text, "sqlite"))).fetchall()
    assert any("events_by_widget (site_id=? AND widget_id=? AND day>? AND day<?)" in row[3] for row in plan), plan
