"""What the editor of a quote holds: texts as people typed them, to and from what the service takes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext

from admin import forms, language, show
from admin.pages.leads import value_minor
from collector.errors import Problem
from collector.quotes.rows import Quote

Typed = dict[str, Any]

TEXTS = ("name", "phone", "email", "locale", "discount", "discount_kind", "tax_percent", "valid_until", "note")
# A point is a thousand in Vietnamese and a decimal in English, so that the page's language decides.
THOUSANDS = {"vi": r"\d{1,3}(\.\d{3})+", "en": r"\d{1,3}(,\d{3})+"}


def of_quote(quote: Quote) -> Typed:
    """A quote as its editor shows it, with an empty row where there is none."""
    percent, off = quote["discount_percent"], quote["discount_minor"]
    typed = {name: quote[name] or "" for name in ("name", "phone", "email", "locale", "valid_until", "note")}
    rows = [
        {
            "text": line["text"],
            "quantity": _decimal(line["quantity"]),
            "price": show.typed_amount(line["unit_minor"], quote["currency"]),
        }
        for line in quote["lines"]
    ]
    return typed | {
        "rows": rows or [empty()],
        "discount": _decimal(percent) if percent else show.typed_amount(off or None, quote["currency"]),
        "discount_kind": "percent" if percent else "amount",
        "tax_percent": _decimal(quote["tax_percent"]),
    }


def _decimal(text: str) -> str:
    """A decimal as people type it in the page's language, without marks for thousands."""
    return text.replace(".", ",") if language.current() == "vi" else text


def empty() -> Typed:
    """A row to fill in."""
    return {"text": "", "quantity": "1", "price": ""}


def typed() -> Typed:
    """The editor as it was sent, without rows that say nothing."""
    lists = (request.form.getlist(name) for name in ("line-text", "line-quantity", "line-price"))
    rows = [
        {"text": text.strip(), "quantity": quantity.strip(), "price": price.strip()}
        for text, quantity, price in zip(*lists, strict=False)
    ]
    return {name: forms.text(name) for name in TEXTS} | {"rows": [row for row in rows if row["text"] or row["price"]]}


def moved(found: Typed, do: str) -> Typed:
    """A row added or removed: `add`, `remove-1`."""
    place = do.removeprefix("remove-")
    if do == "add":
        found["rows"].append(empty())
    elif place.isdigit() and int(place) < len(found["rows"]):
        del found["rows"][int(place)]
    return found | {"rows": found["rows"] or [empty()]}


def values(found: Typed) -> dict[str, Any]:
    """schema.QuoteValuesSchema's fields, not yet checked. Raises Problem 422 for amounts that are none."""
    errors: forms.Errors = {}
    lines = [_line(row, index, errors) for index, row in enumerate(found["rows"])]
    is_percent = found["discount_kind"] == "percent" and bool(found["discount"])
    off = 0 if is_percent else _amount(found["discount"], "discount_minor", errors) or 0
    if errors:
        raise Problem(422, "Some values cannot be used", errors=errors)
    plain = {name: found[name] or None for name in ("name", "phone", "email", "note")}
    return plain | {
        "locale": found["locale"],
        "lines": lines,
        "discount_percent": _number(found["discount"].rstrip("% ")) if is_percent else None,
        "discount_minor": off,
        "tax_percent": _number(found["tax_percent"].rstrip("% ")) or "0",
        "valid_until": found["valid_until"],
    }


def _line(row: Typed, index: int, errors: forms.Errors) -> dict[str, Any]:
    price = _amount(row["price"], f"lines.{index}.unit_minor", errors)
    return {"text": row["text"], "quantity": _number(row["quantity"]) or "1", "unit_minor": price}


def _amount(text: str, field: str, errors: forms.Errors) -> int | None:
    try:
        return value_minor(text) if text else None
    except Problem as problem:
        errors[field] = (problem.errors or {}).get("value", [gettext("This value cannot be used")])
        return None


def _number(text: str) -> str:
    """A decimal with a point, as the service takes it."""
    plain = re.sub(r"\s", "", text)
    if re.fullmatch(THOUSANDS[language.current()], plain):
        return str(Decimal(re.sub(r"[.,]", "", plain)))
    return plain.replace(",", ".")
