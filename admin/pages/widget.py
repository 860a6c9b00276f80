"""One widget's settings: a simple form for what owners change, the whole configuration as text for the rest."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request
from flask_babel import gettext

from admin import banner_draft, draft, forms, here, show
from admin.messages import translate
from admin.routing import site_page
from collector import http
from collector.errors import Problem
from collector.widgets import channels, history, service
from collector.widgets.service import Widget
from collector.widgets.shapes import Config
from collector.widgets.texts import LANGUAGES, default_texts
from collector.widgets.warnings import warnings

CHANGED = "Somebody has changed this widget since you opened it. Save again to replace that, or open the page anew."


@site_page("/widgets/<widget_id>", "edit_widgets")
def widget(widget_id: str) -> Response:
    found = _find(widget_id)
    return _draw(found, draft.named(found.kind, found.draft))


@site_page("/widgets/<widget_id>", "edit_widgets", ("POST",))
def widget_save(widget_id: str) -> Response:
    """Save, save and publish, or, with nothing saved yet, add, move or remove a row."""
    found = _find(widget_id)
    do = forms.text("do")
    edited = draft.edited(found.kind, draft.named(found.kind, found.draft), request.form)
    if found.kind == "contact" and do.partition("-")[0] in draft.MOVES:
        return _draw(found, draft.moved(edited, do), unsaved=True)
    return _keep(found, edited, do)


@site_page("/widgets/<widget_id>/text", "edit_widgets", ("POST",))
def widget_text(widget_id: str) -> Response:
    """The whole configuration as JSON."""
    found = _find(widget_id)
    typed = request.form.get("config", "")
    raw, wrong = _parsed(typed)
    refused = {} if wrong else _save(found, raw)
    wrong = wrong or _located(refused)
    if wrong:
        return _draw(found, found.draft, {"config": wrong}, 422, typed=typed, revision=_revision(found, refused))
    return here.go("widget", widget_id=found.id, done="saved")


def _parsed(typed: str) -> tuple[Config, list[str]]:
    """The configuration, or what is wrong with the text."""
    try:
        raw = json.loads(typed)
    except (ValueError, RecursionError) as error:
        return {}, [gettext("This is no JSON: %(why)s", why=str(error))]
    if not isinstance(raw, dict):
        return {}, [gettext("The text is one object: { … }")]
    return raw, [] if _is_storable(raw) else [gettext("Somewhere stands a sign that cannot be stored.")]


def _is_storable(raw: Config) -> bool:
    """JSON can spell what a database cannot hold: half a surrogate pair, NUL, NaN."""
    try:
        text = json.dumps(raw, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError:
        return False
    return "\\u0000" not in text


def _located(errors: forms.Errors) -> list[str]:
    """Each message behind the place it speaks of: `look.color: …`."""
    return [
        f"{place}: {translate(text)}" if place else translate(text) for place, found in errors.items() for text in found
    ]


def _save(found: Widget, raw: Config, name: str | None = None) -> forms.Errors:
    """Save what was typed over the draft that was seen; what refuses it, by place."""
    seen = forms.text("revision")
    try:
        revision = int(seen) if seen.isascii() and seen.isdigit() else None
        _, errors = forms.trial(
            lambda: service.save(http.db(), found.site_id, found.id, raw, http.now(), name, revision)
        )
    except Problem as problem:
        if problem.status != 409:
            raise
        return {"": [CHANGED]}
    return errors


def _revision(found: Widget, errors: forms.Errors) -> Any:
    """Who was told that somebody else changed it may replace that; everybody else saves over what they have seen."""
    return found.revision if CHANGED in errors.get("", ()) else forms.text("revision") or found.revision


def _keep(found: Widget, edited: Config, do: str) -> Response:
    errors = _save(found, edited, forms.text("name")[:120] or found.name)
    if errors:
        return _draw(found, edited, errors, 422, unsaved=True)
    if do == "publish":
        service.publish(http.db(), found.site_id, found.id, http.now())
        return here.go("widgets", done="published")
    return here.go("widget", widget_id=found.id, done="saved")


def _find(widget_id: str) -> Widget:
    return service.find(http.db(), here.site().id, widget_id)


def _draw(found: Widget, raw: Config, errors: forms.Errors | None = None, status: int = 200, **more: Any) -> Response:
    return here.page(
        "widget.html",
        status,
        widget=found,
        raw=raw,
        settings=draft.settings(found.kind, raw),
        errors=errors or {},
        changed=service.has_changes(found),
        warnings=warnings(raw),
        versions=history.versions(http.db(), found),
        channel_kinds=list(channels.CHANNELS),
        banner_opens=list(banner_draft.OPENS),
        banner_channels=list(banner_draft.CHANNELS),
        languages=LANGUAGES,
        texts={language: default_texts(found.kind, language) for language in LANGUAGES},
        **{"typed": show.pretty(raw), "unsaved": False, "revision": _revision(found, errors or {})} | more,
    )
