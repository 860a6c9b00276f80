"""A strict stand-in for the Bot API: refuses what the real server refuses, in its words, and keeps what was sent.

After core.telegram.org/bots/api and the server's own source (tdlib/telegram-bot-api: Client.cpp, HttpConnection.cpp).
Where the real server passes over a mistake (a parameter that is none, a number in quotes), this one refuses it.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.mailbox import free_port
from tests.telegram_text import TAPPABLE, Entity, Unparsable, cut, find, merge, parse_html, units

TOKEN = "900000001:AAfictional-token_of-a-bot-that-is-none0"
LONGEST = 4096
PARAMETERS: dict[str, dict[str, type]] = {
    "getme": {},
    "getwebhookinfo": {},
    "getupdates": {"offset": int, "limit": int, "timeout": int, "allowed_updates": list},
    "sendmessage": {
        "chat_id": int,
        "message_thread_id": int,
        "text": str,
        "parse_mode": str,
        "link_preview_options": dict,
        "disable_notification": bool,
        "reply_markup": dict,
    },
}
KINDS = ("message", "channel_post", "my_chat_member", "callback_query")
# Why a chat takes nothing: code and description.
SHUT = {
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "deactivated": (403, "Forbidden: user is deactivated"),
    "unstarted": (403, "Forbidden: bot can't initiate conversation with a user"),
    "kicked": (403, "Forbidden: bot was kicked from the group chat"),
    "left": (403, "Forbidden: bot is not a member of the supergroup chat"),
    "muted": (400, "Bad Request: not enough rights to send text messages to the chat"),
}


class No(Exception):
    """An answer with ok: false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Chat:
    """`shut` is one of SHUT; a group that was upgraded names the supergroup in `migrated_to`."""

    id: int
    type: str = "private"
    title: str = ""
    shut: str = ""
    migrated_to: int = 0
    topics: set[int] = field(default_factory=set)

    def shown(self) -> dict[str, Any]:
        name = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        return {"id": self.id, "type": self.type} | name | ({"is_forum": True} if self.topics else {})


@dataclass(frozen=True)
class Sent:
    """A message as it stands in the chat; `buttons` are pairs of text and address."""

    chat_id: int
    thread_id: int | None
    text: str
    entities: list[Entity]
    buttons: list[tuple[str, str]]
    preview: bool

    def of(self, *types: str) -> list[str]:
        """The parts of the text that are such entities."""
        return [cut(self.text, entity) for entity in self.entities if entity.type in types]

    def tappable(self) -> list[tuple[str, str]]:
        """What somebody who reads it can tap: type and words."""
        return [(entity.type, cut(self.text, entity)) for entity in self.entities if entity.type in TAPPABLE]


