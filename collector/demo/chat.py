"""The shop's team chat, as a stand-in for Slack or Zalo: what the collector posts to it shows on a page at once."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from collector.chats import service as chats
from collector.db import Db
from collector.notices import service as notices
from collector.outbound import Outbound
from collector.sealing import Box
from collector.settings import Settings, secret_key
from collector.sites.service import Site

PATH = "/nhom-chat"
LABEL = "Nhóm bán hàng (demo)"
TEMPLATE = '{"title": "{{title}}", "text": "{{text}}", "call": "{{call}}", "link": "{{link}}", "at": "{{when}}"}'
KEPT = 50

pages = Blueprint("chat", __name__)


class Chat:
    """The last messages, numbered from 1; `secret` is the part of the address that only the collector knows."""

    def __init__(self) -> None:
        self.secret = secrets.token_urlsafe(18)
        self._messages: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._count = 0
        self._lock = threading.Lock()

    def add(self, message: dict[str, str]) -> None:
        with self._lock:
            self._count += 1
            self._messages.append(message | {"number": self._count})

    def after(self, number: int) -> list[dict[str, Any]]:
        with self._lock:
            return [message for message in self._messages if message["number"] > number]


def join(db: Db, settings: Settings, site: Site, url: str, now: int) -> None:
    """Tell the chat of the shop's leads; one of an earlier run had another address."""
    for known in notices.recipients(db, site):
        if known.label == LABEL:
            notices.remove(db, site, known.id, now)
    outbound, box = Outbound(settings), Box(secret_key(settings))
    values = {"format": "own", "url": url, "template": TEMPLATE, "label": LABEL, "choices": {"late_after": 0}}
    chats.add(db, outbound, box, site, values, now)
    outbound.close()


@pages.get(PATH)
def show() -> str:
    return render_template("chat.html")


@pages.post(PATH + "/<secret>")
def receive(secret: str) -> Response:
    chat = _chat()
    if not secrets.compare_digest(secret.encode(), chat.secret.encode()):
        abort(404)
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        abort(400)
    chat.add({name: str(sent.get(name, ""))[:4000] for name in ("title", "text", "call", "link", "at")})
    return jsonify(ok=True)


@pages.get(PATH + "/moi")
def fresh() -> Response:
    return jsonify(_chat().after(request.args.get("after", 0, type=int)))


def _chat() -> Chat:
    chat: Chat = current_app.config["CHAT"]
    return chat
