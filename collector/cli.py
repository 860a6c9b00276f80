"""The `beckon` command. Errors are one line on stderr that says what to do; exit 0 done, 1 failed, 2 bad usage."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from marshmallow import ValidationError

from collector import backup as backups
from collector import clock, export, jobs, logs, server
from collector import settings as settings_table
from collector.accounts import service as accounts
from collector.accounts.roles import ROLES
from collector.conversions import crediting
from collector.db import Busy, Db
from collector.db.migrate import UnknownSchema
from collector.demo import command as demo_command
from collector.errors import Problem, flatten
from collector.leads import service as leads
from collector.reports import service as reports
from collector.settings import BadSetting, Settings
from collector.sites import service as sites
from collector.widgets import schema as widget_schema
from collector.widgets import service as widgets

DEFAULT_PORT = 8000
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
data_option = click.option("--data", type=click.Path(path_type=Path), help="The data folder (BECKON_DATA).")
site_option = click.option("--site", "site_key", metavar="KEY", required=True, help="The site's key.")


@click.group()
@click.version_option(package_name="beckon", prog_name="beckon")
def beckon() -> None:
    """Self-hosted website widgets, and the proof of which ad earned which sale."""


def main() -> None:
    """Run the command; anything foreseen ends in one line and exit status 1."""
    try:
        beckon(prog_name="beckon")
    except Problem as problem:
        _fail(": ".join(part for part in (problem.title, problem.detail or _errors(problem.errors)) if part))
    except ValidationError as error:
        _fail(_errors(flatten(error.messages)))
    except Busy as reason:
        _fail(f"the database cannot store just now ({reason}); try again")
    except (BadSetting, UnknownSchema, RuntimeError, OSError) as error:
        _fail(str(error))


def _errors(errors: dict[str, list[str]] | None) -> str:
    return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in (errors or {}).items())


def _fail(message: str) -> None:
    click.echo(f"beckon: {' '.join(message.split())}", err=True)
    sys.exit(1)


def _settings(data: Path | None = None) -> Settings:
    if data is not None:
        os.environ["BECKON_DATA"] = str(data.absolute())
    return settings_table.load(os.environ)


@contextmanager
def _open(data: Path | None = None) -> Iterator[tuple[Db, Settings]]:
    settings = _settings(data)
    db = server.open_all(settings)
    try:
        yield db, settings
    finally:
        db.close()


def _base(settings: Settings) -> str:
    return (settings.public_url or f"http://127.0.0.1:{DEFAULT_PORT}") + settings.prefix


def _print(as_json: bool, value: Any, lines: Callable[[], list[str]]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False) if as_json else "\n".join(lines()))


def tag(site_key: str, settings: Settings) -> str:
    """The line to paste into every page."""
    return f'<script async src="{_base(settings)}/s/{site_key}.js"></script>'


@beckon.command()
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65534))
@data_option
def demo(port: int, data: Path | None) -> None:
    """A ready demo: a shop on port + 1, the admin, some weeks of made-up data."""
    settings = _settings(data or Path("demo-data"))
    demo_command.run(settings, port)


@beckon.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@data_option
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def serve(host: str, port: int, data: Path | None, workers: int) -> None:
    """The collector, the admin and the background worker in one command."""
    settings = _settings(data)
    server.open_all(settings).close()
    if not settings.public_url:
        os.environ["BECKON_PUBLIC_URL"] = f"http://{host}:{port}"
    server.serve(host, port, workers)


@beckon.command()
@data_option
def worker(data: Path | None) -> None:
    """The background worker alone (on PostgreSQL also on another machine)."""
    with _open(data) as (db, settings):
        logs.configure(settings.log_level)
        server.work(settings, db)


@beckon.command()
@data_option
@json_option
def migrate(data: Path | None, as_json: bool) -> None:
    """Bring the database up to date (serve does it too)."""
    done = server.migrate_all(_settings(data))
    _print(as_json, {"applied": done}, lambda: [f"applied {name}" for name in done] or ["up to date"])


@beckon.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--site", "site_keys", multiple=True, metavar="KEY", help="Only for this site (repeatable).")
@json_option
def user_add(email: str, role: str, site_keys: tuple[str, ...], as_json: bool) -> None:
    """Give somebody a role; prints a one-time sign-in link."""
    with _open() as (db, settings):
        found = [sites.require(db, key).id for key in site_keys]
        secret = accounts.add_person(db, email, role, found, clock.now_ms())
        link = f"{_base(settings).removesuffix(settings.prefix)}/admin/sign-in/{secret}"
    _print(as_json, {"email": email, "sign_in_link": link}, lambda: [f"Sign in once, within a day: {link}"])


@beckon.group()
def site() -> None:
    """Sites: the pages that carry the tag."""


@site.command("add")
@click.argument("name")
@click.option("--origin", "origins", multiple=True, required=True, help="Such as https://shop.vn (repeatable).")
@click.option("--locale", default="vi", show_default=True)
@click.option("--timezone", default="Asia/Ho_Chi_Minh", show_default=True)
@click.option("--currency", default="VND", show_default=True)
@json_option
def site_add(name: str, origins: tuple[str, ...], locale: str, timezone: str, currency: str, as_json: bool) -> None:
    """Make a site; prints its key and the tag to paste."""
    values = {"name": name, "origins": list(origins), "locale": locale, "timezone": timezone, "currency": currency}
    with _open() as (db, settings):
        made = sites.add(db, values, clock.now_ms())
    shown = {"id": made.id, "key": made.key, "tag": tag(made.key, settings)}
    _print(as_json, shown, lambda: [f"id   {made.id}", f"key  {made.key}", f"tag  {shown['tag']}"])


@site.command("list")
@json_option
def site_list(as_json: bool) -> None:
    """All sites."""
    with _open() as (db, _):
        found = sites.everything(db)
    shown = [{"id": one.id, "key": one.key, "name": one.name, "origins": one.origins} for one in found]
    _print(as_json, shown, lambda: [f"{one.key}  {one.name}  {' '.join(one.origins)}" for one in found])


@site.command("show")
@click.argument("key")
@json_option
def site_show(key: str, as_json: bool) -> None:
    """One site with its settings and tag."""
    with _open() as (db, settings):
        shown = asdict(sites.require(db, key)) | {"tag": tag(key, settings)}
    _print(as_json, shown, lambda: [f"{name:18} {value}" for name, value in shown.items()])


@beckon.group()
def widget() -> None:
    """Widgets of a site."""


@widget.command("add")
@click.argument("key")
@click.argument("kind", type=click.Choice(tuple(widget_schema.KINDS)))
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file.")
@json_option
def widget_add(key: str, kind: str, config: Path | None, as_json: bool) -> None:
    """Make a draft from a configuration, or from the defaults."""
    with _open() as (db, _):
        found = sites.require(db, key)
        raw = _json_file(config) if config else widget_schema.defaults(kind, found.locale, found.phone)
        made = widgets.add(db, found.id, kind, raw, clock.now_ms())
    shown = {"id": made.id, "kind": made.kind, "status": made.status}
    _print(
        as_json, shown, lambda: [f"{made.id}  {made.kind}  {made.status}: show it with beckon widget publish {made.id}"]
    )


def _json_file(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise Problem(422, f"{path} is not JSON", str(error)) from None


@widget.command("list")
@click.argument("key")
@json_option
def widget_list(key: str, as_json: bool) -> None:
    """A site's widgets."""
    with _open() as (db, _):
        found = widgets.list_widgets(db, sites.require(db, key).id)
    shown = [{"id": one.id, "kind": one.kind, "name": one.name, "status": one.status} for one in found]
    _print(as_json, shown, lambda: [f"{one.id}  {one.kind:10}  {one.status:6}  {one.name}" for one in found])


