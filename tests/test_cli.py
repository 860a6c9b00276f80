"""The `beckon` command: what it prints, how it ends, and what it says when something is wrong."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from collector import clock
from collector.cli import beckon as program
from collector.db import Db, open_database
from collector.leads import service as leads
from collector.notices import service as notices
from collector.sites import service as sites
from collector.sites.service import Site
from tests.command import Beckon, Server
from tests.mailbox import mail_server
from tests.make import make_token

pytestmark = pytest.mark.slow

SHOP = "https://shop.example"


@pytest.fixture
def beckon(tmp_path: Path) -> Beckon:
    return Beckon(tmp_path)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Beckon:
    """With one site, for what only reads or fails."""
    made = Beckon(tmp_path_factory.mktemp("installed"))
    made.settings["KEY"] = made.json("site", "add", "Mộc An", "--origin", SHOP)["key"]
    return made


def key_of(beckon: Beckon) -> str:
    return beckon.settings["KEY"]


def database(beckon: Beckon) -> Db:
    return open_database(f"sqlite:///{beckon.data}/beckon.db", beckon.data)


@pytest.fixture
def stored(installed: Beckon) -> Iterator[tuple[Db, Site]]:
    """The installation's database, seen from this process."""
    db = database(installed)
    yield db, sites.require(db, key_of(installed))
    db.close()


def test_an_empty_folder_becomes_an_installation_by_commands_alone(beckon: Beckon) -> None:
    told = ("--phone", "0710 000 068", "--notify", "owner@shop.example")
    site = beckon.json("site", "add", "Mộc An", "--origin", SHOP, "--origin", "https://www.mocan.example", *told)
    assert list(site) == ["id", "key", "tag"]
    assert site["tag"] == f'<script async src="http://127.0.0.1:8000/s/{site["key"]}.js"></script>'
    person = beckon.json("user", "add", "Owner@Shop.example", "--role", "owner")
    assert list(person) == ["email", "sign_in_link"]
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/admin/sign-in/[\w-]{43}", person["sign_in_link"])
    widget = beckon.json("widget", "add", site["key"], "callback")
    assert widget == {"id": widget["id"], "kind": "callback", "status": "draft"}
    assert beckon.json("widget", "publish", widget["id"]) == widget | {"status": "live"}
    assert beckon.json("widget", "add", site["key"], "contact", "--publish")["status"] == "live"
    assert [one["kind"] for one in beckon.json("widget", "list", site["key"])] == ["callback", "contact"]
    token = beckon.json("token", "add", "crm", "--site", site["key"], "--scope", "write")
    assert list(token) == ["token"]
    (listed,) = beckon.json("site", "list")
    assert listed == {
        "id": site["id"],
        "key": site["key"],
        "name": "Mộc An",
        "origins": ["https://shop.example", "https://www.mocan.example"],
    }
    shown = beckon.json("site", "show", site["key"])
    assert (shown["locale"], shown["timezone"], shown["currency"]) == ("vi", "Asia/Ho_Chi_Minh", "VND")
    assert (shown["phone"], shown["told"]) == ("0710 000 068", ["owner@shop.example"])
    assert shown["tag"] == site["tag"]


def test_people_read_lines_and_the_tag_carries_the_public_address_and_prefix(beckon: Beckon) -> None:
    public = {"BECKON_PUBLIC_URL": "https://beckon.example.com", "BECKON_PREFIX": "/b"}
    done = beckon("site", "add", "Mộc An", "--origin", SHOP, "--locale", "en", "--currency", "EUR", **public)
    assert (done.status, done.err) == (0, "")
    key = re.search(r"^key  (\w+)$", done.out, re.MULTILINE)
    assert key is not None
    assert f'<script async src="https://beckon.example.com/b/s/{key[1]}.js"></script>' in done.out
    done = beckon("user", "add", "nga@shop.example", "--role", "agent", "--site", key[1], **public)
    assert "https://beckon.example.com/admin/sign-in/" in done.out
    assert beckon("site", "list").out == f"{key[1]}  Mộc An  {SHOP}\n"


