"""The admin: server-rendered pages under /admin for the people of the sites."""

from __future__ import annotations

from flask import Flask

from admin import gate, headers, language, show, throttle
from admin.pages import (
    account,
    chats,
    deliveries,
    lead,
    leads,
    more,
    news,
    notices,
    overview,
    people,
    quotes,
    recipient,
    reports,
    sign_in,
    site,
    sites,
    telegram,
    vouchers,
    webhook,
    webhooks,
    widget,
    widgets,
)
from admin.routing import blueprint, sign_in_path

__all__ = ["register", "sign_in_path"]

# Importing a page hangs its routes on the blueprint.
PAGES = (
    account,
    chats,
    deliveries,
    lead,
    leads,
    more,
    news,
    notices,
    overview,
    people,
    quotes,
    recipient,
    reports,
    sign_in,
    site,
    sites,
    telegram,
    vouchers,
    webhook,
    webhooks,
    widget,
    widgets,
)


def register(app: Flask) -> None:
    """Hang the admin on the app: pages, static files, languages, the gate and its headers."""
    language.register(app)
    show.register(app)
    gate.register(app)
    headers.register(app)
    app.register_blueprint(blueprint)
    throttle.register(app)
