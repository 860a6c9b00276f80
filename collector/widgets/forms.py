"""What a form asks, in which steps, under which conditions, and what a visitor agrees to.

The shapes are what an owner may set; answers.py judges a lead by the same published configuration. docs/forms.md tells
both. `website` is no name for a field: a hidden field of that name tells programs from people.
"""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates, validates_schema

from collector.widgets.patterns import BadPattern, check_regex
from collector.widgets.shapes import NAME, Config, Shape, address
from collector.widgets.texts import LANGUAGES

# What each type may hold at most, in characters; of `multi` each choice. The collector flags what is longer.
FIELD_LENGTHS = {
    "phone": 40, "name": 80, "email": 254, "text": 200, "note": 1000, "textarea": 2000, "slot": 40, "select": 100,
    "multi": 100, "radio": 100, "checkbox": 5, "number": 30, "date": 10, "rating": 2, "hidden": 500,
}  # fmt: skip
CHOOSING = ("select", "multi", "radio")
# Types whose words the widget has itself; any other field that is seen needs a label.
WORDED = ("phone", "name", "email", "note", "slot")
# Columns of a lead: a form's first field of these types has their name, else nobody could be called.
NAMED = ("phone", "name", "email")
RESERVED = ("website", "items")
MOST_FIELDS, MOST_STEPS, MOST_OPTIONS, MOST_BOXES = 40, 10, 100, 8
STARS = 5

# The HTML standard's names (html.spec.whatwg.org, "autofill"), by type or else by a field's name.
AUTOCOMPLETE = {"phone": "tel", "name": "name", "email": "email"}
AUTOCOMPLETE_BY_NAME = {
    "company": "organization", "address": "street-address", "city": "address-level2", "province": "address-level1",
    "postcode": "postal-code", "country": "country-name", "birthday": "bday",
}  # fmt: skip
INPUTMODE = {"phone": "tel", "email": "email"}

# "How did you hear of us?", ready made: a field of this name needs neither label nor options.
HEARD = "heard"
HEARD_LABEL = {"vi": "Bạn biết đến chúng tôi qua đâu?", "en": "How did you hear of us?"}
HEARD_OPTIONS = {
    "facebook": {"vi": "Facebook", "en": "Facebook"},
    "google": {"vi": "Google", "en": "Google"},
    "tiktok": {"vi": "TikTok", "en": "TikTok"},
    "zalo": {"vi": "Zalo", "en": "Zalo"},
    "friend": {"vi": "Người quen giới thiệu", "en": "A friend"},
    "passing": {"vi": "Đi ngang qua", "en": "Passing by"},
    "before": {"vi": "Đã mua trước đây", "en": "Bought before"},
    "other": {"vi": "Khác", "en": "Other"},
}


def words(most: int, **more: Any) -> fields.Dict:
    """A text per language, of at most so many characters."""
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    return fields.Dict(keys=language, values=fields.String(validate=validate.Length(1, most)), **more)


