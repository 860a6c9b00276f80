"""`beckon user` and `beckon token`: who gets in."""

from __future__ import annotations

import click

from collector import clock
from collector.accounts import service as accounts
from collector.accounts.roles import ROLES
from collector.cli import frame
from collector.notices import service as notices


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--site", "site_keys", multiple=True, metavar="KEY", help="Only for this site (repeatable).")
@frame.json_option
def user_add(email: str, role: str, site_keys: tuple[str, ...], as_json: bool) -> None:
    """Give somebody a role; prints a one-time sign-in link."""
    now = clock.now_ms()
    with frame.opened() as (db, settings):
        found = [frame.site(db, key) for key in site_keys]
        secret = accounts.add_person(db, email, role, [one.id for one in found], now)
        for one in found:
            notices.join_by_email(db, one, email, now)
    link = f"{frame.base_url(settings)}/admin/sign-in/{secret}"
    frame.show(as_json, {"email": email, "sign_in_link": link}, lambda: [f"Sign in once, within a day: {link}"])


@click.group()
def token() -> None:
    """Bearer tokens of other programs."""


@token.command("add")
@click.argument("name")
@click.option("--site", "site_key", metavar="KEY", help="For this site alone.")
@click.option("--all", "everywhere", is_flag=True, help="For every site.")
@click.option("--scope", default="read", show_default=True, type=click.Choice(accounts.SCOPES))
@frame.json_option
def token_add(name: str, site_key: str | None, everywhere: bool, scope: str, as_json: bool) -> None:
    """Make a token; it is printed once."""
    if bool(site_key) == everywhere:
        raise click.UsageError("name one site with --site KEY, or --all")
    with frame.opened() as (db, _):
        found = frame.site(db, site_key).id if site_key else None
        secret = accounts.add_token(db, name, found, scope, clock.now_ms())
    frame.show(as_json, {"token": secret}, lambda: [secret])