def test_a_widget_takes_its_configuration_from_a_file(installed: Beckon) -> None:
    config = installed.folder / "contact.json"
    config.write_text(json.dumps({"content": {"channels": [{"kind": "phone", "value": "0710000068"}]}}))
    made = installed.json("widget", "add", key_of(installed), "contact", "--config", str(config))
    assert made["status"] == "draft"
    config.write_text('{"content": ')
    done = installed("widget", "add", key_of(installed), "contact", "--config", str(config))
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"beckon: {config} is not JSON")
    config.write_text('{"content": {"colour": "red"}}')
    done = installed("widget", "add", key_of(installed), "contact", "--config", str(config))
    assert done.status == 1
    assert "content.colour" in done.err


def test_a_file_that_holds_no_configuration_is_told_in_one_line_with_the_field(installed: Beckon) -> None:
    config = installed.folder / "odd.json"
    for text, said in (
        ("[" * 100_000, "is not JSON"),
        ("[1]", "config: A configuration is an object: {…}."),
        ('{"look": {"color": "red"}}', "look.color: Write the colour as six digits, like #0f766e."),
        ('{"content": {"texts": {"vi": {"title": "\\ud800"}}}}', "content.texts.vi.title: "),
        ('{"schema": 2, "later": 1' + "0" * 40 + "}", "later: This number is too large."),
    ):
        config.write_text(text, encoding="utf-8")
        done = installed("widget", "add", key_of(installed), "contact", "--config", str(config))
        assert (done.status, done.out, len(done.err.splitlines()), said in done.err) == (1, "", 1, True), done.err


WRONG = {
    "an origin that is none": (("site", "add", "X", "--origin", "junk"), 1, "https://shop.vn"),
    "a zone that is none": (("site", "add", "X", "--origin", SHOP, "--timezone", "Hanoi"), 1, "Asia/Ho_Chi_Minh"),
    "a currency that is none": (("site", "add", "X", "--origin", SHOP, "--currency", "ZZZ"), 1, "VND"),
    "a notified address that is none": (("site", "add", "X", "--origin", SHOP, "--notify", "a"), 1, "cannot be used"),
    "a key that no site has": (("site", "show", "nope"), 1, "beckon site list"),
    "an id that no widget has": (("widget", "publish", "w_none"), 1, "beckon widget list"),
    "an address that is none": (("user", "add", "nobody", "--role", "owner"), 1, "@"),
    "a role that is none": (("user", "add", "a@shop.example", "--role", "king"), 2, "'owner'"),
    "a missing role": (("user", "add", "a@shop.example"), 2, "--role"),
    "a token for nothing": (("token", "add", "crm"), 2, "--site KEY, or --all"),
    "a kind that is none": (("widget", "add", "nope", "clock"), 2, "'contact'"),
    "a port that is none": (("serve", "--port", "70000"), 2, "65535"),
    "a day that is none": (("report", "conversions", "--site", "KEY", "--from", "1", "--to", "2"), 1, "2026-11-21"),
    "a breakdown that is none": (
        ("report", "conversions", "--site", "KEY", "--from", "2026-11-01", "--to", "2026-11-02", "--by", "mood"),
        1,
        "campaign",
    ),
    "a command that is none": (("frobnicate",), 2, "beckon --help"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_done_is_one_line_on_stderr_that_says_what_to_do(installed: Beckon, what: str) -> None:
    words, status, hint = WRONG[what]
    done = installed(*(key_of(installed) if word == "KEY" else word for word in words))
    assert (done.status, done.out) == (status, "")
    assert done.err.startswith("beckon: ")
    assert done.err.count("\n") == 1
    assert hint in done.err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BECKON_SMTP_PORT", "0"),
        ("BECKON_COLOUR", "red"),
        ("BECKON_DATA", "/proc/nothing"),
        ("BECKON_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none"),
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_command_and_is_named(beckon: Beckon, name: str, value: str) -> None:
    done = beckon("serve", **{name: value})
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"beckon: {name}: ")
    assert done.err.count("\n") == 1


def test_a_database_that_is_none_is_left_as_it_is(beckon: Beckon) -> None:
    beckon.data.mkdir()
    (beckon.data / "beckon.db").write_bytes(b"not a database, whatever its name says" * 100)
    done = beckon("site", "list")
    assert done.status == 1
    assert "beckon restore FILE" in done.err
    assert done.err.count("\n") == 1
    assert (beckon.data / "beckon.db").read_bytes().startswith(b"not a database")


def test_a_database_of_a_newer_version_is_refused(beckon: Beckon) -> None:
    beckon("migrate")
    db = database(beckon)
    with db.write() as tx:
        tx.connection.execute("insert into migrations (name, applied_at) values ('9999_future', 1)")
    db.close()
    done = beckon("serve")
    assert done.status == 1
    assert "upgrade Beckon" in done.err


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))


