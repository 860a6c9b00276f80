"""The docs say what the program does: settings, commands, routes, links, folders, dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from collector.apidocs import reading
from collector.cli import beckon
from collector.jobs import JOBS
from collector.settings import SETTINGS
from collector.widgets import schema
from tests.db.test_queries import ACROSS_SITES
from tests.db.test_schema import LED_BY_ANOTHER, OF_THE_INSTALLATION

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]


def cells(page: str) -> list[list[str]]:
    """The rows of the tables of a page."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines if line.startswith("|")]


def test_the_table_of_settings_is_the_programs_own() -> None:
    documented = {row[0].split("`")[1]: row[1:] for row in cells("settings.md") if row[0].startswith("`BECKON_")}
    wanted = {
        setting.name: [setting.type, f"`{setting.default}`" if setting.default else "–", setting.reason]
        for setting in SETTINGS
    }
    assert documented == wanted


def commands(command: click.Command, name: str) -> dict[str, click.Command]:
    if not isinstance(command, click.Group):
        return {name: command}
    found: dict[str, click.Command] = {}
    for inner in command.commands:
        found |= commands(command.commands[inner], f"{name} {inner}")
    return found


def test_every_command_and_option_is_documented_and_no_other() -> None:
    rows = {
        row[0].strip("`").replace("\\|", "|"): row[1] for row in cells("commands.md") if row[0].startswith("`beckon")
    }
    known = commands(beckon, "beckon")
    documented = {
        next(name for name in sorted(known, key=len, reverse=True) if text.startswith(name)): text for text in rows
    }
    assert set(documented) == set(known)
    for name, text in documented.items():
        options = {option for parameter in known[name].params for option in parameter.opts if option.startswith("--")}
        assert set(re.findall(r"--[a-z-]+", text)) == options, name
        assert rows[text] == (known[name].help or "").splitlines()[0]


def test_every_command_has_help() -> None:
    for name, command in commands(beckon, "beckon").items():
        assert command.help, name


def test_every_public_and_api_route_is_documented(app: Flask) -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin"):
            continue
        spelled = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        known = {
            "/s/{key}/{widget_id}.{found}.json": "/s/{key}/{widget}.{hash}.json",
            "/w/{name}": "/w/{name}.{hash}.js",
        }
        assert known.get(spelled, spelled) in text, spelled


def test_the_api_description_is_valid_and_whole(client: FlaskClient, app: Flask) -> None:
    spec: Any = client.get("/openapi.json").json
    validate(spec)
    rules = {
        re.sub(r"<(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")
    }
    assert set(spec["paths"]) == rules
    assert {(route["method"], route["path"]) for route in reading.routes(spec)} == {
        ("GET", "/api/v1/leads"),
        ("POST", "/api/v1/leads"),
        ("GET", "/api/v1/leads/{lead_id}"),
        ("PATCH", "/api/v1/leads/{lead_id}"),
        ("GET", "/api/v1/sites"),
        ("POST", "/api/v1/sites"),
        ("GET", "/api/v1/sites/{key}"),
        ("PATCH", "/api/v1/sites/{key}"),
        ("GET", "/api/v1/widgets"),
        ("POST", "/api/v1/widgets"),
        ("GET", "/api/v1/widgets/{widget_id}"),
        ("PATCH", "/api/v1/widgets/{widget_id}"),
        ("DELETE", "/api/v1/widgets/{widget_id}"),
        ("POST", "/api/v1/widgets/{widget_id}/publish"),
        ("POST", "/api/v1/widgets/{widget_id}/pause"),
        ("POST", "/api/v1/widgets/{widget_id}/resume"),
        ("POST", "/api/v1/widgets/{widget_id}/copies"),
        ("GET", "/api/v1/widgets/{widget_id}/versions"),
        ("GET", "/api/v1/widgets/{widget_id}/versions/{version}"),
        ("POST", "/api/v1/widgets/{widget_id}/versions/{version}/restore"),
        ("GET", "/api/v1/widgets/{widget_id}/numbers"),
        ("GET", "/api/v1/reports/conversions"),
        ("GET", "/api/v1/vouchers"),
        ("POST", "/api/v1/vouchers/{code}/redemptions"),
        ("GET", "/api/v1/spend"),
        ("POST", "/api/v1/spend"),
        ("GET", "/api/v1/reports/spend"),
        ("GET", "/api/v1/quotes"),
        ("POST", "/api/v1/quotes"),
        ("GET", "/api/v1/quotes/{quote_id}"),
        ("PATCH", "/api/v1/quotes/{quote_id}"),
        ("POST", "/api/v1/quotes/{quote_id}/send"),
        ("POST", "/api/v1/quotes/{quote_id}/withdraw"),
        ("GET", "/api/v1/webhooks"),
        ("POST", "/api/v1/webhooks"),
        ("GET", "/api/v1/webhooks/{webhook_id}"),
        ("PATCH", "/api/v1/webhooks/{webhook_id}"),
        ("DELETE", "/api/v1/webhooks/{webhook_id}"),
        ("POST", "/api/v1/webhooks/{webhook_id}/secret"),
        ("POST", "/api/v1/webhooks/{webhook_id}/test"),
        ("GET", "/api/v1/deliveries"),
        ("GET", "/api/v1/deliveries/{delivery_id}"),
        ("POST", "/api/v1/deliveries/{delivery_id}/redelivery"),
        ("POST", "/api/v1/deliveries/{delivery_id}/cancellation"),
    }


