"""The whole configuration of a widget, as far as all kinds share it."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, post_load, pre_load, validate, validates_schema

from collector.widgets.deciding import FrequencyShape, TriggerShape, VariantShape, check_variants
from collector.widgets.forms import ConsentShape, FormShape
from collector.widgets.rules import RuleShape, check_size
from collector.widgets.schedule import ScheduleShape
from collector.widgets.shapes import (
    SCHEMA,
    Config,
    LookShape,
    Shape,
    number,
    part,
)
from collector.widgets.success import SuccessShape


class WidgetConfig(Shape):
    """What all kinds share. A kind says of itself what its script does:

    `modal`: it opens as a dialog, of which there is one at a time; `rests`: it has a button or tab on the page, which
    the trigger `load` puts there; `triggered`: a trigger may open it; `holds_out`: a share may go without it; `gives`:
    it leaves something with visitors, and comes back with that on every page.
    """

    modal: ClassVar[bool] = True
    rests: ClassVar[bool] = True
    triggered: ClassVar[bool] = True
    holds_out: ClassVar[bool] = True
    gives: ClassVar[bool] = False

    schema = number(SCHEMA, 1, 1_000_000)
    look = part(LookShape)
    triggers = fields.List(
        fields.Nested(TriggerShape),
        load_default=lambda: [TriggerShape().load({"on": "load"})],
        validate=validate.Length(max=10),
    )
    rules = part(RuleShape)
    schedule = part(ScheduleShape)
    frequency = part(FrequencyShape)
    form = part(FormShape)
    consent = part(ConsentShape)
    success = part(SuccessShape)
    variants = fields.List(fields.Nested(VariantShape), load_default=list, validate=validate.Length(max=10))
    holdout = number(0, 0, 50)

    @classmethod
    def public(cls, content: Config, told: list[Config]) -> Config:  # noqa: ARG003
        """What pages may read of `content`, or of a patch of it; `told` are all of these together."""
        return content

    @pre_load
    def _keep(self, data: Any, **_: Any) -> Any:
        """Patches change what the owner wrote, before defaults are filled and values derived."""
        self._raw = data
        return data

    @validates_schema
    def _decides(self, data: Config, **_: Any) -> None:
        check_variants(data["variants"])
        if data["holdout"] and not self.holds_out:
            raise ValidationError("Nobody is kept from a way to get in touch.", "holdout")
        try:
            check_size(data["rules"])
        except ValidationError as problem:
            raise ValidationError(problem.messages, "rules") from None

    @post_load
    def _patch(self, data: Config, **_: Any) -> Config:
        """Check each patch by loading the widget with it, and keep what comes out different."""
        for index, variant in enumerate(data["variants"]):
            for key in ("content", "look"):
                variant[key] = self._patched(data, key, variant[key], ("variants", index, key))
        schedule = data["schedule"]
        where = ("schedule", "content_outside")
        schedule["content_outside"] = self._patched(data, "content", schedule["content_outside"], where)
        return data

    def _patched(self, data: Config, key: str, patch: Config, where: tuple[str | int, ...]) -> Config:
        if not patch:
            return {}
        raw = {name: value for name, value in self._raw.items() if name in ("form", "consent", "schema")}
        raw[key] = _merged(self._raw.get(key, {}), patch)
        try:
            whole = type(self)().load(raw)[key]
        except ValidationError as problem:
            found: Any = problem.messages
            found = found.get(key, found) if isinstance(found, dict) else found
            for step in reversed(where):
                found = {step: found}
            raise ValidationError(found) from None
        return {name: value for name, value in whole.items() if value != data[key].get(name)}


def _merged(base: Any, patch: Any) -> Any:
    """Objects key by key, all else replaced."""
    if not isinstance(base, dict) or not isinstance(patch, dict):
        return copy.deepcopy(patch)
    return {**base, **{key: _merged(base.get(key), value) for key, value in patch.items()}}