def test_every_command_has_help_that_says_what_it_does_and_what_each_option_is() -> None:
    paths = list(commands(program))
    assert ("export", "leads") in paths
    for path in paths:
        done = CliRunner().invoke(program, [*path, "--help"], prog_name="beckon")
        assert done.exit_code == 0, path
        assert done.output.startswith(f"Usage: {' '.join(('beckon', *path))} ")
        assert len(done.output.splitlines()[2]) > 10, path


def test_help_and_version_end_well_and_no_command_at_all_is_bad_usage(installed: Beckon) -> None:
    assert installed("--help").status == 0
    assert re.fullmatch(r"beckon, version \d+\.\d+\.\d+\n", installed("--version").out)
    assert installed().status == 2
    assert installed("site").status == 2


def test_the_database_is_brought_up_to_date_once(beckon: Beckon) -> None:
    assert beckon.json("migrate")["applied"][0] == "0001_start"
    assert beckon.json("migrate") == {"applied": []}
    assert beckon("migrate").out == "up to date\n"


def add_leads(db: Db, site: Site, now: int) -> None:
    """Two from an advert, one of them won, and one that nobody knows the source of."""
    advert = f"{SHOP}/?utm_source=google&utm_medium=cpc&utm_campaign=ban-tra&gclid=test-1"
    for number, url in enumerate((advert, advert, "")):
        made = leads.add_lead(db, site, {"phone": f"090000000{number}", "name": "Khách", "url": url}, now)
        if not number:
            leads.change_lead(db, site, made["id"], {"status": "won", "value_minor": 1_500_000}, None, now)


def api_report(server: Server, query: str, headers: dict[str, str]) -> Any:
    return server.ask("GET", f"/api/v1/reports/conversions?{query}", **headers).json


def test_the_report_is_the_rows_of_the_api_as_json_and_as_a_table(installed: Beckon, stored: tuple[Db, Site]) -> None:
    db, site = stored
    now = clock.now_ms()
    add_leads(db, site, now)
    day = clock.day(now, site.timezone)
    span = ("--site", site.key, "--from", day, "--to", day, "--goal", "lead,won", "--by", "campaign,goal")
    shown = installed.json("report", "conversions", *span)
    with installed.serving() as server:
        query = f"site={site.key}&from={day}&to={day}&goal=lead,won&by=campaign,goal"
        assert api_report(server, query, make_token(db, now)) == shown
    assert {(row["campaign"], row["goal"]): row["value_minor"] for row in shown["rows"]}["ban-tra", "won"] == 1_500_000
    lines = installed("report", "conversions", *span).out.splitlines()
    assert lines[0].split() == [
        *("campaign", "goal", "visitors", "visits", "impressions"),
        *("opens", "submits", "conversions", "value_minor", "rate"),
    ]
    assert len({len(line) for line in lines[:-1]}) == 1
    assert len(lines) == len(shown["rows"]) + 3
    assert re.search(r"^ban-tra +won .* 1 +1500000 *$", "\n".join(lines), re.MULTILINE)
    assert lines[-2].startswith("total")
    assert lines[-1] == f"{day} to {day}, Asia/Ho_Chi_Minh; last_non_direct; values in VND minor units"


def test_the_worker_alone_sends_what_waits_and_ends_on_term(beckon: Beckon) -> None:
    beckon("migrate")
    db = database(beckon)
    site = sites.add(db, {"name": "Mộc An", "origins": [SHOP]}, clock.now_ms())
    notices.add_email(db, site, "owner@shop.example", clock.now_ms())
    leads.add_lead(db, site, {"phone": "0900000001"}, clock.now_ms(), base_url="https://beckon.example.com")
    db.close()
    with mail_server() as mailbox:
        mail = {"BECKON_SMTP_HOST": "127.0.0.1", "BECKON_SMTP_PORT": str(mailbox.port), "BECKON_SMTP_SECURITY": "none"}
        with beckon.running("worker", **mail) as worker:
            deadline = time.monotonic() + 60
            while not mailbox.messages and time.monotonic() < deadline:
                time.sleep(0.05)
            assert worker.stop() == 0
    assert mailbox.recipients == ["owner@shop.example"]