def test_the_page_of_the_api_shows_every_route_and_runs_no_script(client: FlaskClient) -> None:
    answer = client.get("/docs")
    assert answer.status_code == 200
    for path in client.get("/openapi.json").json["paths"]:  # type: ignore[index]
        assert path in answer.text
    assert "<script" not in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_every_kind_of_widget_is_documented() -> None:
    text = (DOCS / "widgets.md").read_text(encoding="utf-8")
    assert all(kind in text for kind in schema.KINDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_in_the_docs_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_the_map_of_the_house_names_folders_that_exist_and_leaves_none_out() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    house = text.split("```")[1]
    domains = {path.name for path in (ROOT / "collector").iterdir() if (path / "__init__.py").exists()}
    named = set(re.findall(r"^  ([a-z]+)/ ", house, re.M))
    assert domains - {"apidocs"} <= named | {"apidocs"}
    assert named - {"js", "css"} <= {path.name for path in (ROOT / "collector").iterdir()}


def test_every_dependency_says_why_it_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[\[=<>;]", one)[0].strip() for one in project["dependencies"]}
    explained = {row[0] for row in cells("architecture.md")}
    assert wanted <= explained
    assert explained - wanted <= {"dependency", "---", "psycopg"}


def test_every_promise_names_tests_that_exist() -> None:
    rows = [row for row in cells("security.md") if "tests/" in row[-1]]
    assert len(rows) > 10
    for row in rows:
        for name in re.findall(r"`([^`]+)`", row[-1]):
            assert (ROOT / name).is_file(), name


def test_the_exceptions_to_the_house_rules_are_documented() -> None:
    text = (DOCS / "database.md").read_text(encoding="utf-8")
    for name in {*OF_THE_INSTALLATION, *LED_BY_ANOTHER, *ACROSS_SITES}:
        assert f"`{name}`" in text, name
    for path in (ROOT / "collector").rglob("queries.postgres.sql"):
        for name in re.findall(r"^-- name: (\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert f"`{path.parent.name}.{name}`" in text, name


def test_every_job_is_documented() -> None:
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    assert [job.name for job in JOBS if f"`{job.name}`" not in text] == []


def test_nothing_in_the_docs_points_into_somebodys_machine() -> None:
    for page in PAGES:
        assert not re.search(r"/(?:root|home|work|tmp)/", page.read_text(encoding="utf-8")), page.name
