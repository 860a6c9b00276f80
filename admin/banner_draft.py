"""The simple form of a banner: where it stands, what its first message says, and where its button leads."""

from __future__ import annotations

import copy
from typing import Any

from werkzeug.datastructures import MultiDict

from collector.widgets import banner, markup, schema
from collector.widgets.shapes import Config
from collector.widgets.texts import LANGUAGES

TEXTS = ("label",)
CHANNELS = ("phone", "zalo", "messenger", "whatsapp")
OPENS = ("callback", "quote", "voucher", "contact")


def settings(content: Config) -> dict[str, Any]:
    """What the form's fields hold: the draft's own values over the defaults."""
    whole = schema.load("banner", {})["content"]
    found = {name: content.get(name, whole[name]) for name in ("place", "corner", "closable", "slot")}
    message = _first(content)
    deed = _dict(message.get("button"))
    return found | {
        "message": {language: _typed(_dict(message.get("text")).get(language)) for language in LANGUAGES},
        "does": _does(deed),
        "where": deed.get("url" if deed.get("kind") == "link" else "value", ""),
        "said": _dict(deed.get("label")),
        "code": message.get("code", ""),
        "more": max(0, len(_messages(content)) - 1),
    }


def _messages(content: Config) -> list[Any]:
    found = content.get("messages")
    return found if isinstance(found, list) and found else [copy.deepcopy(banner.FIRST)]


def _first(content: Config) -> Config:
    return _dict(_messages(content)[0])


def _dict(value: Any) -> Config:
    return value if isinstance(value, dict) else {}


def _typed(text: Any) -> str:
    """As the owner wrote it; a draft may also hold what was published."""
    return text if isinstance(text, str) else (markup.html_of(text) or "" if isinstance(text, list) else "")


def _does(deed: Config) -> str:
    """The button as one choice: ``, `link`, `widget:callback`, `channel:zalo`."""
    kind = deed.get("kind", "link") if deed else ""
    return f"{kind}:{deed.get(kind, '')}" if kind in ("widget", "channel") else str(kind)


def edit(result: Config, form: MultiDict[str, str]) -> None:
    """Change the draft by what the form says; further messages stay as they are."""
    content = result["content"]
    content |= {name: form.get(name, "").strip() for name in ("place", "corner", "slot")}
    content["closable"] = "closable" in form
    if content["place"] != "top":
        # What only a banner at the top can do is gone with its place.
        content |= {name: value for name, value in (("push", False), ("sticky", True)) if name in content}
    messages = _messages(content)
    messages[0] = _message(_dict(messages[0]), form)
    content["messages"] = messages


def _message(before: Config, form: MultiDict[str, str]) -> Config:
    kind, _, what = form.get("does", "").partition(":")
    found = before | {"text": _both(form, "message"), "code": form.get("code", "").strip()}
    if not kind:
        return found | {"button": None}
    kept = {key: value for key, value in _dict(before.get("button")).items() if key in ("label", "region")}
    said = {language: text for language, text in _both(form, "said").items() if text}
    where = form.get("where", "").strip()
    at = {"link": {"url": where}, "channel": {"channel": what, "value": where}, "widget": {"widget": what}}
    return found | {"button": kept | {"kind": kind, "label": said} | at.get(kind, {})}


def _both(form: MultiDict[str, str], name: str) -> dict[str, str]:
    typed = {language: form.get(f"{name}-{language}", "").strip() for language in LANGUAGES}
    return {language: text for language, text in typed.items() if text}
