"""Messages by a Telegram bot: kind `telegram`. What Telegram answers, and what becomes of the delivery then.

After core.telegram.org/bots/api#making-requests and tdlib/telegram-bot-api, Client.cpp (fail_query_with_error,
check_chat_access).
"""

from __future__ import annotations

from collector.db import Tx
from collector.notices import service as notices
from collector.notices.recipients import Recipient
from collector.outbound import Forbidden, Unreachable
from collector.outbox.sending import Blocked, Delivery, Kind, Refused, TryLater
from collector.senders import Surroundings
from collector.telegram import api, message
from collector.telegram import service as telegram

WIDTH = 2


def kind(at: Surroundings) -> Kind:
    return Kind("telegram", lambda delivery: _send(at, delivery), WIDTH, _settle)


def _settle(tx: Tx, delivery: Delivery, state: str, reason: str | None, now: int) -> None:
    notices.settle(tx, delivery, state, reason, now)
    telegram.settle(tx, delivery, state, reason, now)


def _send(at: Surroundings, delivery: Delivery) -> None:
    chat = notices.reached(at.db, delivery)
    bot = api.Bot(at.outbound, at.settings.telegram_url, telegram.token_of(at.db, at.box, delivery.site_id))
    values = message.compose(delivery.payload)
    try:
        try:
            bot.call("sendMessage", api.to(chat.address) | values)
        except api.Failure as failure:
            if failure.migrate_to is None:
                raise
            # A group that became a supergroup took nothing under its old number, so this is no second message.
            bot.call("sendMessage", api.to(_moved(at, chat, failure.migrate_to)) | values)
    except api.Failure as failure:
        raise _meaning(failure) from None
    except Unreachable as error:
        raise TryLater(f"Telegram cannot be reached: {error}") from None
    except Forbidden as error:
        raise Blocked(f"Telegram may not be reached: {error}") from None


def _moved(at: Surroundings, chat: Recipient, chat_id: int) -> str:
    address = str(chat_id)
    if not telegram.move(at.db, chat.site_id, chat.id, address, at.clock()):
        raise Refused("the group became a supergroup, which is told already")
    return address


def _meaning(failure: api.Failure) -> Exception:
    if failure.code in (401, 404):
        return Blocked(telegram.TOKEN_GONE)
    if failure.code == 403:
        return Refused(f"this chat was left, or the bot was blocked ({failure.description})")
    if failure.retry_after is not None or failure.code == 429:
        return TryLater("Telegram asks to wait", after=failure.retry_after)
    if failure.code == 400:
        return Refused(_why_not(failure.description))
    return TryLater(f"Telegram did not take it ({failure.code})")


def _why_not(description: str) -> str:
    text = description.lower()
    if "chat not found" in text:
        return "Telegram does not know this chat any more"
    if "thread not found" in text or "topic_" in text:
        return "the topic of this chat was closed or deleted"
    if "not enough rights" in text or "need administrator rights" in text:
        return "the bot may not write in this chat"
    return f"Telegram refused the message ({description})"