class Telegram:
    """One bot and its chats. `floods` and `errors` are used up by the next messages and calls."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.token, self.username = TOKEN, "beckon_test_bot"
        self.revoked = False
        self.webhook = ""
        self.another_polls = False
        self.privacy = True
        self.chats: dict[int, Chat] = {}
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.floods: list[int] = []
        self.errors: list[tuple[int, bytes]] = []
        self._updates: list[dict[str, Any]] = []
        self._last_id = 710_000_000
        self._allowed = set(KINDS)
        self._lock = threading.Lock()

    def chat(self, chat_id: int, type: str = "private", title: str = "Ơn", **more: Any) -> Chat:  # noqa: A002 - its name
        """A chat that the bot knows."""
        self.chats[chat_id] = Chat(chat_id, type, title, **more)
        return self.chats[chat_id]

    def say(self, chat_id: int, text: str, thread: int | None = None) -> None:
        """Somebody writes in a chat; in a group, a bot hears only commands, and those of other bots not."""
        chat = self.chats[chat_id]
        addressed = re.match(r"/\w+(?:@(\w+))?(?:\s|$)", text)
        in_group = chat.type in ("group", "supergroup")
        if in_group and self.privacy and not (addressed and (addressed[1] or self.username).lower() == self.username):
            return
        message: dict[str, Any] = {"message_id": 1, "date": 1_795_000_000, "chat": chat.shown(), "text": text}
        if chat.type != "channel":
            message["from"] = {"id": 42, "is_bot": False, "first_name": "Ơn", "last_name": "Đặng"}
        if thread:
            # Replies in groups without topics carry a thread as well, which is none to write to.
            message |= {"message_thread_id": thread} | ({"is_topic_message": True} if thread in chat.topics else {})
        self.update("channel_post" if chat.type == "channel" else "message", message)

    def update(self, kind: str, content: Any) -> None:
        """Something happened that the bot may hear of."""
        with self._lock:
            self._last_id += 1
            if kind in self._allowed:
                self._updates.append({"update_id": self._last_id, kind: content})

    def renumber(self) -> None:
        """After a week of silence, the numbers of updates begin anew, perhaps below."""
        self._last_id -= 500_000_000

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(name == method.lower() for name, _ in self.calls)

    def answer(self, path: str, content_type: str, body: bytes) -> Any:
        """The result of a call. Raises No."""
        found = re.fullmatch(r"/bot([^/]*)/([A-Za-z]+)", path)
        if not found or not re.fullmatch(r"\d+:[\w-]+", found[1]):
            raise No(404, "Not Found")
        if found[1] != self.token or self.revoked:
            raise No(401, "Unauthorized")
        method = found[2].lower()
        if method not in PARAMETERS:
            raise No(404, "Not Found: method not found")
        values = _parsed(content_type, body)
        _check_types(PARAMETERS[method], values)
        with self._lock:
            self.calls.append((method, values))
            return getattr(self, f"_{method}")(**values)

    def _getme(self) -> dict[str, Any]:
        return {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Beckon", "username": self.username}

    def _getwebhookinfo(self) -> dict[str, Any]:
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self._updates)}

    def _getupdates(
        self, offset: int = 0, limit: int = 100, timeout: int = 0, allowed_updates: list[str] | None = None
    ) -> list[dict[str, Any]]:
        if self.webhook:
            raise No(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self.another_polls:
            raise No(409, "Conflict: terminated by other getUpdates request; make sure that only one bot is running")
        if not 1 <= limit <= 100 or timeout < 0:
            raise No(400, "Bad Request: limit must be from 1 to 100")
        if allowed_updates is not None:
            if any(kind not in KINDS for kind in allowed_updates):
                raise No(400, "Bad Request: wrong update type")
            self._allowed = set(allowed_updates) or set(KINDS)
        if offset < 0:
            self._updates = self._updates[offset:]
        elif offset <= self._last_id + 10:  # what lies in the future is taken for no offset at all
            self._updates = [one for one in self._updates if one["update_id"] >= offset]
        return self._updates[:limit]

    def _sendmessage(
        self,
        chat_id: int | None = None,
        text: str = "",
        message_thread_id: int | None = None,
        parse_mode: str = "",
        link_preview_options: dict[str, Any] | None = None,
        disable_notification: bool = False,
        reply_markup: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        if self.floods:
            wait = self.floods.pop(0)
            raise No(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        plain, entities = _formatted(text, parse_mode)
        buttons = _buttons(reply_markup or {})
        self._check_chat(chat_id, message_thread_id)
        assert chat_id is not None
        preview = not (link_preview_options or {}).get("is_disabled", False)
        self.sent.append(Sent(chat_id, message_thread_id, plain, entities, buttons, preview))
        return {"message_id": len(self.sent), "date": 1_795_000_000, "chat": self.chats[chat_id].shown(), "text": plain}

    def _check_chat(self, chat_id: int | None, thread: int | None) -> None:
        if chat_id is None:
            raise No(400, "Bad Request: chat_id is empty")
        if chat_id not in self.chats:
            raise No(400, "Bad Request: chat not found")
        chat = self.chats[chat_id]
        if chat.migrated_to:
            what = "Bad Request: group chat was upgraded to a supergroup chat"
            raise No(400, what, migrate_to_chat_id=chat.migrated_to)
        if chat.shut:
            raise No(*SHUT[chat.shut])
        if thread is not None and thread not in chat.topics:
            raise No(400, "Bad Request: message thread not found")


def _parsed(content_type: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if content_type.split(";", maxsplit=1)[0] != "application/json":
        raise No(400, "Bad Request: unsupported content-type")
    try:
        values = json.loads(body.decode())
    except ValueError:
        raise No(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(values, dict):
        raise No(400, "Bad Request: object expected")
    return values


def _check_types(known: dict[str, type], values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in known:
            raise No(400, f"Bad Request: there is no parameter {name}")
        if not isinstance(value, known[name]) or (known[name] is int and isinstance(value, bool)):
            raise No(400, f"Bad Request: {name} must be {known[name].__name__}")
    preview = values.get("link_preview_options", {})
    if set(preview) - {"is_disabled"} or not isinstance(preview.get("is_disabled", False), bool):
        raise No(400, "Bad Request: can't parse link preview options")


def _formatted(text: str, parse_mode: str) -> tuple[str, list[Entity]]:
    if not text:
        raise No(400, "Bad Request: message text is empty")
    if parse_mode not in ("", "HTML"):
        raise No(400, "Bad Request: unsupported parse_mode")
    try:
        plain, entities = parse_html(text) if parse_mode else (text, [])
        plain.encode()
    except Unparsable as reason:
        raise No(400, f"Bad Request: can't parse entities: {reason}") from None
    except UnicodeEncodeError:
        raise No(400, "Bad Request: strings must be encoded in UTF-8") from None
    if not plain.strip(" \n"):
        raise No(400, "Bad Request: text must be non-empty")
    if units(plain) > LONGEST:
        raise No(400, "Bad Request: message is too long")
    return plain, merge(entities, find(plain))


def _buttons(markup: dict[str, Any]) -> list[tuple[str, str]]:
    if set(markup) - {"inline_keyboard"}:
        raise No(400, "Bad Request: object expected as reply markup")
    found = []
    for row in markup.get("inline_keyboard", []):
        if not isinstance(row, list):
            raise No(400, 'Bad Request: field "inline_keyboard" must be an Array of Arrays')
        for button in row:
            text, url = button.get("text"), button.get("url")
            if set(button) != {"text", "url"} or not text or not isinstance(url, str):
                raise No(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or " " in url:
                what = f"Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
                raise No(400, what)
            found.append((text, url))
    return found


def _handler(telegram: Telegram) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            if telegram.errors:
                self._answer(*telegram.errors.pop(0))
                return
            try:
                result = telegram.answer(self.path, self.headers["Content-Type"] or "", body)
                self._answer(200, json.dumps({"ok": True, "result": result}).encode())
            except No as no:
                told = {"ok": False, "error_code": no.code, "description": no.description}
                told |= {"parameters": no.parameters} if no.parameters else {}
                self._answer(no.code, json.dumps(told).encode())

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
            """Silent."""

    return Handler


@contextmanager
def telegram_server() -> Iterator[Telegram]:
    """Run it for the length of a test."""
    telegram = Telegram()
    server = ThreadingHTTPServer(("127.0.0.1", telegram.port), _handler(telegram))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield telegram
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