@widget.command("publish")
@click.argument("widget_id")
@json_option
def widget_publish(widget_id: str, as_json: bool) -> None:
    """Show a widget on the site's pages."""
    with _open() as (db, _):
        made = widgets.publish(db, widgets.site_of(db, widget_id), widget_id, clock.now_ms())
    shown = {"id": made.id, "kind": made.kind, "status": made.status}
    _print(as_json, shown, lambda: [f"{made.id}  {made.kind}  {made.status}"])


@beckon.group()
def token() -> None:
    """Bearer tokens of other programs."""


@token.command("add")
@click.argument("name")
@click.option("--site", "site_key", metavar="KEY", help="For this site alone.")
@click.option("--all", "everywhere", is_flag=True, help="For every site.")
@click.option("--scope", default="read", show_default=True, type=click.Choice(accounts.SCOPES))
@json_option
def token_add(name: str, site_key: str | None, everywhere: bool, scope: str, as_json: bool) -> None:
    """Make a token; it is printed once."""
    if bool(site_key) == everywhere:
        raise click.UsageError("name one site with --site KEY, or --all")
    with _open() as (db, _):
        found = sites.require(db, site_key).id if site_key else None
        secret = accounts.add_token(db, name, found, scope, clock.now_ms())
    _print(as_json, {"token": secret}, lambda: [secret])


