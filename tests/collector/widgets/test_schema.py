"""What an owner may set: filled, refused, and split between loader and widget."""

from __future__ import annotations

from typing import Any

import pytest
from marshmallow import ValidationError

from collector.errors import flatten
from collector.widgets import schema
from collector.widgets.texts import LANGUAGES, default_texts


def channel(kind: str, value: str = "", **more: Any) -> dict[str, Any]:
    """The first channel of a contact button as it is published."""
    config = schema.load("contact", {"content": {"channels": [{"kind": kind, "value": value, **more}]}})
    found: dict[str, Any] = config["content"]["channels"][0]
    return found


def refused(kind: str, raw: Any) -> dict[str, list[str]]:
    """The problems of a configuration, as the API answers them."""
    with pytest.raises(ValidationError) as problem:
        schema.load(kind, raw)
    return flatten(problem.value.messages)


@pytest.mark.parametrize("kind", schema.KINDS)
def test_an_empty_configuration_is_filled_with_every_default(kind: str) -> None:
    config = schema.load(kind, {})
    assert set(config) == {
        "schema", "content", "look", "triggers", "rules", "schedule", "frequency", "form", "consent", "success",
        "variants", "holdout",
    }  # fmt: skip
    assert config["schema"] == schema.SCHEMA
    assert config["content"]["texts"]["vi"] == default_texts(kind, "vi")


@pytest.mark.parametrize("kind", schema.KINDS)
def test_loading_a_published_configuration_again_changes_nothing(kind: str) -> None:
    config = schema.defaults(kind, "vi", "0900 000 012")
    assert schema.load(kind, config) == config


@pytest.mark.parametrize("kind", schema.KINDS)
def test_every_language_has_the_same_texts_with_the_same_tags(kind: str) -> None:
    vi, en = (default_texts(kind, language) for language in LANGUAGES)
    assert list(vi) == list(en)
    assert {key: tags(text) for key, text in vi.items()} == {key: tags(text) for key, text in en.items()}


def tags(text: str) -> set[str]:
    return {piece.split("}")[0] for piece in text.split("{")[1:]}


def test_a_text_of_the_owner_replaces_only_itself() -> None:
    texts = schema.load("callback", {"content": {"texts": {"vi": {"submit": "Gọi em nhé"}}}})["content"]["texts"]
    assert texts["vi"]["submit"] == "Gọi em nhé"
    assert texts["vi"]["title"] == default_texts("callback", "vi")["title"]
    assert texts["en"]["submit"] == default_texts("callback", "en")["submit"]


def test_an_unknown_key_is_refused_with_the_known_ones_at_any_depth() -> None:
    errors = refused("contact", {"colour": "#fff", "look": {"size": 3}, "content": {"texts": {"vi": {"titel": "x"}}}})
    assert errors["colour"][0].startswith("Unknown setting; known here: schema, look,")
    assert "color" in errors["look.size"][0]
    assert "title" in errors["content.texts.vi.titel"][0]


def test_unknown_keys_of_a_newer_schema_are_kept_and_the_rest_still_checked() -> None:
    newer = {
        "schema": 2,
        "sound": 1,
        "look": {"glow": True, "radius": 4},
        "content": {"channels": [{"kind": "callback", "x": 1}]},
    }
    config = schema.load("contact", newer)
    assert (config["schema"], config["look"]["radius"]) == (2, 4)
    assert (config["sound"], config["look"]["glow"], config["content"]["channels"][0]["x"]) == (1, True, 1)
    assert schema.load("contact", config) == config
    assert refused("contact", {**newer, "look": {"glow": 1, "radius": 99}}) == {
        "look.radius": ["Must be greater than or equal to 0 and less than or equal to 28."]
    }


@pytest.mark.parametrize("raw", [None, [], "x", 3])
def test_what_is_no_object_is_refused(raw: Any) -> None:
    assert refused("contact", raw)


