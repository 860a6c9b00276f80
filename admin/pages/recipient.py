"""One recipient: what they hear of and when, a test, a pause, and the way out. One's own, or for owners anybody's."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from admin import chat, choices, forms, here
from admin.routing import site_page
from collector import http
from collector.accounts import service as accounts
from collector.errors import Problem, not_found
from collector.notices import service
from collector.notices.recipients import Recipient
from collector.outbox import service as outbox

WORKS = "work_leads"
LABEL_MOST = 120


def find(recipient_id: str) -> Recipient:
    """Somebody else's looks like none at all to those who cannot change it. Raises Problem 404."""
    found = service.get(http.db(), here.site(), recipient_id)
    if not _may(found):
        raise not_found("recipient")
    return found


def _may(known: Recipient) -> bool:
    return known.person_id == here.person().id or here.can("edit_site")


@site_page("/notices/<recipient_id>", WORKS)
def recipient(recipient_id: str) -> Response:
    return draw(find(recipient_id))


@site_page("/notices/<recipient_id>", WORKS, ("POST",))
def recipient_save(recipient_id: str) -> Response:
    known = find(recipient_id)
    _, errors = forms.trial(lambda: _save(known))
    if errors:
        return draw(known, errors, 422, chosen=choices.as_typed(known.choices))
    return here.go("recipient", recipient_id=known.id, done="saved")


def _save(known: Recipient) -> None:
    locale = forms.text("locale")
    values = {
        "label": forms.text("label"),
        "locale": locale if locale in choices.languages() else None,
        "choices": choices.typed(known.person_id is not None),
    }
    service.change(http.db(), here.site(), known.id, values, http.now())


@site_page("/notices/<recipient_id>/state", WORKS, ("POST",))
def recipient_act(recipient_id: str) -> Response:
    """Pause, resume, remove, or send a test."""
    known, do = find(recipient_id), forms.text("do")
    db, site, now = http.db(), here.site(), http.now()
    if do == "test":
        return _test(known)
    if do == "remove":
        service.remove(db, site, known.id, now)
        return here.go("notices", done="removed")
    if do not in ("pause", "resume"):
        raise Problem(422, "This value cannot be used")
    service.set_paused(db, site, known.id, do == "pause", now)
    done = "hushed" if do == "pause" else "resumed"
    return here.go("notices", done=done) if forms.text("from") == "list" else _go(known, done=done)


def _test(known: Recipient) -> Response:
    sent = service.send_test(http.db(), here.site(), known.id, http.own_url(), http.now())
    return tested(sent) if here.wants_fragment() else _go(known, test=sent)


def _go(known: Recipient, **more: Any) -> Response:
    return here.go("recipient", recipient_id=known.id, **more)


@site_page("/tests/<delivery_id>", WORKS)
def test_state(delivery_id: str) -> Response:
    """How a test fares, asked again every second by the page that sent it."""
    return tested(delivery_id)


def tested(delivery_id: str) -> Response:
    """The line that says how a test fares; with its end, how the recipient does."""
    row = outbox.get(http.db(), here.site().id, delivery_id)[0]
    return here.whole("_test.html", test=row, fares=None if row.state in outbox.OPEN else _fares(row))


def _fares(row: Any) -> Recipient | None:
    """Who it was for, to those who may know."""
    return next(
        (one for one in service.recipients(http.db(), here.site()) if one.id == row.target_id and _may(one)), None
    )


def asked_test(target_id: str) -> Any:
    """The test in the page's address, without scripts; None when it is of another target."""
    if not request.args.get("test"):
        return None
    row = outbox.get(http.db(), here.site().id, request.args["test"])[0]
    return row if row.target_id == target_id else None


def draw(known: Recipient, errors: forms.Errors | None = None, status: int = 200, **more: Any) -> Response:
    """The page; `chosen` are choices as typed. `chat` and `open_chat` are chats.py's, whose form stands here."""
    chosen = more.pop("chosen", known.choices)
    fields = chat.of_recipient(known) if chat.is_chat(known) and here.can("edit_site") else None
    more = {"chat": fields, "open_chat": False} | more
    return here.whole(
        "recipient.html",
        status,
        recipient=known,
        name=_name(known),
        own=known.person_id == here.person().id,
        errors=errors or {},
        languages=choices.languages(),
        label_most=LABEL_MOST,
        test=asked_test(known.id),
        in_words=choices.in_words,
        **choices.values(chosen, known.person_id is not None) | more,
    )


def _name(known: Recipient) -> str | None:
    rows = accounts.list_people(http.db(), here.person()) if known.person_id else []
    return next((row.name for row in rows if row.id == known.person_id), None)
