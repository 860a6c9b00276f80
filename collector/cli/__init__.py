"""The `beckon` command. Errors are one line on stderr that says what to do; exit 0 done, 1 failed, 2 bad usage."""

from __future__ import annotations

import sys

import click
from marshmallow import ValidationError

from collector.cli import backups, exports, people, reports, running, sites, widgets
from collector.db import Busy
from collector.db.migrate import UnknownSchema
from collector.errors import Problem, flatten
from collector.settings import BadSetting


@click.group()
@click.version_option(package_name="beckon", prog_name="beckon")
def beckon() -> None:
    """Self-hosted website widgets, and the proof of which ad earned which sale."""


COMMANDS: tuple[click.Command, ...] = (
    running.demo,
    running.serve,
    running.worker,
    running.migrate,
    running.job,
    people.user,
    people.token,
    sites.site,
    widgets.widget,
    reports.report,
    exports.export,
    backups.backup,
    backups.restore,
)
for command in COMMANDS:
    beckon.add_command(command)


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
