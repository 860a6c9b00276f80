"""The configuration of a quote request: what can be chosen, what is asked. docs/quotes.md tells what becomes of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates, validates_schema

from collector.widgets import channels
from collector.widgets.config import WidgetConfig
from collector.widgets.forms import asking, wording, words
from collector.widgets.shapes import NAME, Config, Shape, choice, number, part, region, texts_part

MOST_PRODUCTS, MOST_EXTRAS = 100, 20
MOST_PRICE = 10**12

QUOTE_FIELDS: tuple[Config, ...] = (
    {"name": "product", "type": "hidden", "source": {"from": "product"}},
    {
        "name": "need",
        "type": "textarea",
        "label": {"vi": "Mô tả yêu cầu của bạn", "en": "Describe what you need"},
        "hint": {
            "vi": "Kích thước, chất liệu, nơi giao… càng rõ giá càng sát.",
            "en": "Size, material, where to: the more we know, the closer the price.",
        },
    },
    {"name": "budget", "type": "text", "label": {"vi": "Ngân sách dự kiến", "en": "Your budget"}, "max_length": 80},
    {"name": "deadline", "type": "date", "label": {"vi": "Cần vào ngày", "en": "Needed by"}, "min": 0, "max": 730},
    {"name": "phone", "type": "phone", "required": True},
    {"name": "name", "type": "name"},
    {"name": "email", "type": "email"},
)
QUOTE_STEPS: tuple[Config, ...] = (
    {"title": {"vi": "Bạn cần gì", "en": "What you need"}, "fields": ["need", "budget", "deadline"]},
    {"title": {"vi": "Gửi báo giá cho ai", "en": "Who it is for"}, "fields": ["phone", "name", "email"]},
)


def price() -> fields.Integer:
    """In minor units of the site's currency; null: priced on request."""
    bounds = validate.Range(0, MOST_PRICE)
    return fields.Integer(load_default=None, allow_none=True, strict=True, validate=bounds)


class ExtraShape(Shape):
    """Something a product may be had with; its price is added to the product's."""

    id = fields.String(required=True, validate=NAME)
    label = words(100, required=True, validate=validate.Length(min=1))
    price_minor = price()


class ProductShape(Shape):
    """A product or service; `unit` is what its quantity counts (m², hour), `step` how finely."""

    id = fields.String(required=True, validate=NAME)
    label = words(100, required=True, validate=validate.Length(min=1))
    detail = words(200, load_default=dict)
    unit = words(20, load_default=dict)
    step = fields.String(load_default="1", validate=validate.OneOf(("1", "0.5", "0.1", "0.01", "0.001")))
    price_minor = price()
    extras = fields.List(fields.Nested(ExtraShape), load_default=list, validate=validate.Length(max=MOST_EXTRAS))

    @validates_schema
    def _distinct(self, data: Config, **_: Any) -> None:
        refuse_twins(data.get("extras", []), "extras")


def refuse_twins(found: list[Config], key: str) -> None:
    ids = [one["id"] for one in found]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        raise ValidationError(f"Two are called {name}.", key)


def unpriced(product: Config) -> Config:
    extras = [extra | {"price_minor": None} for extra in product["extras"]]
    return product | {"price_minor": None, "extras": extras}


class QuoteContentShape(Shape):
    """`several`: more than one product may be chosen; `prices`: visitors see them, and an estimate of the whole."""

    region = region()
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    phone_display = fields.String(load_default="", validate=validate.Length(max=40))
    launcher = choice("auto", "always", "never")
    products = fields.List(fields.Nested(ProductShape), load_default=list, validate=validate.Length(max=MOST_PRODUCTS))
    several = fields.Boolean(load_default=True)
    quantities = fields.Boolean(load_default=True)
    most_quantity = number(1000, 1, 1_000_000)
    prices = fields.Boolean(load_default=True)
    valid_days = number(14, 1, 365)
    tax_percent = fields.String(load_default="0")
    texts = texts_part("quote")

    @validates("tax_percent")
    def _percent(self, value: str, data_key: str) -> None:  # noqa: ARG002
        validate.Regexp(r"\d{1,3}(\.\d{1,2})?\Z", error="Write a percentage like 8 or 8.5.")(value)
        if Decimal(value) > 100:
            raise ValidationError("Write a percentage like 8 or 8.5.")

    @validates_schema
    def _distinct(self, data: Config, **_: Any) -> None:
        refuse_twins(data.get("products", []), "products")

    @post_load
    def _phone(self, data: Config, **_: Any) -> Config:
        if not data["phone"]:
            return {**data, "phone": None, "phone_display": ""}
        try:
            value, shown = channels.phone(data["phone"], data["region"])
        except channels.BadValue as problem:
            raise ValidationError({"phone": [str(problem)]}) from None
        return {**data, "phone": value, "phone_display": data["phone_display"] or shown}


class QuoteConfig(WidgetConfig):
    """A form that the visitor asked for: nobody is held out of it."""

    holds_out = False

    content = part(QuoteContentShape)
    form = asking(*QUOTE_FIELDS, steps=QUOTE_STEPS)

    @classmethod
    def public(cls, content: Config, told: list[Config]) -> Config:
        """No price that nobody is shown stands in what pages fetch."""
        if "products" not in content or any(one.get("prices") for one in told):
            return content
        return content | {"products": [unpriced(product) for product in content["products"]]}

    @validates_schema
    def _reaches(self, data: Config, **_: Any) -> None:
        ways = [field for field in data["form"]["fields"] if field["type"] in ("phone", "email")]
        if not any(field["required"] and not field.get("when") for field in ways):
            raise ValidationError("A quote form asks for a phone number or an e-mail address, required.", "form")

    @post_load
    def _wording(self, data: Config, **_: Any) -> Config:
        data["consent"]["wording"] = wording(data)
        return data
