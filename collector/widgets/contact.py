"""The configuration of a contact button."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from collector.widgets import channels
from collector.widgets.config import WidgetConfig
from collector.widgets.schedule import Hours
from collector.widgets.shapes import Config, Shape, address, choice, labels, number, part, region, texts_part

DEVICES = ("phone", "desktop")


class ChannelShape(Shape):
    """One way to get in touch. `label` replaces the kind's own text, `display` the words under it.

    `hours` are its own, on the site's working days; `outside` of them it says when it is there again, or goes.
    """

    id = fields.String(load_default="", validate=validate.Regexp(r"^$|^[a-z][a-z0-9_-]{0,39}$"))
    kind = fields.String(required=True, validate=validate.OneOf(tuple(channels.CHANNELS)))
    value = fields.String(load_default="", validate=validate.Length(max=2000))
    display = fields.String(load_default="", validate=validate.Length(max=60))
    label = labels()
    hours = Hours(load_default=None, allow_none=True)
    outside = choice("mark", "hide")
    devices = fields.List(
        fields.String(validate=validate.OneOf(DEVICES)), load_default=list, validate=validate.Length(1, 2)
    )

    @post_load
    def _devices(self, data: Config, **_: Any) -> Config:
        # A computer sends no text message, so a list of apps there is shorter by one.
        data["devices"] = data["devices"] or (["phone"] if data["kind"] == "sms" else list(DEVICES))
        return data


class OrderShape(Shape):
    """Ids of channels that come first on that device; the others follow as they stand in the list."""

    phone = fields.List(fields.String(), load_default=list)
    desktop = fields.List(fields.String(), load_default=list)


class GreetingShape(Shape):
    """A few words, a `1` on the button as of a message that is not read yet, or both."""

    style = choice("bubble", "badge", "both")
    show = fields.Boolean(load_default=False)
    delay_seconds = number(8, 0, 600)


class AgentShape(Shape):
    """Somebody whose channels stand under their name. `hours` are theirs on the site's working days."""

    name = fields.String(required=True, validate=validate.Length(1, 60))
    role = labels()
    photo = address()
    hours = Hours(load_default=None, allow_none=True)
    channels = fields.List(fields.String(), required=True, validate=validate.Length(1, 12))


class ContactContentShape(Shape):
    """`hide_near`: a selector; the button goes while such an element, a footer for example, is in view."""

    mode = choice("menu", "hotline")
    region = region()
    channels = fields.List(
        fields.Nested(ChannelShape),
        load_default=lambda: [ChannelShape().load({"kind": "callback"})],
        validate=validate.Length(1, 12),
    )
    order = part(OrderShape)
    greeting = part(GreetingShape)
    agents = fields.List(fields.Nested(AgentShape), load_default=list, validate=validate.Length(max=6))
    hide_near = fields.String(load_default="", validate=validate.Length(max=200))
    texts = texts_part("contact")

    @post_load
    def _channels(self, data: Config, **_: Any) -> Config:
        for index, channel in enumerate(data["channels"]):
            _clean_channel(channel, index, data["region"])
        _name_channels(data["channels"])
        _check_order(data)
        _check_agents(data)
        _check_hotline(data)
        _check_hours(data)
        return data


def _clean_channel(channel: Config, index: int, region: str) -> None:
    try:
        channel["value"], display = channels.clean(channel["kind"], channel["value"], region)
    except channels.BadValue as problem:
        raise ValidationError({"channels": {index: {"value": [str(problem)]}}}) from None
    channel["display"] = channel["display"] or display[:60]
    if channel["kind"] == "link" and not channel["label"]:
        raise ValidationError({"channels": {index: {"label": ["A link needs a label that says where it leads."]}}})


def _name_channels(found: list[Config]) -> None:
    """Ids are what orders and events call a channel: the kind, and a number from the second on."""
    taken = {channel["id"] for channel in found}
    given = [channel["id"] for channel in found if channel["id"]]
    for name in sorted({name for name in given if given.count(name) > 1}):
        raise ValidationError({"channels": [f"Two channels are called {name}."]})
    for channel in found:
        if not channel["id"]:
            channel["id"] = next(name for name in _numbered(channel["kind"]) if name not in taken)
            taken.add(channel["id"])


def _numbered(kind: str) -> Iterator[str]:
    yield kind
    yield from (f"{kind}-{count}" for count in range(2, 99))


def _check_order(data: Config) -> None:
    known = [channel["id"] for channel in data["channels"]]
    for device, first in data["order"].items():
        for name in sorted(set(first) - set(known)):
            raise ValidationError({"order": {device: [f"{name} is no channel; there are: {', '.join(known)}."]}})


def _check_agents(data: Config) -> None:
    known = [channel["id"] for channel in data["channels"]]
    for index, agent in enumerate(data["agents"]):
        for name in sorted(set(agent["channels"]) - set(known)):
            said = f"{name} is no channel; there are: {', '.join(known)}."
            raise ValidationError({"agents": {index: {"channels": [said]}}})


def _check_hotline(data: Config) -> None:
    kinds = {channel["kind"] for channel in data["channels"]}
    if data["mode"] == "hotline" and ("phone" not in kinds or kinds - {"phone", "callback"}):
        raise ValidationError(
            {"channels": ["A hotline has a phone channel, and a callback one for the hours it is closed."]}
        )


def _check_hours(data: Config) -> None:
    if all(channel["hours"] and channel["outside"] == "hide" for channel in data["channels"]):
        raise ValidationError({"channels": ["One channel at least stays when all others are closed."]})


class ContactConfig(WidgetConfig):
    """Always there for whoever wants it: triggers bring the button, never the open list, and no frequency hides it."""

    modal = False
    triggered = False
    holds_out = False

    content = part(ContactContentShape)

    @validates_schema
    def _no_form(self, data: Config, **_: Any) -> None:
        if data.get("form", {}).get("fields"):
            raise ValidationError("A contact button has no form.", "form")