@pytest.mark.parametrize(
    ("kind", "value", "kept", "shown"),
    [
        ("phone", "0912 345 678", "+84912345678", "0912 345 678"),
        ("phone", "０９１２３４５６７８", "+84912345678", "0912 345 678"),
        ("phone", "028 3822 1234", "+842838221234", "028 3822 1234"),
        ("phone", "1900 1234", "19001234", "1900 1234"),
        ("phone", "+1 202 555 0123", "+12025550123", "+1 202-555-0123"),
        ("sms", "84912345678", "+84912345678", "0912 345 678"),
        ("zalo", "0084 912 345 678", "+84912345678", "0912 345 678"),
        ("zalo", "https://zalo.me/0912345678", "+84912345678", "0912 345 678"),
        ("zalo", "4318657068771012646", "4318657068771012646", ""),
        ("zalo", "https://zalo.me/g/abcdef123", "g/abcdef123", ""),
        ("zalo", "shopexample", "shopexample", ""),
        ("messenger", "shop.example", "shop.example", ""),
        ("messenger", "https://www.facebook.com/shop.example/?ref=x", "shop.example", ""),
        ("messenger", "m.me/shop.example", "shop.example", ""),
        ("whatsapp", "https://wa.me/84912345678", "+84912345678", "0912 345 678"),
        ("telegram", "@shop_example", "shop_example", "@shop_example"),
        ("telegram", "https://t.me/shop_example", "shop_example", "@shop_example"),
        ("telegram", "0912345678", "+84912345678", "0912 345 678"),
        ("viber", "0912.345.678", "+84912345678", "0912 345 678"),
        ("email", "hello@shop.example", "hello@shop.example", "hello@shop.example"),
        ("map", "12 Phố Mẫu, Hà Nội", "12 Phố Mẫu, Hà Nội", "12 Phố Mẫu, Hà Nội"),
        ("map", "https://maps.example/x?y=1", "https://maps.example/x?y=1", ""),
        ("callback", "", "", ""),
    ],
)
def test_a_channel_takes_what_an_owner_pastes(kind: str, value: str, kept: str, shown: str) -> None:
    found = channel(kind, value)
    assert (found["value"], found["display"]) == (kept, shown)
    assert channel(kind, kept, display=shown)["value"] == kept


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "12"),
        ("phone", "call us"),
        ("phone", ""),
        ("zalo", "https://evil.example/a b"),
        ("zalo", "1900 1234"),
        ("whatsapp", "1900 1234"),
        ("messenger", "shop example"),
        ("messenger", "javascript:alert(1)"),
        ("telegram", "x!"),
        ("email", "no-at-sign"),
        ("map", "http://maps.example/"),
        ("map", "javascript:alert(1)"),
        ("link", "javascript:alert(1)"),
        ("link", "http://shop.example/"),
        ("link", "https://user:secret@shop.example/"),
        ("link", "//shop.example/"),
        ("callback", "0912345678"),
    ],
)
def test_a_channel_refuses_what_makes_no_safe_link(kind: str, value: str) -> None:
    raw = {"content": {"channels": [{"kind": kind, "value": value, "label": {"vi": "Xem"}}]}}
    assert list(refused("contact", raw)) == ["content.channels.0.value"]


def test_a_link_needs_words_of_its_own() -> None:
    raw = {"content": {"channels": [{"kind": "link", "value": "https://shop.example/size"}]}}
    assert list(refused("contact", raw)) == ["content.channels.0.label"]


def test_channels_get_distinct_ids_and_a_text_message_is_for_phones_only() -> None:
    numbers = [{"kind": "phone", "value": "0912345678"}, {"kind": "phone", "value": "0912345679"}]
    raw = {"content": {"channels": [*numbers, {"kind": "sms", "value": "0912345678"}]}}
    found = schema.load("contact", raw)["content"]["channels"]
    assert [entry["id"] for entry in found] == ["phone", "phone-2", "sms"]
    assert [entry["devices"] for entry in found] == [["phone", "desktop"], ["phone", "desktop"], ["phone"]]


def test_two_channels_of_one_id_and_an_order_of_unknown_ids_are_refused() -> None:
    twice = [{"kind": "callback", "id": "a"}, {"kind": "callback", "id": "a"}]
    assert refused("contact", {"content": {"channels": twice}}) == {"content.channels": ["Two channels are called a."]}
    assert "content.order.phone" in refused("contact", {"content": {"order": {"phone": ["zalo"]}}})


