"""A team chat's form: the preset, the template that writes for it, and what that makes of a made-up lead."""

from __future__ import annotations

from typing import Any

from admin import forms, language, show
from collector.chats import service
from collector.chats.template import FIELDS
from collector.notices.recipients import Recipient


def is_chat(known: Recipient) -> bool:
    """Whether it has a template at all."""
    return known.method == service.METHOD


def of_recipient(known: Recipient) -> dict[str, Any]:
    """What _chat_fields.html needs for a chat that is there."""
    return values({"format": known.choices["format"], "template": known.choices["template"] or ""})


def values(typed: dict[str, str], errors: forms.Errors | None = None) -> dict[str, Any]:
    """What _chat_fields.html needs: the preset, the template as typed or the preset's, and what it makes."""
    presets = service.presets()
    preset = next((one for one in presets if one.format == typed["format"]), presets[0])
    template = typed.get("template") or preset.template
    made, wrong = preview({"format": preset.format, "template": template})
    return {
        "preset": preset,
        "presets": presets,
        "template": template,
        "label": typed.get("label", ""),
        "preview": made,
        "wrong": wrong if not errors else {},
        "known": FIELDS,
    }


def preview(typed: dict[str, str]) -> tuple[str, forms.Errors]:
    """The message as JSON to read, or what is wrong with the template."""
    made, errors = forms.trial(lambda: service.preview(typed["format"], typed["template"], language.current()))
    return ("" if errors else show.pretty(made)), errors
