"""Team chats that take messages over HTTP: where they are, and the template that writes for them, with a preview."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from admin import chat, forms, here
from admin.pages import recipient as page
from admin.routing import site_page
from collector import http
from collector.chats import service
from collector.errors import Problem, not_found

KEPT = ("format", "template", "label", "header_name")
FORM = ("url", "header_name", "header_value", "template", "label")


@site_page("/chats/new", "edit_site")
def chat_new() -> Response:
    return _draw({"format": request.args.get("format", "")})


@site_page("/chats", "edit_site", ("POST",))
def chat_add() -> Response:
    """Add it; or, without scripts, look at the preview."""
    if forms.text("do") == "preview":
        return _draw(_typed())
    values = _typed() | {name: forms.text(name) for name in ("url", "header_value")}
    db, site, now = http.db(), here.site(), http.now()
    made, errors = _told_once(lambda: service.add(db, http.outbound(), http.box(), site, values, now))
    if errors:
        return _draw(_typed(), errors, 422)
    return here.go("recipient", recipient_id=made.id, done="told")


@site_page("/chats/preview", "edit_site", ("POST",))
def chat_preview() -> Response:
    """What the template makes of a made-up lead, while it is typed."""
    found, errors = chat.preview(_typed())
    return here.whole("_chat_preview.html", preview=found, errors=errors)


@site_page("/chats/<recipient_id>", "edit_site", ("POST",))
def chat_save(recipient_id: str) -> Response:
    """The template, or another address; what is left empty of the address stays."""
    known = page.find(recipient_id)
    if not chat.is_chat(known):
        raise not_found("recipient")
    typed = _typed()
    if forms.text("do") == "preview":
        return page.draw(known, chat=chat.values(typed), open_chat=True)
    changes = {"template": typed["template"]} | {
        name: forms.text(name) for name in ("url", "header_name", "header_value")
    }
    db, site, now = http.db(), here.site(), http.now()
    _, errors = forms.trial(lambda: service.change(db, http.outbound(), http.box(), site, known.id, changes, now))
    if errors:
        return page.draw(known, errors, 422, chat=chat.values(typed, errors), open_chat=True)
    return here.go("recipient", recipient_id=known.id, done="saved")


def _typed() -> dict[str, str]:
    """What may come back with the form: addresses and headers may be secret, so they do not."""
    typed = {name: forms.text(name) for name in KEPT}
    return typed | {"template": typed["template"].replace("\r\n", "\n")}


def _told_once(act: Any) -> tuple[Any, forms.Errors]:
    """A chat that is told already is a mistake beside the address."""
    try:
        return forms.trial(act)
    except Problem as problem:
        if problem.status != 409:
            raise
        return None, {"url": [problem.title]}


def _draw(typed: dict[str, str], errors: forms.Errors | None = None, status: int = 200) -> Response:
    values = chat.values(typed, errors)
    return here.whole("chat_new.html", status, chat=values, errors=errors or {}, form_fields=FORM)
