"""Forms: what an owner may ask, and how a lead's answers are judged by what was published."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from collector.db import Db
from collector.errors import flatten
from collector.leads import service as leads
from collector.sites.service import Site
from collector.widgets import answers, forms, schema
from collector.widgets import service as widgets
from tests.make import lead_body, post_lead

PHONE = {"name": "phone", "type": "phone", "required": True}
L = {"vi": "Câu hỏi", "en": "Question"}
SIZES = [{"value": "s"}, {"value": "m", "label": {"vi": "Vừa"}}]


def loaded(*fields: dict[str, Any], **form: Any) -> dict[str, Any]:
    """The form of a call-back with these fields beside its phone."""
    config = schema.load("callback", {"form": {"fields": [PHONE, *fields], **form}})
    found: dict[str, Any] = config["form"]
    return found


def refused(*fields: dict[str, Any], **form: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as problem:
        loaded(*fields, **form)
    return flatten(problem.value.messages)


EVERY_TYPE: list[dict[str, Any]] = [
    {"name": "name", "type": "name"},
    {"name": "email", "type": "email"},
    {"name": "city", "type": "text", "label": L, "hint": L, "placeholder": L, "pattern": "[a-z ]{2,40}"},
    {"name": "size", "type": "select", "label": L, "options": SIZES},
    {"name": "colours", "type": "multi", "label": L, "options": SIZES, "min": 1, "max": 2},
    {"name": "shape", "type": "radio", "label": L, "options": SIZES},
    {"name": "gift", "type": "checkbox", "label": L},
    {"name": "amount", "type": "number", "label": L, "min": 1, "max": 99, "step": 0.5},
    {"name": "day", "type": "date", "label": L, "min": 0, "max": 30},
    {"name": "slot", "type": "slot"},
    {"name": "note", "type": "note"},
    {"name": "story", "type": "textarea", "label": L},
    {"name": "stars", "type": "rating", "label": L},
    {"name": "ref", "type": "hidden", "source": {"from": "param", "name": "ref"}},
    {"name": "heard", "type": "select"},
]


def test_every_type_of_field_is_taken_and_comes_back_the_same_from_what_was_published() -> None:
    found = loaded(*EVERY_TYPE)
    assert {field["type"] for field in found["fields"]} == set(forms.FIELD_LENGTHS)
    assert loaded(*found["fields"][1:]) == found


def test_what_the_browser_is_told_is_derived_and_never_taken_from_the_draft() -> None:
    odd = {"name": "company", "type": "text", "label": L, "autocomplete": "cc-number", "inputmode": "none"}
    phone, company, amount = loaded(odd, {"name": "n", "type": "number", "label": L, "min": 0})["fields"]
    assert (phone["autocomplete"], phone["inputmode"]) == ("tel", "tel")
    assert company["autocomplete"] == "organization"
    assert "inputmode" not in company
    assert amount["inputmode"] == "numeric"


def test_how_did_you_hear_of_us_is_ready_made() -> None:
    field = loaded({"name": "heard", "type": "radio"})["fields"][1]
    assert field["label"]["en"] == "How did you hear of us?"
    assert [option["value"] for option in field["options"]] == list(forms.HEARD_OPTIONS)
    own = loaded({"name": "heard", "type": "select", "label": L, "options": SIZES})["fields"][1]
    assert (own["label"], len(own["options"])) == (L, 2)


@pytest.mark.parametrize(
    ("field", "key"),
    [
        ({"name": "x", "type": "file"}, "type"),
        ({"name": "X y", "type": "text", "label": L}, "name"),
        ({"name": "website", "type": "text", "label": L}, "name"),
        ({"name": "items", "type": "text", "label": L}, "name"),
        ({"name": "x", "type": "text"}, "label"),
        ({"name": "x", "type": "checkbox"}, "label"),
        ({"name": "x", "type": "select", "label": L}, "options"),
        ({"name": "x", "type": "select", "label": L, "options": []}, "options"),
        ({"name": "x", "type": "select", "label": L, "options": [{"value": "a"}, {"value": "a"}]}, "options"),
        ({"name": "x", "type": "select", "label": L, "options": [{"value": str(n)} for n in range(101)]}, "options"),
        ({"name": "x", "type": "text", "label": L, "options": SIZES}, "options"),
        ({"name": "x", "type": "text", "label": L, "min": 1}, "min"),
        ({"name": "x", "type": "number", "label": L, "min": 2, "max": 1}, "min"),
        ({"name": "x", "type": "number", "label": L, "max": float("inf")}, "max"),
        ({"name": "x", "type": "number", "label": L, "max": "9"}, "max"),
        ({"name": "x", "type": "number", "label": L, "step": 0}, "step"),
        ({"name": "x", "type": "date", "label": L, "max": 99_999}, "min"),
        ({"name": "x", "type": "rating", "label": L, "max": 11}, "max"),
        ({"name": "x", "type": "text", "label": L, "pattern": "(a+)+$"}, "pattern"),
        ({"name": "x", "type": "text", "label": L, "pattern": "(a|a)*$"}, "pattern"),
        ({"name": "x", "type": "text", "label": L, "pattern": "["}, "pattern"),
        ({"name": "x", "type": "number", "label": L, "pattern": "a"}, "pattern"),
        ({"name": "x", "type": "text", "label": L, "max_length": 0}, "max_length"),
        ({"name": "x", "type": "hidden"}, "source"),
        ({"name": "x", "type": "hidden", "source": {"from": "param"}}, "source.name"),
        ({"name": "x", "type": "hidden", "source": {"from": "cookie", "name": "c"}, "required": True}, "required"),
        ({"name": "x", "type": "text", "label": L, "source": {"from": "cookie", "name": "c"}}, "source"),
        ({"name": "x", "type": "text", "label": {"fr": "x"}}, "label.fr.key"),
        ({"name": "x", "type": "text", "label": {"vi": "x" * 201}}, "label.vi.value"),
    ],
    ids=str,
)
def test_a_field_that_cannot_work_is_refused_with_its_key_named(field: dict[str, Any], key: str) -> None:
    assert list(refused(field)) == [f"form.fields.1.{key}"]


@pytest.mark.parametrize(
    "when",
    [
        {"all": [{"field": "later", "is": "x"}]},
        {"all": [{"field": "x", "is": "x"}]},
        {"all": [{"field": "phone"}]},
        {"all": [{"field": "phone", "is": "a", "not": "b"}]},
        {"some": [{"field": "phone", "is": "a"}]},
    ],
    ids=str,
)
def test_a_condition_asks_one_thing_of_an_earlier_field(when: dict[str, Any]) -> None:
    later = {"name": "later", "type": "text", "label": L}
    assert all(
        at.startswith("form.fields.1.when")
        for at in refused({"name": "x", "type": "text", "label": L, "when": when}, later)
    )


def test_the_columns_of_a_lead_are_filled_by_fields_of_their_name() -> None:
    assert list(refused({"name": "mail", "type": "email"})) == ["form.fields"]
    assert loaded({"name": "email", "type": "email"}, {"name": "mail", "type": "email"})


def test_steps_hold_every_field_that_is_seen_exactly_once() -> None:
    city, ref = EVERY_TYPE[2], EVERY_TYPE[13]
    steps = [{"title": L, "fields": ["city"]}, {"fields": ["phone"]}]
    assert loaded(city, ref, steps=steps)["steps"][1] == {"title": {}, "fields": ["phone"]}
    for wrong in (
        [{"fields": ["city"]}],
        [{"fields": ["city", "phone"]}, {"fields": ["phone"]}],
        [{"fields": ["city", "phone", "ref"]}],
        [{"fields": ["city", "phone", "nobody"]}],
        [{"fields": ["phone", "city"]}, {"fields": []}],
        [{"fields": [name]} for name in ("phone", "city")] * 6,
    ):
        assert all(at.startswith("form.steps") for at in refused(city, ref, steps=wrong))


def test_a_form_has_forty_fields_at_most() -> None:
    many = [{"name": f"f{number}", "type": "text", "label": L} for number in range(40)]
    assert len(loaded(*many[:39])["fields"]) == 40
    assert list(refused(*many)) == ["form.fields"]


def test_boxes_ask_for_one_purpose_each_and_another_word_is_another_wording() -> None:
    box = {"purpose": "zalo", "text": {"vi": "Nhắn Zalo cho tôi", "en": "Write to me on Zalo"}, "required": True}
    first = schema.load("callback", {"consent": {"boxes": [box]}})
    other = schema.load("callback", {"consent": {"boxes": [box | {"text": {"vi": "Nhắn Zalo"}}]}})
    plain = schema.load("callback", {})
    assert len({config["consent"]["wording"] for config in (first, other, plain)}) == 3
    with pytest.raises(ValidationError):
        schema.load("callback", {"consent": {"boxes": [box, box]}})
    with pytest.raises(ValidationError):
        schema.load("callback", {"consent": {"marketing": True, "boxes": [box | {"purpose": "marketing"}]}})


TODAY = "2026-11-18"
CONFIG = schema.load("callback", {"form": {"fields": [PHONE, *EVERY_TYPE]}})


def flags(**given: Any) -> list[str]:
    return answers.judge(CONFIG, {"phone": "0900 000 001", **given}, {}, TODAY).flags


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        ({"email": "ten@shop.example"}, None),
        ({"email": "ten@"}, "odd_email"),
        ({"size": "m"}, None),
        ({"size": "xxl"}, "odd_choice"),
        ({"size": ["s", "m"]}, "odd_choice"),
        ({"colours": ["s", "m"]}, None),
        ({"colours": ["s", "m", "s"]}, "odd_choice"),
        ({"shape": "round"}, "odd_choice"),
        ({"gift": True}, None),
        ({"amount": "12,5"}, None),
        ({"amount": 12}, None),
        ({"amount": "0"}, "odd_number"),
        ({"amount": "many"}, "odd_number"),
        ({"amount": "१२"}, "odd_number"),
        ({"day": "2026-11-18"}, None),
        ({"day": "2026-11-17"}, None),
        ({"day": "2026-11-01"}, "odd_date"),
        ({"day": "2027-02-01"}, "odd_date"),
        ({"day": "18/11"}, "odd_date"),
        ({"stars": 5}, None),
        ({"stars": "6"}, "odd_number"),
        ({"city": "da nang"}, None),
        ({"city": "1"}, "odd_format"),
        ({"story": "x" * 2001}, "odd_length"),
        ({"unknown": "whatever"}, None),
        ({"email": {"a": 1}}, None),
    ],
    ids=str,
)
def test_an_answer_that_looks_odd_is_flagged_and_nothing_more(given: dict[str, Any], flag: str | None) -> None:
    assert flags(**given) == ([flag] if flag else [])
    assert answers.judge(CONFIG, {"phone": "0900 000 001", **given}, {}, TODAY).missing == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([field["name"] for field in EVERY_TYPE] + ["phone", "other"]), JSON))
def test_whatever_is_answered_is_judged(given: dict[str, Any]) -> None:
    found = answers.judge(CONFIG, given, {}, TODAY)
    assert set(found.missing) <= {"phone"}
    assert all(flag.startswith("odd_") for flag in found.flags)


def publish(db: Db, site: Site, now: int, raw: dict[str, Any]) -> str:
    made = widgets.add(db, site.id, "callback", raw, now)
    return widgets.publish(db, site.id, made.id, now).id


FLAT = {"all": [{"field": "house", "is": "flat"}]}
HOUSE = {"name": "house", "type": "text", "label": L}
FLOOR = {"name": "floor", "type": "number", "label": L, "required": True, "when": FLAT}


def test_a_required_field_counts_only_when_it_was_asked(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = publish(db, site, now, {"form": {"fields": [PHONE, HOUSE, FLOOR]}})
    fields = {"phone": "0900 000 001", "house": "flat"}
    answer = post_lead(client, lead_body(site, now, widget=widget, fields=fields))
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["floor"])
    unasked = {"phone": "0900 000 001", "house": "villa", "floor": "top"}
    answer = post_lead(client, lead_body(site, now, widget=widget, fields=unasked, key="key-0002"))
    lead = leads.get_lead(db, site, answer.json["id"], "vi")
    assert (lead["fields"], lead["flags"]) == (unasked, [])


def test_odd_answers_and_unknown_fields_are_stored_and_never_refused(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    widget = publish(db, site, now, {"form": {"fields": [PHONE, *EVERY_TYPE]}})
    fields = {"phone": "0900 000 001", "email": "ten@", "size": "xxl", "more": "yes", "heard": "friend", "ref": "x7"}
    answer = post_lead(client, lead_body(site, now, widget=widget, fields=fields))
    lead = leads.get_lead(db, site, answer.json["id"], "vi")
    assert lead["fields"] == fields
    assert lead["flags"] == ["odd_email", "odd_choice"]
    assert lead["self_reported"] == "Người quen giới thiệu"


def test_an_agreement_that_was_needed_and_not_given_is_flagged(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    box = {"purpose": "data", "text": {"vi": "Tôi đồng ý"}, "required": True}
    widget = publish(db, site, now, {"consent": {"boxes": [box]}})
    for key, ticked in (("key-0001", {"data": True}), ("key-0002", {"data": False}), ("key-0003", {})):
        body = lead_body(site, now, widget=widget, key=key, consent={"purposes": ticked, "wording": "w"})
        post_lead(client, body)
    found = {lead["consent"]["purposes"].get("data"): lead["flags"] for lead in leads.list_leads(db, site, {})[0]}
    assert found == {True: [], False: ["no_agreement"], None: ["no_agreement"]}


def test_the_words_that_were_agreed_to_are_kept_for_ever(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    box = {"purpose": "zalo", "text": {"vi": "Nhắn Zalo cho tôi", "en": "Write to me on Zalo"}}
    widget = publish(db, site, now, {"consent": {"boxes": [box]}})
    agreed = widgets.find(db, site.id, widget)
    wording = schema.load("callback", agreed.draft)["consent"]["wording"]
    widgets.save(db, site.id, widget, {}, now + 1)
    widgets.publish(db, site.id, widget, now + 2)
    found = widgets.agreement(db, site.id, wording)
    assert found is not None
    assert found["boxes"] == [{**box, "required": False}]
    assert found["texts"]["vi"]["privacy"] == "Số của bạn chỉ dùng để gọi lại."
    assert widgets.agreement(db, site.id, "w0000000000") is None
