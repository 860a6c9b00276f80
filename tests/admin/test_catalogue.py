"""The Vietnamese of the admin is whole, and says the same as the English."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask

from admin import messages, wording
from tests.admin.reasons import reasons

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "collector/locales"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    return read_po(BytesIO((LOCALES / "vi/LC_MESSAGES/messages.po").read_bytes()), locale="vi")


@pytest.fixture(scope="module")
def spoken() -> set[str | tuple[str, ...]]:
    """Every message that the sources speak."""
    with (LOCALES / "babel.cfg").open(encoding="utf-8") as handle:
        methods, options = parse_mapping_cfg(handle)
    found = extract_from_dir(str(ROOT / "admin"), _within(methods), _options(options), KEYWORDS)
    return {message for _, _, message, _, _ in found}


def _within(methods: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(pattern.removeprefix("admin/"), method) for pattern, method in methods]


def _options(options: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {pattern.removeprefix("admin/"): values for pattern, values in options.items()}


def entries(catalogue: Catalog) -> dict[str | tuple[str, ...], Message]:
    return {message.id: message for message in catalogue if message.id}


def test_nothing_is_missing_and_nothing_is_left_over(vietnamese: Catalog, spoken: set[str]) -> None:
    assert len(spoken) > 300
    assert spoken - set(entries(vietnamese)) == set()
    assert set(entries(vietnamese)) - spoken == set()
    assert not vietnamese.obsolete


def test_nothing_is_empty_or_fuzzy(vietnamese: Catalog) -> None:
    for message in entries(vietnamese).values():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy, message.id


def test_placeholders_are_the_same(vietnamese: Catalog) -> None:
    for message in entries(vietnamese).values():
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(re.findall(r"%\((\w+)\)s", english[-1]))
        for text in texts:
            assert set(re.findall(r"%\((\w+)\)s", text)) == wanted, message.id


def test_sentences_of_services_are_still_said_there() -> None:
    sources = [*(ROOT / "collector").rglob("*.py"), *(ROOT / "admin").rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "messages.py")
    raised_by_libraries = {
        "Not Found",
        "Method Not Allowed",
        "Bad Request",
        "Request Entity Too Large",
        "Unauthorized",
        "Too Many Requests",
        "Missing data for required field.",
        "Field may not be null.",
        "Not a valid email address.",
        "Not a valid integer.",
        "Not a valid string.",
    }
    made_by_not_found = {f"No such {what}" for what in re.findall(r'not_found\("([\w ]+)"\)', code)}
    known = raised_by_libraries | made_by_not_found
    assert [text for text in messages.KNOWN if text not in known and text not in code] == []


def test_every_reason_why_something_does_not_leave_is_known_in_vietnamese() -> None:
    said = reasons()
    assert len(said) > 70
    known = [re.compile(pattern) for pattern, _ in messages.PATTERNS]
    assert {text for text in said - set(messages.KNOWN) if not any(each.fullmatch(text) for each in known)} == set()


def test_a_reason_within_a_reason_is_translated_too(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        text = messages.translate("Telegram cannot be reached: the certificate is not valid (it has expired)")
    assert text == "không kết nối được Telegram: chứng chỉ không hợp lệ (đã hết hạn)"


def test_every_word_group_is_complete_for_what_the_services_know() -> None:
    from collector.accounts.roles import ROLES
    from collector.chats.template import FORMATS
    from collector.conversions.crediting import MODELS
    from collector.leads.schema import STATUSES
    from collector.notices.schema import METHODS, OUTSIDE, WHEN
    from collector.outbox.service import STATES
    from collector.reports.dimensions import DIMENSIONS
    from collector.sites.schema import GATES
    from collector.webhooks.schema import EVENTS
    from collector.widgets.channels import CHANNELS
    from collector.widgets.schema import KINDS

    known = {
        "status": STATUSES,
        "role": ROLES,
        "role_meaning": ROLES,
        "model": MODELS,
        "by": DIMENSIONS,
        "gate": GATES,
        "channel": CHANNELS,
        "kind": KINDS,
        "method": METHODS,
        "when": WHEN,
        "when_long": WHEN,
        "outside": OUTSIDE,
        "chat": FORMATS,
        "delivery_event": EVENTS,
        "delivery": STATES,
    }
    for group, names in known.items():
        assert set(names) - set(wording.WORDS[group]) == set(), group
