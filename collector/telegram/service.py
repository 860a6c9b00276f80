"""Telegram bots: one a site, set up with BotFather's token; chats are found by a code that staff send to the bot.

The token is sealed and never read back. What people write to the bot is compared with the open codes and forgotten.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from collector import clock
from collector.db import Db, Tx, queries
from collector.errors import Problem
from collector.outbound import Forbidden, Outbound, Unreachable
from collector.outbox import service as outbox
from collector.outbox.sending import Blocked, Delivery
from collector.sealing import Box, Unsealable
from collector.sites.service import Site
from collector.telegram import api

SQL = queries(__file__)

SETUP_SECONDS = 5.0
CODE_LIVES = 15 * clock.MINUTE
CODES_KEPT = clock.DAY
# Crockford's base 32 without what people mix up; eight letters are 40 bits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8

NO_BOT = "the site has no Telegram bot"
BOT_REMOVED = "the site's Telegram bot was removed"
BOT_REPLACED = "the site has another Telegram bot now: connect this chat again"
TOKEN_GONE = "Telegram does not know this bot's token any more"  # noqa: S105 - a sentence
SHARED_BOT = "another program receives this bot's messages; make a bot for Beckon alone"


@dataclass(frozen=True, slots=True)
class BotState:
    """A site's bot as a page shows it; times are ms UTC. `trouble` says why it does not work."""

    username: str
    trouble: str | None
    trouble_at: int | None
    created_at: int

    @property
    def url(self) -> str:
        return f"https://t.me/{self.username}"


@dataclass(frozen=True, slots=True)
class Code:
    """A code and the links that send it (core.telegram.org/bots/features#deep-linking): from one's own chat with the
    bot, and to a group of one's choice. In a channel, and in a topic of a group, it is typed."""

    code: str
    url: str
    group_url: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class CodeState:
    """`state` is `waiting`, `connected` (then `label` and `recipient_id` say whom) or `expired`."""

    state: str
    label: str | None = None
    recipient_id: str | None = None


def set_bot(db: Db, outbound: Outbound, box: Box, site: Site, text: str, now: int, *, url: str) -> BotState:
    """Give the site a bot, by its token or by all of BotFather's message. `url` is the setting telegram_url.

    Asks Telegram, 5 s at most a question. Raises Problem 422 with `errors.token`; nothing is saved then. A token of
    the bot that is known already replaces the old token; chats of another bot are paused until they are connected anew.
    """
    found = api.TOKEN.search(text)
    if found is None:
        raise _unusable("there is no token in this text; BotFather writes it like 123456789:AAE…")
    token = found[0]
    username = _ask(api.Bot(outbound, url, token))
    with db.write() as tx:
        if any(row.site_id != site.id for row in SQL.find_bot(tx, username=username)):
            raise _unusable("this bot serves another site already; make a bot for each site")
        known = SQL.get_bot(tx, site_id=site.id)
        if known is not None and known.username.lower() != username.lower():
            _pause_chats(tx, site, BOT_REPLACED, now)
            SQL.delete_codes(tx, site_id=site.id)
        SQL.put_bot(tx, site_id=site.id, token=box.seal(token), username=username, now=now)
    return BotState(username, None, None, now)


def _ask(bot: api.Bot) -> str:
    """The bot's username, when it is good for us."""
    try:
        me = bot.call("getMe", seconds=SETUP_SECONDS)
        webhook = bot.call("getWebhookInfo", seconds=SETUP_SECONDS)
        username, elsewhere = str(me["username"]), webhook.get("url")
    except api.Failure as failure:
        known = failure.code not in (401, 404)
        raise _unusable(str(failure) if known else "Telegram does not know this token") from None
    except (Unreachable, Forbidden) as error:
        raise _unusable(f"Telegram cannot be asked: {error}") from None
    except (KeyError, TypeError, AttributeError):
        raise _unusable("Telegram cannot be asked: the answer is not Telegram's") from None
    if elsewhere:
        raise _unusable(SHARED_BOT)
    return username


def _unusable(reason: str) -> Problem:
    return Problem(422, "This token cannot be used", reason, {"token": [reason]})


def bot(db: Db, site: Site) -> BotState | None:
    """The site's bot, None when it has none."""
    with db.read() as tx:
        row = SQL.get_bot(tx, site_id=site.id)
    return BotState(row.username, row.trouble, row.trouble_at, row.created_at) if row else None


def remove_bot(db: Db, site: Site, now: int) -> None:
    """Forget the bot and its token. Its chats are paused, and what waits for them is cancelled."""
    with db.write() as tx:
        _pause_chats(tx, site, BOT_REMOVED, now)
        SQL.delete_codes(tx, site_id=site.id)
        SQL.delete_bot(tx, site_id=site.id)


def _pause_chats(tx: Tx, site: Site, why: str, now: int) -> None:
    for chat in list(SQL.list_chats(tx, site_id=site.id)):
        outbox.cancel_target(tx, site.id, chat.id, now)
    SQL.pause_chats(tx, site_id=site.id, trouble=why, now=now)


def new_code(db: Db, site: Site, person_id: str | None, now: int) -> Code:
    """A code that connects one chat within 15 minutes; the chat is this person's. Raises Problem 409 without a bot."""
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    expires_at = now + CODE_LIVES
    with db.write() as tx:
        row = SQL.get_bot(tx, site_id=site.id)
        if row is None:
            raise Problem(409, "The site has no Telegram bot", "Set up the bot first.")
        SQL.delete_old_codes(tx, site_id=site.id, before=now - CODES_KEPT)
        SQL.insert_code(tx, site_id=site.id, code=code, person_id=person_id, expires_at=expires_at)
    link = f"https://t.me/{row.username}"
    return Code(code, f"{link}?start={code}", f"{link}?startgroup={code}", expires_at)


def code_state(db: Db, site: Site, code: str, now: int) -> CodeState:
    """How far a code is. One that never was is expired like others."""
    with db.read() as tx:
        row = SQL.get_code(tx, site_id=site.id, code=code)
    if row is not None and row.recipient_id is not None and row.label is not None:
        return CodeState("connected", row.label, row.recipient_id)
    open_ = row is not None and row.recipient_id is None and row.expires_at > now
    return CodeState("waiting" if open_ else "expired")


def token_of(db: Db, box: Box, site_id: str) -> str:
    """For the sender: the site's token. Raises Blocked."""
    with db.read() as tx:
        row = SQL.get_bot(tx, site_id=site_id)
    if row is None:
        raise Blocked(NO_BOT)
    try:
        return box.open(row.token)
    except Unsealable as error:
        raise Blocked(f"the bot's token cannot be read: {error}") from None


def move(db: Db, site_id: str, recipient_id: str, address: str, now: int) -> bool:
    """A group became a supergroup, under another number; False when that one is told already."""
    with db.write() as tx:
        return SQL.move_chat(tx, site_id=site_id, id=recipient_id, address=address, now=now) is not None


def settle(tx: Tx, delivery: Delivery, state: str, reason: str | None, now: int) -> None:
    """For the sender's Kind.settle: the bot shows that its token was revoked."""
    if state == "blocked" and reason == TOKEN_GONE:
        SQL.set_trouble(tx, site_id=delivery.site_id, trouble=reason, now=now)
