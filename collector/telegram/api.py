"""The few calls of the Bot API that we make (core.telegram.org/bots/api, "Making requests").

The token is part of the address of every call, so no address ever reaches a message, a log or a reason.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from collector.outbound import Answer, Outbound, Unreachable

# Twelve digits of id at most, and 35 letters today (BotFather); longer ones would be read as well.
TOKEN = re.compile(r"(?<![\w:-])\d{6,12}:[A-Za-z0-9_-]{30,}(?![\w-])")
SECONDS = 10.0
MOST_BYTES = 64 * 1024
JSON = {"Content-Type": "application/json"}


class Failure(Exception):
    """Telegram said no: its `error_code` and description, and what it says to do (`ResponseParameters`).

    `retry_after` is in ms. `migrate_to` is the chat that a group became when it was upgraded to a supergroup.
    """

    def __init__(self, code: int, description: str, parameters: dict[str, Any]) -> None:
        super().__init__(f"{description} ({code})")
        self.code, self.description = code, description
        wait, chat = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
        self.retry_after = wait * 1000 if isinstance(wait, int) else None
        self.migrate_to = chat if isinstance(chat, int) else None


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot, by its token. `url` is the setting BECKON_TELEGRAM_URL."""

    outbound: Outbound
    url: str
    token: str

    def call(
        self, method: str, values: dict[str, Any] | None = None, seconds: float = SECONDS, most: int = MOST_BYTES
    ) -> Any:
        """The `result` of a call. Raises Failure, Unreachable, Forbidden."""
        body = json.dumps(values or {}, ensure_ascii=False).encode()
        return _result(self.outbound.request("POST", f"{self.url}/bot{self.token}/{method}", body, JSON, seconds, most))


def to(address: str) -> dict[str, int]:
    """The chat, and perhaps the topic of a forum, of a recipient's address: `<chat id>` or `<chat id>:<thread id>`."""
    chat, _, thread = address.partition(":")
    return {"chat_id": int(chat)} | ({"message_thread_id": int(thread)} if thread else {})


def _result(answer: Answer) -> Any:
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("ok"), bool):
        raise Unreachable(f"the answer is not Telegram's ({answer.status})")
    if told["ok"]:
        return told.get("result")
    code, parameters = told.get("error_code"), told.get("parameters")
    raise Failure(
        code if isinstance(code, int) else answer.status,
        _safe(str(told.get("description", ""))),
        parameters if isinstance(parameters, dict) else {},
    )


def _safe(description: str) -> str:
    """Without what it may quote of the message, which is a visitor's."""
    return re.split(r"[\"“]|(?<!\w)'", description)[0].strip()[:120]
