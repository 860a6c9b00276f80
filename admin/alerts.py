"""What keeps people from being told of leads, in lines of plain words, each with the way to put it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from admin import here
from admin.messages import translate
from admin.show import plain
from collector import clock, http
from collector.notices import service as notices
from collector.notices.recipients import Recipient
from collector.outbox import service as outbox
from collector.telegram import service as telegram
from collector.webhooks import service as webhooks

# A mail server that once was slow is no news.
FAILING_AFTER = 30 * clock.SECOND
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """One line; `href` leads to where it is put right, None for those who cannot."""

    id: str
    icon: str
    what: str
    why: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail goes out: `state` is unused, unset, failing, new or well; `since` is ms UTC."""

    state: str
    reason: str = ""
    since: int | None = None

    @property
    def broken(self) -> bool:
        return self.state in ("unset", "failing")


def mail(everyone: list[Recipient]) -> Mail:
    """The mail server of the installation, as far as the site needs it."""
    if not any(one.method == "email" for one in everyone):
        return Mail("unused")
    if not http.services().settings.smtp_host:
        return Mail("unset")
    lane = outbox.lane(http.db(), "email")
    if lane and lane.fails and http.now() - lane.failing_since >= FAILING_AFTER:
        return Mail("failing", lane.reason or "", lane.failing_since)
    return Mail("well", since=lane.ok_at) if lane and lane.ok_at else Mail("new")


def everything() -> list[Alert]:
    """The site's troubles, those that concern most people first."""
    db, site = http.db(), here.site()
    everyone = notices.recipients(db, site)
    server, bot = mail(everyone), telegram.bot(db, site)
    # What is wrong with the way there is told once, not for everybody at its end.
    blamed = {"email": server.broken, "telegram": bot is None or bot.trouble is not None}
    found = [*_mail(server), *_bot(bot)]
    for one in everyone:
        hushed = one.paused and one.trouble != telegram.BOT_REPLACED
        if one.trouble and one.allowed and not hushed and not blamed.get(one.method):
            found.append(_recipient(one))
    return found + [_webhook(one) for one in webhooks.troubles(db, site, http.now())]


def _mail(server: Mail) -> list[Alert]:
    if not server.broken:
        return []
    unset = server.state == "unset"
    what = gettext("E-mails do not go out: no mail server is set") if unset else gettext("E-mails do not go out")
    return [_alert("mail", "mail", what, server.reason, "notices", _anchor="mail")]


def _bot(bot: Any) -> list[Alert]:
    if bot is None or not bot.trouble:
        return []
    what = gettext("The Telegram bot @%(name)s does not work", name=bot.username)
    return [_alert("bot", "send", what, bot.trouble, "telegram")]


def _recipient(one: Recipient) -> Alert:
    what = gettext("Notices do not reach %(who)s", who=plain(one.label))
    own = one.person_id == here.person().id and here.can("work_leads")
    return _alert(one.id, "bell", what, one.trouble or "", "recipient", own, recipient_id=one.id)


def _webhook(one: dict[str, Any]) -> Alert:
    what = (
        gettext("The webhook %(name)s has received nothing for a day", name=plain(one["name"]))
        if one["active"]
        else gettext("The webhook %(name)s is off", name=plain(one["name"]))
    )
    return _alert(one["id"], "webhook", what, one["trouble"], "webhook", webhook_id=one["id"])


def _alert(name: str, icon: str, what: str, why: str, endpoint: str, own: bool = False, **values: Any) -> Alert:
    may = own or here.can("edit_site")
    return Alert(name, icon, what, translate(why), url_for(f"admin.{endpoint}", **values) if may else None)
