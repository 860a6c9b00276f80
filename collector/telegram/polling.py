"""Finding chats: while a code is open, the bot's messages are looked through for it (getUpdates), and forgotten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from collector import clock, sentences
from collector.db import Db, Tx, queries
from collector.errors import Problem
from collector.notices import service as notices
from collector.notices.recipients import at_address
from collector.outbound import Forbidden, Outbound, Unreachable
from collector.sealing import Box, Unsealable
from collector.sites import service as sites
from collector.sites.service import Site
from collector.telegram import api
from collector.telegram.service import CODE_LENGTH, LETTERS, SHARED_BOT, TOKEN_GONE

SQL = queries(__file__)
say = sentences.beside(__file__)

# The server holds back whoever asks for the same again within 3 s (telegram-bot-api, Client.cpp,
# process_get_updates_query), and other jobs would wait as well.
GAP = 3_200
GAP_AFTER_FAILURE = 10 * clock.SECOND
# Whoever polls has the bot to itself for so long, should it die meanwhile.
LEASE = 20 * clock.SECOND
SECONDS = 4.0
LIMIT = 100
# A message has 4,096 letters at most; escaped, with what it answers to and its entities, it stays below 160 KB.
MOST_BYTES = 16 * 1024 * 1024
# A wrong code takes so much from the life of the open ones: some 900 guesses at 2^40 possibilities.
WRONG_COSTS = clock.SECOND

_SAID = re.compile(rf"(?:/start(?:@(\w+))?\s+)?([0-9A-Za-z]{{{CODE_LENGTH}}})")
_MEANT = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Found:
    """A chat in which something was written that may be a code."""

    code: str
    chat_id: int
    thread_id: int | None
    label: str

    @property
    def address(self) -> str:
        return f"{self.chat_id}" if self.thread_id is None else f"{self.chat_id}:{self.thread_id}"


def poll(db: Db, outbound: Outbound, box: Box, url: str, now: int) -> int:
    """Look for the open codes of every site; returns how many chats were connected. `url`: setting telegram_url.

    Telegram that hangs is asked once, so that other jobs wait a few seconds at most.
    """
    connected = 0
    for site_id in awaiting(db, now):
        with db.write() as tx:
            claim = SQL.claim_poll(tx, site_id=site_id, now=now, until=now + LEASE)
            site = sites.get(tx, site_id)
        if claim is None:
            continue
        try:
            connected += _poll(db, api.Bot(outbound, url, box.open(claim.token)), site, claim, now)
        except api.Failure as failure:
            wait = max(failure.retry_after or 0, GAP_AFTER_FAILURE)
            _fail(db, site, claim, _in_words(failure), now, wait)
        except (Unreachable, Forbidden, Unsealable) as error:
            _fail(db, site, claim, f"Telegram cannot be asked: {error}", now, GAP_AFTER_FAILURE)
            break
    return connected


def awaiting(db: Db, now: int) -> list[str]:
    """The sites that have an open code, and whose bot may be asked again."""
    with db.read() as tx:
        return [row.site_id for row in SQL.list_awaiting(tx, now=now)]


def _in_words(failure: api.Failure) -> str:
    known = {401: TOKEN_GONE, 404: TOKEN_GONE, 409: SHARED_BOT}
    return known.get(failure.code, f"Telegram cannot be asked: {failure}")


def _fail(db: Db, site: Site, claim: Any, trouble: str, now: int, wait: int) -> None:
    with db.write() as tx:
        SQL.fail_poll(tx, site_id=site.id, token=claim.token, trouble=trouble, next_poll_at=now + wait, now=now)


def _poll(db: Db, bot: api.Bot, site: Site, claim: Any, now: int) -> int:
    values = {"offset": claim.next_update, "limit": LIMIT, "timeout": 0, "allowed_updates": ["message", "channel_post"]}
    updates = bot.call("getUpdates", values, SECONDS, MOST_BYTES)
    found = [one for update in updates if (one := _read(update, claim.username))]
    # Numbers begin anew, perhaps below, after a week of silence: the last one counts, not the highest.
    following = updates[-1]["update_id"] + 1 if updates else claim.next_update
    with db.write() as tx:
        mine = SQL.finish_poll(tx, site_id=site.id, token=claim.token, next_update=following, next_poll_at=now + GAP)
        connected = [one for one in found if mine and _connect(tx, site, one, now)]
    for one in connected:
        _welcome(db, bot, site, one, now)
    return len(connected)


def _read(update: dict[str, Any], username: str) -> Found | None:
    try:
        return read(update, username)
    except (KeyError, TypeError, AttributeError):  # of a shape that we do not know; it must not block the next ones
        return None


def read(update: dict[str, Any], username: str) -> Found | None:
    """The code that was written, and where, if it looks like one and is meant for this bot."""
    message = update.get("message") or update.get("channel_post") or {}
    said = _SAID.fullmatch(str(message.get("text", "")).strip())
    if not said or (said[1] and said[1].lower() != username.lower()):
        return None
    code = said[2].upper().translate(_MEANT)
    if set(code) - set(LETTERS):
        return None
    chat = message["chat"]
    thread = message.get("message_thread_id") if message.get("is_topic_message") else None
    return Found(code, chat["id"], thread, _label(chat, message if thread else {}))


def _label(chat: dict[str, Any], in_topic: dict[str, Any]) -> str:
    name = str(chat.get("title") or chat.get("first_name") or chat["id"])
    topic = (in_topic.get("reply_to_message") or {}).get("forum_topic_created") or {}
    return f"{name} · {topic['name']}" if topic.get("name") else name


def _connect(tx: Tx, site: Site, found: Found, now: int) -> bool:
    row = SQL.open_code(tx, site_id=site.id, code=found.code, now=now)
    if row is None:
        SQL.shorten_codes(tx, site_id=site.id, by=WRONG_COSTS, now=now)
        return False
    known = at_address(tx, site.id, "telegram", found.address)
    try:
        recipient = known or notices.put(
            tx,
            site,
            method="telegram",
            address=found.address,
            label=found.label,
            person_id=row.person_id,
            now=now,
        )
    except Problem:  # whoever made the code no longer works here
        return False
    SQL.resume_chat(tx, site_id=site.id, id=recipient.id, now=now)
    SQL.use_code(tx, site_id=site.id, code=found.code, recipient_id=recipient.id)
    return True


def _welcome(db: Db, bot: api.Bot, site: Site, found: Found, now: int) -> None:
    """Say so in the chat; where that fails, notices would fail as well, and the chat shows why."""
    try:
        bot.call(
            "sendMessage", api.to(found.address) | {"text": say("connected", site.locale, site=site.name)}, SECONDS
        )
    except (api.Failure, Unreachable, Forbidden) as error:
        with db.write() as tx:
            chat = at_address(tx, site.id, "telegram", found.address)
            if chat is not None:
                notices.note_trouble(tx, site.id, chat.id, f"Telegram did not take it: {error}", now)
