"""Shapes of a widget's configuration: what an owner may set, with every default.

A draft is kept as the owner gave it; `load` checks it and fills what is missing, so that what is published
is whole and the script needs no default of its own. Derived values (numbers in dialling form, the wording's
version) are computed at each load and never trusted from the draft.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from marshmallow import ValidationError

from collector.widgets import bounds, channels, compact
from collector.widgets.banner import BannerConfig
from collector.widgets.callback import CallbackConfig
from collector.widgets.config import WidgetConfig
from collector.widgets.contact import ContactConfig
from collector.widgets.forms import FIELD_LENGTHS
from collector.widgets.push import PushConfig
from collector.widgets.quote import QuoteConfig
from collector.widgets.shapes import HOME, SCHEMA, Config
from collector.widgets.voucher import VoucherConfig

__all__ = ["KINDS", "SCHEMA", "Config", "defaults", "form_fields", "load", "split", "starting"]

KINDS: dict[str, type[WidgetConfig]] = {
    "contact": ContactConfig,
    "callback": CallbackConfig,
    "voucher": VoucherConfig,
    "quote": QuoteConfig,
    "push": PushConfig,
    "banner": BannerConfig,
}


def load(kind: str, raw: Config) -> Config:
    """The whole configuration: checked, every default filled.

    Raises ValidationError (nested; errors.flatten makes {"content.channels.0.value": [sentence]} of it) and
    KeyError for a kind that is not in KINDS. Keys that are not known are refused, unless `schema` is newer
    than ours: then they are kept as they are, so that a configuration of a later version comes back whole.
    """
    bounds.check(raw)
    try:
        return _whole(kind, raw)
    except ValidationError as problem:
        newer = isinstance(raw, dict) and isinstance(raw.get("schema"), int) and raw["schema"] > SCHEMA
        messages = problem.messages
        pruned = _without_unknown(raw, messages) if newer else raw
        if pruned == raw:
            raise
    loaded: Config = _with_unknown(_whole(kind, pruned), raw, messages)
    return loaded


def _whole(kind: str, raw: Config) -> Config:
    loaded: Config = KINDS[kind]().load(raw)
    return loaded


def _without_unknown(raw: Any, messages: Any) -> Any:
    """`raw` less the keys of which marshmallow said that it does not know them."""
    kept = copy.copy(raw)
    for key, said in messages.items() if isinstance(messages, dict) else ():
        if isinstance(said, dict) and isinstance(kept, dict | list):
            kept[key] = _without_unknown(kept[key], said)
        elif isinstance(kept, dict) and key in kept and str(said[0]).startswith("Unknown setting"):
            del kept[key]
    return kept


def _with_unknown(loaded: Any, raw: Any, messages: Any) -> Any:
    """`loaded` with those keys put back in their places."""
    for key, said in messages.items() if isinstance(messages, dict) else ():
        if isinstance(said, dict):
            _with_unknown(loaded[key], raw[key], said)
        else:
            loaded[key] = copy.deepcopy(raw[key])
    return loaded


def starting(kind: str, locale: str, phone: str | None = None) -> Config:
    """What the draft of a new widget says itself: only what differs from the defaults."""
    if kind != "contact":
        return {}
    channels_of = defaults(kind, locale, phone)["content"]["channels"]
    return {"content": {"channels": [{key: one[key] for key in ("kind", "value")} for one in channels_of]}}


def defaults(kind: str, locale: str, phone: str | None = None) -> Config:
    """The configuration a new widget starts with: whole, and useful at once.

    With the site's phone a contact button also offers a call and the chat that people of the locale use,
    where the number can receive messages.
    """
    if kind != "contact" or not phone:
        return load(kind, {})
    chat = "zalo" if locale.startswith("vi") else "whatsapp"
    offered = [{"kind": name, "value": phone} for name in (chat, "phone") if _takes(name, phone)]
    return load(kind, {"content": {"channels": [*offered, {"kind": "callback"}]}})


def _takes(channel: str, phone: str) -> bool:
    try:
        channels.clean(channel, phone, HOME)
    except channels.BadValue:
        return False
    return True


def split(kind: str, config: Config) -> tuple[Config, Config]:
    """A loaded configuration as (what the loader decides by, what the widget shows).

    The first is in the loader's own short form (compact.py); `opens` in it names the kinds of widget that a contact
    button leads to, so that those need no button of their own.
    """
    deciding = compact.deciding(KINDS[kind], config)
    if kind == "contact":
        deciding["opens"] = sorted({c["kind"] for c in config["content"]["channels"]} & set(KINDS))
    return deciding, _public(kind, compact.shown(config))


def _public(kind: str, shown: Config) -> Config:
    """Less what only the collector reads, in patches too."""
    hidden, shape = server_only(kind), KINDS[kind]
    patches = shown.get("patches", {})
    told = [shown["content"], *(patch["content"] for patch in patches.values() if "content" in patch)]

    def public(content: Config) -> Config:
        return shape.public(_without(content, hidden), told)

    cut = {
        name: {key: public(part) if key == "content" else part for key, part in patch.items()}
        for name, patch in patches.items()
    }
    return shown | {"content": public(shown["content"])} | ({"patches": cut} if cut else {})


def _without(content: Config, hidden: frozenset[str]) -> Config:
    return {key: value for key, value in content.items() if key not in hidden}


@cache
def server_only(kind: str) -> frozenset[str]:
    """Keys of `content` that never reach a page."""
    content: Any = KINDS[kind]().fields["content"]
    return frozenset(name for name, field in content.schema.fields.items() if field.metadata.get("server_only"))


def form_fields(config: Config) -> list[dict[str, Any]]:
    """The fields a lead of this widget may carry: [{"name", "type", "required", "max"}], `max` in characters."""
    fields = config["form"]["fields"]
    return [
        {"name": f["name"], "type": f["type"], "required": f["required"], "max": FIELD_LENGTHS[f["type"]]}
        for f in fields
    ]