def test_a_hotline_needs_a_number_and_has_no_chat() -> None:
    number = {"kind": "phone", "value": "1900 1234"}
    hotline = {"mode": "hotline", "channels": [number, {"kind": "callback"}]}
    assert schema.load("contact", {"content": hotline})["content"]["mode"] == "hotline"
    for wrong in ([{"kind": "callback"}], [number, {"kind": "zalo", "value": "0912345678"}]):
        assert "content.channels" in refused("contact", {"content": {"mode": "hotline", "channels": wrong}})


@pytest.mark.parametrize(
    ("look", "field"),
    [
        ({"color": "red"}, "look.color"),
        ({"color": "#fff"}, "look.color"),
        ({"side": "top"}, "look.side"),
        ({"offset": {"phone": {"x": -1}}}, "look.offset.phone.x"),
        ({"offset": {"desktop": {"y": 401}}}, "look.offset.desktop.y"),
        ({"radius": "16"}, "look.radius"),
        ({"attention": 11}, "look.attention"),
    ],
)
def test_a_look_out_of_bounds_is_refused(look: dict[str, Any], field: str) -> None:
    assert list(refused("callback", {"look": look})) == [field]


def test_texts_have_lengths_and_a_label_cannot_be_emptied() -> None:
    texts = {"vi": {"submit": "", "close": "x" * 61, "waiting_text": "x" * 301}, "en": {"submit": "x" * 60}}
    assert sorted(refused("callback", {"content": {"texts": texts}})) == [
        f"content.texts.vi.{key}" for key in ("close", "submit", "waiting_text")
    ]


def test_a_call_back_form_tells_the_collector_which_fields_to_expect() -> None:
    assert schema.form_fields(schema.load("callback", {})) == [
        {"name": "phone", "type": "phone", "required": True, "max": 40},
        {"name": "name", "type": "name", "required": False, "max": 80},
        {"name": "slot", "type": "slot", "required": False, "max": 40},
    ]
    assert schema.form_fields(schema.load("contact", {})) == []


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [{"name": "phone", "type": "phone"}],
        [{"name": "phone", "type": "phone", "required": True}] * 2,
        [{"name": "phone", "type": "phone", "required": True}, {"name": "city", "type": "text"}],
        [{"name": "phone", "type": "phone", "required": True}, {"name": "Họ tên", "type": "name"}],
        [{"name": "phone", "type": "phone", "required": True}, {"name": "x", "type": "file"}],
    ],
)
def test_a_call_back_form_without_exactly_one_required_phone_or_with_an_odd_field_is_refused(fields: Any) -> None:
    assert all(key.startswith("form") for key in refused("callback", {"form": {"fields": fields}}))


def test_the_wording_changes_with_the_words_and_is_never_taken_from_the_owner() -> None:
    plain = schema.load("callback", {})["consent"]["wording"]
    changed = schema.load("callback", {"content": {"texts": {"en": {"marketing": "I agree to calls."}}}})
    assert schema.load("callback", {"consent": {"wording": "v1"}})["consent"]["wording"] == plain
    assert changed["consent"]["wording"] != plain


def test_the_number_that_calls_is_kept_in_dialling_form() -> None:
    content = schema.load("callback", {"content": {"phone": "1900 1234"}})["content"]
    assert (content["phone"], content["phone_display"]) == ("19001234", "1900 1234")
    assert list(refused("callback", {"content": {"phone": "x"}})) == ["content.phone"]


def test_a_new_contact_button_offers_what_the_site_s_number_can_do() -> None:
    def kinds(locale: str, phone: str | None) -> list[str]:
        return [c["kind"] for c in schema.defaults("contact", locale, phone)["content"]["channels"]]

    assert kinds("vi", "0900 000 012") == ["zalo", "phone", "callback"]
    assert kinds("en", "0900 000 012") == ["whatsapp", "phone", "callback"]
    assert kinds("vi", "1900 1234") == ["phone", "callback"]
    assert kinds("vi", None) == ["callback"]
