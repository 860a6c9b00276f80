"""One webhook: where it leads, what it is told of, its secret, a test, and switching it off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from admin import forms, here, wording
from admin.pages.recipient import asked_test, tested
from admin.routing import site_page
from collector import http
from collector.errors import Problem
from collector.webhooks import service
from collector.webhooks.service import Data


def events() -> list[tuple[str, str, str]]:
    """What a webhook can be told of, for _pick.html."""
    return [(name, wording.word("delivery_event", name), name) for name in service.event_types()]


def typed() -> Data:
    """What the form says. Raises Problem 422."""
    return {"url": forms.text("url"), "name": forms.text("name"), "events": forms.picked("events")}


def as_typed() -> list[str]:
    """The events for the form that comes back with its mistakes; an address does not come back: it may be secret."""
    return request.form.getlist("events") if forms.text("events-scope") == "some" else []


def trial(act: Callable[[], Data]) -> tuple[Any, forms.Errors]:
    """An address that another webhook has is a mistake beside the field."""
    try:
        return forms.trial(act)
    except Problem as problem:
        if problem.status != 409:
            raise
        return None, {"url" if problem.errors else "": [problem.title]}


@site_page("/webhooks/<webhook_id>", "edit_site")
def webhook(webhook_id: str) -> Response:
    return draw(service.get(http.db(), here.site(), webhook_id))


@site_page("/webhooks/<webhook_id>", "edit_site", ("POST",))
def webhook_save(webhook_id: str) -> Response:
    """An empty address keeps the one before."""
    _, errors = trial(
        lambda: _change(webhook_id, {name: value for name, value in typed().items() if name != "url" or value})
    )
    if errors:
        known = service.get(http.db(), here.site(), webhook_id)
        return draw(known, errors, 422, name=forms.text("name"), chosen=as_typed())
    return here.go("webhook", webhook_id=webhook_id, done="saved")


@site_page("/webhooks/<webhook_id>/state", "edit_site", ("POST",))
def webhook_act(webhook_id: str) -> Response:
    """Switch on or off, remove, send a test, or make a new secret, which stands on the answer this once."""
    do, db, site, now = forms.text("do"), http.db(), here.site(), http.now()
    service.get(db, site, webhook_id)
    if do == "test":
        sent = service.test(db, site, webhook_id, now)
        return tested(sent) if here.wants_fragment() else here.go("webhook", webhook_id=webhook_id, test=sent)
    if do == "secret":
        made = service.rotate_secret(db, site, webhook_id, now, box=http.box())
        return draw(service.get(db, site, webhook_id), secret=made["secret"])
    if do == "remove":
        service.remove(db, site, webhook_id, now)
        return here.go("webhooks", done="removed")
    if do not in ("on", "off"):
        raise Problem(422, "This value cannot be used")
    _change(webhook_id, {"active": do == "on"})
    return here.go("webhook", webhook_id=webhook_id, done=f"webhook-{do}")


def _change(webhook_id: str, values: Data) -> Data:
    return service.change(http.db(), here.site(), webhook_id, values, http.now(), outbound=http.outbound())


def draw(known: Data, errors: forms.Errors | None = None, status: int = 200, **more: Any) -> Response:
    """The page; `secret` only when it was just made."""
    # A name that is only the host follows the address.
    own_name = "" if known["name"] == known["shown_url"].partition("://")[2] else known["name"]
    values: dict[str, Any] = {"secret": None, "made": False, "name": own_name, "chosen": known["events"]} | more
    return here.whole(
        "webhook.html",
        status,
        webhook=known,
        errors=errors or {},
        events=events(),
        test=asked_test(known["id"]),
        docs=f"{http.base_url()}/docs",
        **values,
    )
