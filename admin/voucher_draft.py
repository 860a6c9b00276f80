"""The simple form of a voucher widget: what it is worth, which code, how many, until when."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from admin import show
from collector import money
from collector.widgets import schema
from collector.widgets.shapes import Config

TEXTS = ("launcher", "title", "intro", "submit", "success_title")
MINUTES = {"minutes": 1, "hours": 60, "days": 24 * 60}
PARTS = ("worth", "code", "limits", "expiry")


def settings(content: Config, currency: str) -> dict[str, Any]:
    """What the form's fields hold: the draft's own values over the defaults."""
    whole = schema.load("voucher", {})["content"]
    found: dict[str, Any] = {name: {**whole[name], **_dict(content.get(name))} for name in PARTS}
    found |= {name: content.get(name, whole[name]) for name in ("apply_link", "reveal", "minimum_order")}
    worth, minutes = found["worth"], found["expiry"]["minutes"]
    paid_in = worth["currency"] or currency
    amount = worth["amount_minor"]
    unit = next(
        (name for name in ("days", "hours") if isinstance(minutes, int) and minutes % MINUTES[name] == 0), "minutes"
    )
    return found | {
        "amount": show.typed_amount(amount, paid_in) if isinstance(amount, int) else (amount or ""),
        "paid_in": paid_in,
        "unit": unit,
        "lasts": minutes // MINUTES[unit] if isinstance(minutes, int) else minutes,
    }


def _dict(value: Any) -> Config:
    return value if isinstance(value, dict) else {}


def edit(result: Config, form: MultiDict[str, str], currency: str) -> None:
    """Change the draft by what the form says."""
    content = result["content"]
    for name in PARTS:
        content[name] = _dict(content.get(name))
    _edit_worth(content, form, currency)
    content["code"] |= {name: form.get(f"code-{name}", "").strip() for name in ("kind", "fixed", "prefix")}
    total = form.get("total", "").strip()
    content["limits"] |= {
        "total": whole(total, 0) if total else None,
        "per_phone": whole(form.get("per_phone", ""), 1),
        "per_device": whole(form.get("per_device", ""), 1),
    }
    lasts, unit = whole(form.get("lasts", ""), 7), MINUTES.get(form.get("unit", ""), MINUTES["days"])
    content["expiry"] |= {
        "kind": form.get("expiry-kind", ""),
        "minutes": lasts * unit if isinstance(lasts, int) else lasts,
        "date": form.get("date", "").strip() or None,
    }
    content |= {"apply_link": form.get("apply_link", "").strip() or None, "reveal": form.get("reveal", "")}
    content["minimum_order"] = _words(content.get("minimum_order"), form, "minimum")


def _edit_worth(content: Config, form: MultiDict[str, str], currency: str) -> None:
    worth, typed = content["worth"], form.get("amount", "").strip()
    worth |= {"kind": form.get("worth-kind", ""), "percent": whole(form.get("percent", ""), 10)}
    worth["gift"] = _words(worth.get("gift"), form, "gift")
    try:
        worth["amount_minor"] = money.to_minor(typed, worth.get("currency") or currency) if typed else None
    except (ValueError, ArithmeticError):
        worth["amount_minor"] = typed  # what is no number goes on to the schema, which says so


def _words(before: Any, form: MultiDict[str, str], name: str) -> Config:
    typed = {language: form.get(f"{name}-{language}", "").strip() for language in ("vi", "en")}
    kept = {language: text for language, text in _dict(before).items() if language not in typed}
    return kept | {language: text for language, text in typed.items() if text}


def whole(text: str, fallback: int) -> Any:
    """A number; a text that is none goes on to the schema, which says so."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else (text or fallback)
