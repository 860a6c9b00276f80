"""`beckon demo`, `serve`, `worker`, `migrate` and `job`: what runs the collector."""

from __future__ import annotations

import os
from pathlib import Path

import click

from collector import clock, jobs, logs, server
from collector.cli import frame
from collector.demo import command as demo_command


@click.command()
@click.option("--port", default=frame.DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65534))
@frame.data_option
def demo(port: int, data: Path | None) -> None:
    """A ready demo: a shop on port + 1, the admin, some weeks of made-up data."""
    settings = frame.settings(data or Path("demo-data"))
    demo_command.run(settings, port)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@frame.port_option
@frame.data_option
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def serve(host: str, port: int, data: Path | None, workers: int) -> None:
    """The collector, the admin and the background worker in one command."""
    settings = frame.settings(data)
    server.open_all(settings).close()
    if not settings.public_url:
        os.environ["BECKON_PUBLIC_URL"] = f"http://{host}:{port}"
    server.serve(host, port, workers)


@click.command()
@frame.data_option
def worker(data: Path | None) -> None:
    """The background worker alone (on PostgreSQL also on another machine)."""
    with frame.opened(data) as (db, settings):
        logs.configure(settings.log_level)
        server.work(settings, db)


@click.command()
@frame.data_option
@frame.json_option
def migrate(data: Path | None, as_json: bool) -> None:
    """Bring the database up to date (serve does it too)."""
    done = server.migrate_all(frame.settings(data))
    frame.show(as_json, {"applied": done}, lambda: [f"applied {name}" for name in done] or ["up to date"])


@click.command(epilog="Jobs: " + "; ".join(f"{job.name} ({job.description})" for job in jobs.JOBS) + ".")
@click.argument("name", metavar="NAME", type=click.Choice([job.name for job in jobs.JOBS]))
def job(name: str) -> None:
    """Run one background job until it has nothing left to do."""
    with frame.opened() as (db, settings):
        done = jobs.run_once(name, jobs.Context(db, settings, clock.now_ms))
    click.echo(f"{name}: {done}")
