"""Other programs that are told of what happens on the site: all of them, and making another."""

from __future__ import annotations

from typing import Any

from flask import Response

from admin import forms, here
from admin.pages import webhook as one
from admin.routing import site_page
from collector import http
from collector.webhooks import service


@site_page("/webhooks", "edit_site")
def webhooks() -> Response:
    return _draw()


@site_page("/webhooks", "edit_site", ("POST",))
def webhook_add() -> Response:
    """Its secret stands on the answer itself, this once."""
    made, errors = one.trial(
        lambda: service.add(http.db(), here.site(), one.typed(), http.now(), box=http.box(), outbound=http.outbound())
    )
    if errors:
        return _draw(errors, 422, name=forms.text("name"), chosen=one.as_typed())
    return one.draw(made, secret=made["secret"], made=True)


def _draw(errors: forms.Errors | None = None, status: int = 200, **more: Any) -> Response:
    found = service.list_webhooks(http.db(), here.site())
    values: dict[str, Any] = {"name": "", "chosen": []} | more
    return here.whole(
        "webhooks.html", status, webhooks=found, most=service.MOST, errors=errors or {}, events=one.events(), **values
    )