@beckon.group()
def report() -> None:
    """Reports, as the API gives them."""


@report.command("conversions")
@site_option
@click.option("--from", "from_", required=True, metavar="D", help="First day, such as 2026-11-01.")
@click.option("--to", required=True, metavar="D", help="Last day, included.")
@click.option("--by", default="channel", show_default=True, help="Up to three, separated by commas.")
@click.option("--model", default=crediting.DEFAULT, show_default=True)
@click.option("--goal", help="Without it, the primary goals.")
@json_option
def report_conversions(
    site_key: str, from_: str, to: str, by: str, model: str, goal: str | None, as_json: bool
) -> None:
    """Conversions and money by channel, campaign, widget …"""
    wanted = tuple(part.strip() for part in by.split(",") if part.strip())
    with _open() as (db, _):
        shown = reports.conversions(db, [sites.require(db, site_key)], from_, to, wanted, model, goal)
    _print(as_json, shown, lambda: _table(shown, wanted))


def _table(shown: dict[str, Any], by: tuple[str, ...]) -> list[str]:
    columns = (*by, "visitors", "visits", "impressions", "opens", "submits", "conversions", "value_minor", "rate")
    totals = dict.fromkeys(by, "") | shown["totals"]
    if by:
        totals[by[0]] = "total"
    cells = [list(columns)]
    cells += [["" if row[name] is None else str(row[name]) for name in columns] for row in [*shown["rows"], totals]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(columns))]
    lines = [
        "  ".join(
            cell.ljust(width) if place < len(by) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    told = f"{shown['from']} to {shown['to']}, {shown['timezone']}; {shown['model']}"
    return [*lines, f"{told}; values in {shown['currency']} minor units"]


@beckon.group("export")
def export_group() -> None:
    """Rows to CSV or XLSX, by the file's ending; safe to open in a spreadsheet."""


LEAD_COLUMNS = (
    "id", "received_at", "status", "held", "kind", "name", "phone", "phone_e164", "email", "value_minor", "currency",
    "channel", "source", "medium", "campaign", "widget", "url", "referrer", "self_reported", "notes",
)  # fmt: skip


@export_group.command("leads")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@site_option
@click.option("--from", "from_", metavar="D")
@click.option("--to", metavar="D")
@json_option
def export_leads(file: Path, site_key: str, from_: str | None, to: str | None, as_json: bool) -> None:
    """A site's leads, the newest first."""
    with _open() as (db, _):
        found = sites.require(db, site_key)
        rows = list(_lead_rows(db, found, {"from_": from_, "to": to}))
        count = export.write(file, LEAD_COLUMNS, rows)
    _print(as_json, {"rows": count, "file": str(file)}, lambda: [f"{count} leads in {file}"])


def _lead_rows(db: Db, found: sites.Site, filters: dict[str, Any]) -> Iterator[list[Any]]:
    cursor: str | None = ""
    done = 0
    while cursor is not None:
        page, cursor = leads.list_leads(db, found, filters, cursor, 200)
        done += len(page)
        if cursor is not None:
            click.echo(f"{done} leads read", err=True)
        for lead in page:
            flat = lead | (lead["source"] or {"channel": None, "source": None, "medium": None, "campaign": None})
            yield [flat[name] for name in LEAD_COLUMNS]


@beckon.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Copy the live database to FILE."""
    with _open() as (db, _):
        size = backups.backup(db, file)
    _print(as_json, {"file": str(file), "bytes": size}, lambda: [f"{size:,} bytes in {file}"])


@beckon.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def restore(file: Path, as_json: bool) -> None:
    """Put a backup in the database's place, after checking it."""
    settings = _settings()
    kept = backups.restore(settings.database_url, settings.data, file)
    lines = [f"restored {file}", *([f"the database it replaced is {kept}"] if kept else [])]
    _print(as_json, {"restored": str(file), "replaced": str(kept) if kept else None}, lambda: lines)


@beckon.command()
@click.argument("name", type=click.Choice([job.name for job in jobs.JOBS]))
def job(name: str) -> None:
    """Run one background job until it has nothing left to do."""
    with _open() as (db, settings):
        done = jobs.run_once(name, jobs.Context(db, settings, clock.now_ms))
    click.echo(f"{name}: {done}")
