"""A push opt-in's draft as the simple form shows and changes it."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from admin import here
from collector import http
from collector.widgets import schema
from collector.widgets.shapes import Config

TEXTS = ("title", "text", "yes", "no")


def settings(content: Config) -> dict[str, Any]:
    """What the form's fields hold: the draft's own values over the defaults."""
    whole: Config = schema.load("push", {})["content"]
    found = {key: content.get(key, whole[key]) for key in ("prompt", "place", "selector", "way", "categories")}
    worker = content.get("worker")
    return found | {
        "worker": {**whole["worker"], **(worker if isinstance(worker, dict) else {})},
        "line": f'importScripts("{http.base_url()}/sw/{here.site().key}.js");',
    }


def edit(result: Config, form: MultiDict[str, str]) -> None:
    """The draft with what the form says; categories keep their ids when they are called otherwise."""
    content = result["content"]
    content |= {key: form.get(key, "") for key in ("prompt", "place", "way")}
    content["selector"] = form.get("selector", "").strip()
    content["worker"] = {"path": form.get("worker-path", "").strip(), "scope": form.get("worker-scope", "").strip()}
    before = {one["id"]: one for one in content.get("categories", []) if isinstance(one, dict) and "id" in one}
    rows = zip(form.getlist("category-id"), form.getlist("category-vi"), form.getlist("category-en"), strict=False)
    labels = [(old, {"vi": vi.strip(), "en": en.strip()}) for old, vi, en in rows]
    named = [(old, {key: text for key, text in label.items() if text}) for old, label in labels]
    content["categories"] = [
        before.get(old, {}) | {"id": old or _free(before, place), "label": label}
        for place, (old, label) in enumerate(named)
        if label
    ]


def _free(taken: Config, place: int) -> str:
    number = place + 1
    while f"c{number}" in taken:
        number += 100
    return f"c{number}"
