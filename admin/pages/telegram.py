"""Telegram: the site's bot, and chats that are found by a code."""

from __future__ import annotations

import re
from typing import Any

from flask import Response

from admin import forms, here
from admin.routing import site_page
from collector import http
from collector.errors import Problem
from collector.telegram import service
from collector.telegram.service import BotState, Code, CodeState

WORKS = "work_leads"
_CODE = re.compile(rf"[{service.LETTERS}]{{{service.CODE_LENGTH}}}")


@site_page("/telegram", WORKS)
def telegram() -> Response:
    return _draw()


@site_page("/telegram", "edit_site", ("POST",))
def telegram_bot() -> Response:
    """Set the bot up, or forget it. Telegram is asked here and now, for whoever pastes a token wants to know."""
    db, site, now = http.db(), here.site(), http.now()
    if forms.text("do") == "remove":
        service.remove_bot(db, site, now)
        return here.go("telegram", done="bot-removed")
    url = http.services().settings.telegram_url
    text = forms.text("token")[:4000]
    _, errors = forms.trial(lambda: service.set_bot(db, http.outbound(), http.box(), site, text, now, url=url))
    return _draw(errors, 422) if errors else here.go("telegram", done="bot")


@site_page("/telegram/code", WORKS, ("POST",))
def telegram_code() -> Response:
    """A new code, for oneself or, by owners, for the team. It stands on the answer, never in an address."""
    person_id = None if forms.text("for") == "team" else here.person().id
    if person_id is None and not here.can("edit_site"):
        raise Problem(403, "Your role does not allow this", "Ask an owner of the site.")
    made = service.new_code(http.db(), here.site(), person_id, http.now())
    return _draw(code=made, state=CodeState("waiting"), whom=forms.text("for"))


@site_page("/telegram/code/state", WORKS, ("POST",))
def telegram_state() -> Response:
    """Whether a chat was connected, asked every two seconds; without scripts, the whole page by a button."""
    text = forms.text("code")
    bot = service.bot(http.db(), here.site())
    if bot is None or not _CODE.fullmatch(text):
        raise Problem(422, "This value cannot be used")
    state = service.code_state(http.db(), here.site(), text, http.now())
    link = f"{bot.url}?start"
    code = Code(text, f"{link}={text}", f"{link}group={text}", 0)
    values: dict[str, Any] = {"code": code, "state": state, "whom": forms.text("for")}
    return _part(bot, state, values) if here.wants_fragment() else _draw(**values)


def _part(bot: BotState, state: CodeState, values: dict[str, Any]) -> Response:
    """Nothing while there is nothing new: the code must stay under the hand that copies it."""
    if state.state == "waiting":
        return here.whole("_telegram_waiting.html", bot=bot) if bot.trouble else Response(status=204)
    response = here.whole("_telegram_state.html", **values, bot=bot)
    response.headers["HX-Retarget"] = "#connect"
    return response


def _draw(errors: forms.Errors | None = None, status: int = 200, **more: Any) -> Response:
    values: dict[str, Any] = {"code": None, "state": None, "whom": ""} | more
    return here.whole("telegram.html", status, bot=service.bot(http.db(), here.site()), errors=errors or {}, **values)
