"""A widget's draft as the simple form shows and changes it.

The form knows a few keys; every other key of the draft stays as the owner wrote it in the text editor.
"""

from __future__ import annotations

import copy
from typing import Any

from werkzeug.datastructures import MultiDict

from admin import banner_draft, here, push_draft, voucher_draft
from collector.widgets import schema
from collector.widgets.shapes import Config
from collector.widgets.texts import LANGUAGES, default_texts

Form = MultiDict[str, str]

MOVES = ("add", "up", "down", "remove")

# Texts that the simple form offers, by kind; all others are in the text editor.
TEXTS = {
    "contact": ("label", "title", "greeting"),
    "callback": ("launcher", "title", "submit", "success_title"),
    "voucher": voucher_draft.TEXTS,
    "quote": ("launcher", "title", "submit", "success_title"),
    "push": push_draft.TEXTS,
    "banner": banner_draft.TEXTS,
}


def settings(kind: str, raw: Config) -> dict[str, Any]:
    """What the form's fields hold: the draft's own values over the defaults."""
    whole = schema.load(kind, {})
    look = {**whole["look"], **_part(raw, "look")}
    content = _part(raw, "content")
    found: dict[str, Any] = {"look": look, "texts": _texts(kind, content)}
    if kind == "contact":
        found["channels"] = _rows(content.get("channels", whole["content"]["channels"]))
        found["greeting"] = {**whole["content"]["greeting"], **_part(content, "greeting")}
        found["mode"] = content.get("mode", whole["content"]["mode"])
    if kind == "callback":
        found["promise_minutes"] = content.get("promise_minutes", whole["content"]["promise_minutes"])
        fields = _part(raw, "form").get("fields", whole["form"]["fields"])
        found["ask_name"] = any(field.get("type") == "name" for field in fields)
    if kind == "banner":
        found |= banner_draft.settings(content)
    if kind == "voucher":
        found |= voucher_draft.settings(content, here.site().currency)
    if kind == "push":
        found |= push_draft.settings(content)
    return found


def named(kind: str, raw: Config) -> Config:
    """The draft with every channel called as the published configuration calls it, so that rows can be followed."""
    if kind != "contact" or not _part(raw, "content").get("channels"):
        return raw
    result = copy.deepcopy(raw)
    for channel, whole in zip(
        result["content"]["channels"], schema.load(kind, raw)["content"]["channels"], strict=True
    ):
        channel["id"] = whole["id"]
    return result


def _part(raw: Any, name: str) -> dict[str, Any]:
    part = raw.get(name) if isinstance(raw, dict) else None
    return part if isinstance(part, dict) else {}


def _texts(kind: str, content: Config) -> dict[str, dict[str, str]]:
    own = _part(content, "texts")
    return {language: {key: _part(own, language).get(key, "") for key in TEXTS[kind]} for language in LANGUAGES}


def _rows(found: list[Config]) -> list[Config]:
    return [{"id": "", "value": "", "display": "", "label": {}, **channel} for channel in found]


def edited(kind: str, raw: Config, form: Form) -> Config:
    """The draft with what the form says."""
    result = copy.deepcopy(raw)
    look = result.setdefault("look", {})
    look |= {"color": form.get("color", "").strip(), "side": form.get("side", "")}
    content = result.setdefault("content", {})
    _set_texts(kind, content, form)
    own = {
        "contact": _edit_contact,
        "callback": _edit_callback,
        "voucher": _edit_voucher,
        "banner": banner_draft.edit,
        "push": push_draft.edit,
    }
    if kind in own:
        own[kind](result, form)
    return result


def _set_texts(kind: str, content: Config, form: Form) -> None:
    """An empty text, or the default's own words, mean the default."""
    for language in LANGUAGES:
        own = content.setdefault("texts", {}).setdefault(language, {})
        for key in TEXTS[kind]:
            text = form.get(f"text-{language}-{key}", "").strip()
            if text and text != default_texts(kind, language)[key]:
                own[key] = text
            else:
                own.pop(key, None)


def _edit_contact(result: Config, form: Form) -> None:
    content = result["content"]
    before = {channel.get("id"): channel for channel in content.get("channels", []) if channel.get("id")}
    ids, kinds = form.getlist("channel-id"), form.getlist("channel-kind")
    values, labels = form.getlist("channel-value"), form.getlist("channel-label")
    content["channels"] = [
        _channel(before.get(old, {}), kind, value.strip(), label.strip(), form.get("language", "vi"))
        for old, kind, value, label in zip(ids, kinds, values, labels, strict=False)
        if kind
    ]
    content["mode"] = form.get("mode", "menu")
    greeting = content.setdefault("greeting", {})
    greeting |= {"show": "greeting" in form, "delay_seconds": _whole(form.get("delay", ""), 8)}


def _channel(before: Config, kind: str, value: str, label: str, language: str) -> Config:
    """The row's channel; what the form does not show of it (devices, id) is kept, and the shown words follow."""
    same = before if before.get("kind") == kind else {}
    kept: Config = {key: same[key] for key in ("id", "devices") if key in same}
    if same.get("value") == value and "display" in same:
        kept["display"] = same["display"]
    labels = {name: text for name, text in before.get("label", {}).items() if name != language}
    if label:
        labels[language] = label
    result: Config = {**kept, "kind": kind, "value": "" if kind == "callback" else value}
    return result | {"label": labels} if labels else result


def _edit_callback(result: Config, form: Form) -> None:
    result["content"]["promise_minutes"] = _whole(form.get("minutes", ""), 15)
    fields = _part(result, "form").get("fields") or schema.load("callback", {})["form"]["fields"]
    asks = any(field.get("type") == "name" for field in fields)
    if "ask_name" in form and not asks:
        fields = [*fields[:1], {"name": "name", "type": "name", "required": False, "label": {}}, *fields[1:]]
    elif "ask_name" not in form:
        fields = [field for field in fields if field.get("type") != "name"]
    result["form"] = {"fields": fields}


def _edit_voucher(result: Config, form: Form) -> None:
    voucher_draft.edit(result, form, here.site().currency)


def _whole(text: str, fallback: int) -> Any:
    """A number; a text that is none goes on to the schema, which says so."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else (text or fallback)


def moved(raw: Config, do: str) -> Config:
    """A row added, moved or removed: `add`, `up-2`, `down-0`, `remove-1`."""
    rows = raw["content"]["channels"]
    action, _, at = do.partition("-")
    place = int(at) if at.isdigit() else -1
    if action == "add":
        rows.append({"kind": "phone", "value": ""})
    elif action == "remove" and 0 <= place < len(rows):
        rows.pop(place)
    elif action in ("up", "down") and 0 <= place < len(rows):
        other = max(0, min(len(rows) - 1, place + (1 if action == "down" else -1)))
        rows[place], rows[other] = rows[other], rows[place]
    return raw
