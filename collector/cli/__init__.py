"""The `beckon` command. Errors are one line on stderr that says what to do; exit 0 done, 1 failed, 2 bad usage."""

from __future__ import annotations

import sys

import click
from marshmallow import ValidationError

from collector.cli import backups, bounces, costs, exports, people, reports, running, sites, vouchers, widgets
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
    vouchers.import_,
    bounces.bounce,
    backups.backup,
    backups.restore,
)
vouchers.import_.add_command(costs.import_spend)
for command in COMMANDS:
    beckon.add_command(command)


def main() -> None:
    """Run the command; anything foreseen ends in one line on stderr."""
    try:
        sys.exit(beckon(prog_name="beckon", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _fail(_usage(error), error.exit_code)
    except click.Abort:
        _fail("interrupted")
    except Problem as problem:
        _fail(": ".join(part for part in (problem.title, problem.detail or _errors(problem.errors)) if part))
    except ValidationError as error:
        _fail(_errors(flatten(error.messages)))
    except Busy as reason:
        _fail(f"the database cannot be used just now ({reason}); try again")
    except (BadSetting, UnknownSchema, RuntimeError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return error.format_message().rstrip(".") + (f"; see {context.command_path} --help" if context else "")


def _errors(errors: dict[str, list[str]] | None) -> str:
    return "; ".join(f"{name}: {' '.join(messages)}" for name, messages in (errors or {}).items())


def _fail(message: str, status: int = 1) -> None:
    click.echo(f"beckon: {' '.join(message.split())}", err=True)
    sys.exit(status)
