"""`beckon site`: the pages that carry the tag."""

from __future__ import annotations

from dataclasses import asdict

import click

from collector import clock
from collector.cli import frame
from collector.notices import service as notices
from collector.settings import Settings
from collector.sites import service as sites


def tag(site_key: str, settings: Settings) -> str:
    """The line to paste into every page."""
    return f'<script async src="{frame.base_url(settings)}{settings.prefix}/s/{site_key}.js"></script>'


@click.group()
def site() -> None:
    """Sites: the pages that carry the tag."""


@site.command("add")
@click.argument("name")
@click.option("--origin", "origins", multiple=True, required=True, help="Such as https://shop.vn (repeatable).")
@click.option("--locale", default="vi", show_default=True)
@click.option("--timezone", default="Asia/Ho_Chi_Minh", show_default=True)
@click.option("--currency", default="VND", show_default=True)
@click.option("--phone", help="The number that the contact button offers.")
@click.option("--notify", "told", multiple=True, metavar="EMAIL", help="Who is told of leads (repeatable).")
@frame.json_option
def site_add(as_json: bool, origins: tuple[str, ...], told: tuple[str, ...], **fields: str | None) -> None:
    """Make a site; prints its key and the tag to paste."""
    now = clock.now_ms()
    with frame.opened() as (db, settings):
        addresses = [notices.email_address(address) for address in told]
        made = sites.add(db, fields | {"origins": list(origins)}, now)
        for address in dict.fromkeys(addresses):
            notices.add_email(db, made, address, now)
    shown = {"id": made.id, "key": made.key, "tag": tag(made.key, settings)}
    frame.show(as_json, shown, lambda: [f"id   {made.id}", f"key  {made.key}", f"tag  {shown['tag']}"])


@site.command("list")
@frame.json_option
def site_list(as_json: bool) -> None:
    """All sites."""
    with frame.opened() as (db, _):
        found = sites.everything(db)
    shown = [{"id": one.id, "key": one.key, "name": one.name, "origins": one.origins} for one in found]
    frame.show(as_json, shown, lambda: [f"{one.key}  {one.name}  {' '.join(one.origins)}" for one in found])


@site.command("show")
@click.argument("key")
@frame.json_option
def site_show(key: str, as_json: bool) -> None:
    """One site with its settings and tag."""
    with frame.opened() as (db, settings):
        found = frame.site(db, key)
        told = [recipient.label for recipient in notices.recipients(db, found)]
        shown = asdict(found) | {"told": told, "tag": tag(key, settings)}
    frame.show(as_json, shown, lambda: [f"{name:18} {value}" for name, value in shown.items()])
