"""A chat is set up with its address, its header and a template; what is wrong is said by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from collector.chats import service as chats
from collector.chats.template import FIELDS, FORMATS
from collector.db import Db
from collector.errors import Problem
from collector.notices import service as notices
from collector.notices.recipients import Recipient
from collector.outbound import Outbound
from collector.sealing import Box
from collector.settings import Settings
from collector.sites.service import Site

SLACK = "https://hooks.slack.com/services/T0000/B0000/canary-of-the-path"
ZALO = json.dumps({"recipient": {"user_id": "4242424242"}, "message": {"text": "{{text}}"}})
NAMES = {"hooks.slack.com": "93.184.215.14", "openapi.zalo.me": "93.184.215.15", "in.example.org": "10.0.0.8"}

Add = Callable[..., Recipient]


def resolve(host: str, port: int, **_: Any) -> list[Any]:
    if host not in NAMES:
        raise OSError("no such name")
    return [(2, 1, 6, "", (NAMES[host], port))]


@pytest.fixture
def outbound(settings: Settings) -> Iterator[Outbound]:
    made = Outbound(settings, resolve)
    yield made
    made.close()


@pytest.fixture
def box() -> Box:
    return Box("a secret key of this installation")


@pytest.fixture
def add(db: Db, site: Site, now: int, outbound: Outbound, box: Box) -> Add:
    def made(**values: Any) -> Recipient:
        return chats.add(db, outbound, box, site, {"format": "slack", "url": SLACK} | values, now)

    return made


def refused(add: Add, **values: Any) -> dict[str, list[str]]:
    with pytest.raises(Problem) as caught:
        add(**values)
    assert caught.value.status == 422
    return caught.value.errors or {}


def test_a_chat_is_told_at_its_address_under_the_name_of_its_host(add: Add, box: Box) -> None:
    chat = add(header_name="X-Key", header_value="canary", choices={"kinds": ["callback"]})
    assert (chat.method, chat.label, chat.lane) == ("chat", "hooks.slack.com", chat.id)
    assert (chat.choices["format"], chat.choices["template"], chat.choices["kinds"]) == ("slack", None, ["callback"])
    target = chats.target_of(box, chat)
    assert target == chats.Target(SLACK, "X-Key", "canary")
    assert target.headers == {"Content-Type": "application/json; charset=utf-8", "X-Key": "canary"}


def test_address_and_header_are_stored_sealed_alone(add: Add, db: Db) -> None:
    add(header_name="X-Key", header_value="canary-of-the-header")
    with db.read() as tx:
        rows = [tuple(row) for row in tx.connection.execute("select * from recipients").fetchall()]
    assert "canary" not in str(rows)


def test_the_same_chat_is_told_once_but_zalo_is_one_address_for_everybody(add: Add, db: Db, site: Site) -> None:
    add()
    with pytest.raises(Problem) as caught:
        add(label="once more")
    assert caught.value.status == 409
    for user in ("4242424242", "4343434343"):
        add(format="zalo_oa", url="", header_value="token", template=ZALO.replace("4242424242", user))
    assert [chat.label for chat in notices.recipients(db, site)] == ["hooks.slack.com", *["openapi.zalo.me"] * 2]


def test_zalo_needs_no_address_but_a_token_and_a_person(add: Add, box: Box) -> None:
    chat = add(format="zalo_oa", url="", header_value="token", template=ZALO)
    assert chats.target_of(box, chat) == chats.Target(
        "https://openapi.zalo.me/v3.0/oa/message/cs", "access_token", "token"
    )
    errors = refused(add, format="zalo_oa", url="")
    assert errors == {
        "header_value": ["a header has a name and a value"],
        "template": ["write the number of the person's Zalo account into recipient.user_id"],
    }


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "only https addresses can be used"),
        ("http://hooks.slack.com/x", "only https addresses can be used"),
        ("https://in.example.org/x", "the name in.example.org is not public"),
        ("https://127.0.0.1/x", "the address 127.0.0.1 is not public"),
        ("https://nobody.example.org/x", "the name nobody.example.org cannot be found"),
        ("https://user@hooks.slack.com/x", "the address holds a user name"),
    ],
)
def test_an_address_that_is_not_reached_is_refused(add: Add, db: Db, site: Site, url: str, reason: str) -> None:
    assert refused(add, url=url) == {"url": [reason]}
    assert notices.recipients(db, site) == []


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("X-Key", "", "header_value"),
        ("", "x", "header_value"),
        ("Host", "x", "header_name"),
        ("Content-Length", "5", "header_name"),
        ("X Key", "x", "header_name"),
        ("X-Key:", "x", "header_name"),
        ("X-Key", "a\r\nX-Other: b", "header_value"),
        ("X-Key", "ơ", "header_value"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused(add: Add, name: str, value: str, field: str) -> None:
    assert list(refused(add, header_name=name, header_value=value)) == [field]


KNOWN = f"known: {', '.join(FIELDS)}"
NAMES_NOTHING = [f"a template names at least one field besides link and call; {KNOWN}"]


def unknown(*names: str) -> list[str]:
    return [f"there is no field {{{{{name}}}}}; {KNOWN}" for name in names]


UNREADABLE = ["this is not JSON that a chat could read"]
NO_OBJECT = ["a template is a JSON object: {…}"]


@pytest.mark.parametrize(
    ("template", "errors"),
    [
        ('{"text": "{{naem}} {{ name }}"}', unknown("naem")),
        ('{"text": "{{}}"}', unknown("")),
        ('{"a": ["{{x}}", {"b": "{{y}} {{x}}"}], "c": "{{name}}"}', unknown("x", "y")),
        ('{"text": "xin chào"}', NAMES_NOTHING),
        ('{"{{name}}": "x"}', NAMES_NOTHING),
        ('{"text": "{{link}}"}', NAMES_NOTHING),
        ('{"text": {{name}}}', ["this is not JSON: line 1, column 11"]),
        ('{"text": "{{name}}"', ["this is not JSON: line 1, column 20"]),
        ('{"text": "{{name}}", "x": NaN}', UNREADABLE),
        ('{"text": "{{name}}\\ud800"}', UNREADABLE),
        ('{"a":' * 3000 + "1", UNREADABLE),
        ('["{{name}}"]', NO_OBJECT),
        ('"{{name}}"', NO_OBJECT),
        ('{"text": "{{name}}' + "ơ" * 9000 + '"}', ["a template has 16 KB at most"]),
        ('{"text": "{{name}}"}', []),
        ("", []),
        ("  ", []),
    ],
)
def test_a_template_is_checked_before_it_is_saved(add: Add, template: str, errors: list[str]) -> None:
    assert chats.check_template("slack", template) == errors
    if errors:
        assert refused(add, template=template) == {"template": errors}
    else:
        assert add(template=template).choices["template"] == (template.strip() or None)


def test_an_unknown_format_is_refused(add: Add) -> None:
    assert refused(add, format="fax") == {"format": [f"there is no such format; known: {', '.join(FORMATS)}"]}
    assert list(refused(add, format=None)) == ["format"]


def test_every_mistake_is_told_at_once(add: Add) -> None:
    assert set(refused(add, url="x", header_name="X", template="{")) == {"url", "header_value", "template"}


def test_a_chat_is_changed_without_showing_its_address(
    add: Add, db: Db, site: Site, now: int, outbound: Outbound, box: Box
) -> None:
    chat = add(header_name="X-Key", header_value="old")

    def change(**values: Any) -> Recipient:
        return chats.change(db, outbound, box, site, chat.id, values, now)

    template = '{"text": "{{name}}"}'
    changed = change(url="", header_value="", template=template, label="Đội bán hàng", choices={"kinds": ["quote"]})
    choices = changed.choices
    assert (changed.label, choices["template"], choices["kinds"]) == ("Đội bán hàng", template, ["quote"])
    assert chats.target_of(box, changed) == chats.Target(SLACK, "X-Key", "old")
    assert chats.target_of(box, change(header_value="new")) == chats.Target(SLACK, "X-Key", "new")
    assert change().choices["template"] == template
    for values in ({"url": "https://127.0.0.1/"}, {"template": "{"}, {"format": "fax"}):
        with pytest.raises(Problem) as caught:
            change(**values)
        assert caught.value.status == 422
    assert chats.target_of(box, notices.get(db, site, chat.id)).header_value == "new"


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("format_", FORMATS)
def test_a_preview_shows_a_made_up_lead(format_: str, locale: str) -> None:
    shown = json.dumps(chats.preview(format_, "", locale), ensure_ascii=False)
    assert "Đặng Thị Ơn" in shown
    assert "https://beckon.example.com/admin/" in shown
    assert "{{" not in shown
    assert chats.preview(format_, '{"x": "{{name}}"}', locale)["x"] == "Đặng Thị Ơn"
    with pytest.raises(Problem) as caught:
        chats.preview(format_, '{"x": "{{wish}}"}', locale)
    assert list(caught.value.errors or {}) == ["template"]


def test_the_presets_are_templates_themselves() -> None:
    for preset in chats.presets():
        wanted = ["write the number of the person's Zalo account into recipient.user_id"]
        assert chats.check_template(preset.format, preset.template) == (wanted if preset.format == "zalo_oa" else [])