class Amount(fields.Float):
    """A finite number; whole ones stay whole, so that they are written as the owner wrote them."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool | str):
            raise ValidationError("Not a valid number.")
        number = super()._deserialize(value, *args, **kwargs)
        if abs(number) > 10**15:
            raise ValidationError("This number is too large.")
        return int(number) if number == int(number) else number


class OptionShape(Shape):
    """One of several choices; without a label its value is what people read."""

    value = fields.String(required=True, validate=validate.Length(1, FIELD_LENGTHS["select"]))
    label = words(100, load_default=dict)


class SourceShape(Shape):
    """Where the script finds the value of a hidden field.

    `param`: the page's query; `cookie`; `variable`: what the page said by `beckon('set', …)`, else a global of that
    path; `selector`: the words of an element; `product`: the name of the page's product (JSON-LD, else og:title).
    """

    kind = fields.String(
        required=True,
        data_key="from",
        attribute="from",
        validate=validate.OneOf(("param", "cookie", "variable", "selector", "product")),
    )
    name = fields.String(load_default="", validate=validate.Length(max=200))

    @validates_schema
    def _named(self, data: Config, **_: Any) -> None:
        if bool(data["name"]) is (data["from"] == "product"):
            raise ValidationError("A source has a name; only the page's product needs none.", "name")


class ConditionShape(Shape):
    """What another field must say: exactly one of `is`, `not`, `in`, `filled`."""

    field = fields.String(required=True, validate=NAME)
    is_ = fields.String(data_key="is", attribute="is", validate=validate.Length(max=100))
    not_ = fields.String(data_key="not", attribute="not", validate=validate.Length(max=100))
    in_ = fields.List(
        fields.String(validate=validate.Length(max=100)),
        data_key="in",
        attribute="in",
        validate=validate.Length(1, MOST_OPTIONS),
    )
    filled = fields.Boolean()

    @validates_schema
    def _one(self, data: Config, **_: Any) -> None:
        if len(data) != 2:
            raise ValidationError("A condition takes one of is, not, in, filled.", "field")


class WhenShape(Shape):
    """All of `all`, and at least one of `any` where there are any."""

    all_ = fields.List(
        fields.Nested(ConditionShape),
        data_key="all",
        attribute="all",
        load_default=list,
        validate=validate.Length(max=10),
    )
    any_ = fields.List(
        fields.Nested(ConditionShape),
        data_key="any",
        attribute="any",
        load_default=list,
        validate=validate.Length(max=10),
    )


class FieldShape(Shape):
    """One thing a form asks. `min` and `max`: of a number its value, of a date days from today, of several choices
    how many, of a rating (`max`) the stars."""

    name = fields.String(required=True, validate=NAME)
    type = fields.String(required=True, validate=validate.OneOf(tuple(FIELD_LENGTHS)))
    required = fields.Boolean(load_default=False)
    label = words(200, load_default=dict)
    hint = words(200)
    placeholder = words(80)
    options = fields.List(fields.Nested(OptionShape), validate=validate.Length(1, MOST_OPTIONS))
    min = Amount()
    max = Amount()
    step = Amount(validate=validate.Range(min=0, min_inclusive=False))
    pattern = fields.String(validate=validate.Length(1, 200))
    max_length = fields.Integer(strict=True, validate=validate.Range(1, 2000))
    source = fields.Nested(SourceShape)
    when = fields.Nested(WhenShape)
    # Derived at each load, whatever the draft says.
    autocomplete = fields.String()
    inputmode = fields.String()

    @validates("name")
    def _free(self, value: str, data_key: str) -> None:  # noqa: ARG002
        if value in RESERVED:
            raise ValidationError(f"{value} is taken; give the field another name.")

    @validates("pattern")
    def _harmless(self, value: str, data_key: str) -> None:  # noqa: ARG002
        try:
            check_regex(value)
        except BadPattern as problem:
            raise ValidationError(str(problem)) from None

    @validates_schema
    def _whole(self, data: Config, **_: Any) -> None:
        _check_keys(data)
        _check_options(data)
        low, high = data.get("min"), data.get("max")
        if low is not None and high is not None and low > high:
            raise ValidationError("The least is above the most.", "min")

    @post_load
    def _derived(self, data: Config, **_: Any) -> Config:
        kind = data["type"]
        if data["name"] == HEARD:
            data["label"] = data["label"] or dict(HEARD_LABEL)
            if kind in CHOOSING:
                ready = [{"value": value, "label": dict(label)} for value, label in HEARD_OPTIONS.items()]
                data.setdefault("options", ready)
        if kind == "rating":
            data.setdefault("max", STARS)
        data["max_length"] = min(data.get("max_length", FIELD_LENGTHS[kind]), FIELD_LENGTHS[kind])
        return _typed(data)


def _typed(data: Config) -> Config:
    """What the browser is told of a field, so that it can fill it in and shows the right keys."""
    for key in ("autocomplete", "inputmode"):
        data.pop(key, None)
    kind = data["type"]
    by_name = AUTOCOMPLETE_BY_NAME.get(data["name"]) if kind in ("text", "textarea", "date") else None
    if found := AUTOCOMPLETE.get(kind) or by_name:
        data["autocomplete"] = found
    whole = all(isinstance(data.get(key, 1), int) for key in ("min", "max", "step"))
    numbers = "numeric" if whole and data.get("min", -1) >= 0 else "decimal"
    if found := numbers if kind == "number" else INPUTMODE.get(kind):
        data["inputmode"] = found
    return data


_ENDS = ("min", "max")
# Keys that only some types know; a key elsewhere would be a promise that nobody keeps.
_KEYS = {
    "options": CHOOSING,
    "min": ("number", "date", "multi"),
    "max": ("number", "date", "multi", "rating"),
    "step": ("number",),
    "pattern": ("text",),
    "placeholder": ("text", "textarea", "note", "phone", "name", "email", "number"),
}


def _check_keys(data: Config) -> None:
    kind = data["type"]
    for key, kinds in _KEYS.items():
        if key in data and kind not in kinds:
            raise ValidationError(f"A field of type {kind} takes no {key}.", key)
    if (kind == "hidden") is not ("source" in data):
        raise ValidationError("A hidden field, and no other, has a source.", "source")
    if kind == "hidden" and data["required"]:
        raise ValidationError("Nobody could fill in a hidden field.", "required")
    if not data["label"] and kind not in (*WORDED, "hidden") and data["name"] != HEARD:
        raise ValidationError("This field needs a label.", "label")
    if kind == "date" and any(not isinstance(data.get(key, 0), int) or abs(data.get(key, 0)) > 36500 for key in _ENDS):
        raise ValidationError("Dates are whole days from today, 36500 at most.", "min")
    if kind == "rating" and data.get("max", STARS) not in range(3, 11):
        raise ValidationError("A rating has 3 to 10 stars.", "max")


def _check_options(data: Config) -> None:
    if data["type"] in CHOOSING and "options" not in data and data["name"] != HEARD:
        raise ValidationError("Choices need options.", "options")
    values = [option["value"] for option in data.get("options", [])]
    for value in sorted({value for value in values if values.count(value) > 1}):
        raise ValidationError(f"Two options have the value {value}.", "options")


class StepShape(Shape):
    """Fields that are asked together, with a title above them."""

    title = words(60, load_default=dict)
    fields_ = fields.List(
        fields.String(validate=NAME),
        data_key="fields",
        attribute="fields",
        required=True,
        validate=validate.Length(1, MOST_FIELDS),
    )


class FormShape(Shape):
    """`steps` may be left out: then all fields are asked at once."""

    fields_ = fields.List(
        fields.Nested(FieldShape),
        data_key="fields",
        attribute="fields",
        load_default=list,
        validate=validate.Length(max=MOST_FIELDS),
    )
    steps = fields.List(fields.Nested(StepShape), load_default=list, validate=validate.Length(max=MOST_STEPS))

    @validates_schema
    def _sound(self, data: Config, **_: Any) -> None:
        found = data.get("fields", [])
        names = [field["name"] for field in found]
        for name in sorted({name for name in names if names.count(name) > 1}):
            raise ValidationError(f"Two fields are called {name}.", "fields")
        for kind in NAMED:
            first = next((field["name"] for field in found if field["type"] == kind), kind)
            if first != kind:
                raise ValidationError(f"The first field of type {kind} is called {kind}.", "fields")
        _check_conditions(found)
        _check_steps(data.get("steps", []), found)


def asking(*asked: Config, steps: tuple[Config, ...] = ()) -> fields.Nested:
    """A form with the fields that its kind of widget asks by default."""
    raw = {"fields": list(asked), "steps": list(steps)}
    return fields.Nested(FormShape, load_default=lambda: FormShape().load(copy.deepcopy(raw)))


def _check_conditions(found: list[Config]) -> None:
    """A condition looks back, so that no two can wait for each other."""
    before: set[str] = set()
    for index, field in enumerate(found):
        when = field.get("when", {})
        for condition in (*when.get("all", ()), *when.get("any", ())):
            if condition["field"] not in before:
                said = f"A condition names an earlier field; {condition['field']} is none."
                raise ValidationError({"fields": {index: {"when": [said]}}})
        before.add(field["name"])


def _check_steps(steps: list[Config], found: list[Config]) -> None:
    placed = [name for step in steps for name in step["fields"]]
    seen = [field["name"] for field in found if field["type"] != "hidden"]
    for name in placed:
        if placed.count(name) > 1 or name not in seen:
            raise ValidationError(f"A step names {name}, which is no field that is seen, or stands twice.", "steps")
    left = [name for name in seen if name not in placed]
    if steps and left:
        raise ValidationError(f"No step has the field {left[0]}.", "steps")


class BoxShape(Shape):
    """Something a visitor may agree to; never ticked beforehand."""

    purpose = fields.String(required=True, validate=NAME)
    text = words(600, required=True, validate=validate.Length(min=1))
    required = fields.Boolean(load_default=False)


class ConsentShape(Shape):
    """`wording` is computed: a name for exactly the words that are agreed to."""

    privacy_url = address()
    marketing = fields.Boolean(load_default=False)
    boxes = fields.List(fields.Nested(BoxShape), load_default=list, validate=validate.Length(max=MOST_BOXES))
    wording = fields.String(load_default="", validate=validate.Length(max=40))

    @validates_schema
    def _distinct(self, data: Config, **_: Any) -> None:
        purposes = [box["purpose"] for box in data.get("boxes", [])] + ["marketing"] * bool(data.get("marketing"))
        for purpose in sorted({purpose for purpose in purposes if purposes.count(purpose) > 1}):
            raise ValidationError(f"Two boxes ask for {purpose}.", "boxes")


def agreement(config: Config) -> Config:
    """Everything a visitor reads where they agree: {"privacy_url", "texts": {language: {key: text}}, "boxes"}.

    It is what `wording` names, and what is kept for as long as leads refer to it.
    """
    said = config["content"].get("texts", {})
    keys = ("privacy", "privacy_link", "marketing")
    texts = {lang: {key: said[lang][key] for key in keys if key in said.get(lang, {})} for lang in LANGUAGES}
    consent = config["consent"]
    return {"privacy_url": consent["privacy_url"], "texts": texts, "boxes": consent.get("boxes", [])}


def wording(config: Config) -> str:
    """A name for exactly the sentences a visitor agrees to: another word, another name."""
    text = json.dumps(agreement(config), ensure_ascii=False, sort_keys=True)
    return "w" + hashlib.sha256(text.encode()).hexdigest()[:10]
