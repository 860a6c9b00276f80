"""Rules: under which circumstances a widget may speak. Groups of groups, at the bottom one question each."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from collector.widgets.facts import FACTS, NUMBER, OPERATORS, TEXT, Fact
from collector.widgets.patterns import BadPattern, check_regex
from collector.widgets.shapes import Config, Scalar, Shape

DEEPEST = 5
MOST_LEAVES = 50
VALUE_LENGTH = 500


class RuleShape(Shape):
    """`all` or `any` of other rules, or one question: `what` `is` `value`, turned round by `not`."""

    all = fields.List(fields.Nested("RuleShape"))
    any = fields.List(fields.Nested("RuleShape"))
    what = fields.String(validate=validate.OneOf(tuple(FACTS)))
    name = fields.String(validate=validate.Length(1, 100))
    is_ = fields.String(data_key="is", attribute="is", validate=validate.OneOf(OPERATORS))
    value = Scalar()
    not_ = fields.Boolean(data_key="not", attribute="not")

    @validates_schema
    def _one_kind(self, data: Config, **_: Any) -> None:
        kinds = [key for key in ("all", "any", "what") if key in data]
        if len(kinds) > 1 or (kinds != ["what"] and set(data) - set(kinds)):
            raise ValidationError("A rule is all, any, or what with is and value: one of the three.")
        if kinds == ["what"]:
            _check_leaf(data, FACTS[data["what"]])

    @post_load
    def _spelled(self, data: Config, **_: Any) -> Config:
        return _normal(data) if "what" in data else data


def _check_leaf(leaf: Config, fact: Fact) -> None:
    operator = leaf.get("is")
    if operator not in fact.operators:
        raise ValidationError(f"{leaf['what']} takes {', '.join(fact.operators)}.", "is")
    if (fact.named is True and "name" not in leaf) or (fact.named is False and "name" in leaf):
        raise ValidationError(f"{leaf['what']} takes {'a' if fact.named else 'no'} name.", "name")
    if fact.names and leaf["name"] not in fact.names:
        raise ValidationError(f"One of {', '.join(fact.names)}.", "name")
    if (operator == "exists") == ("value" in leaf):
        raise ValidationError("exists takes no value, everything else one.", "value")
    if operator != "exists":
        _check_value(leaf["value"], str(operator), fact)


def _check_value(value: Any, operator: str, fact: Fact) -> None:
    if fact.choices and value not in fact.choices:
        raise ValidationError(f"One of {', '.join(fact.choices)}.", "value")
    counted = operator in NUMBER[1:] or fact.operators == NUMBER
    said = operator in TEXT[1:] or fact.operators == TEXT
    if (counted and isinstance(value, str)) or (said and not isinstance(value, str)):
        raise ValidationError("Compared with a number." if counted else "Compared with a text.", "value")
    if isinstance(value, str) and not 1 <= len(value) <= VALUE_LENGTH:
        raise ValidationError(f"A text of 1 to {VALUE_LENGTH} characters.", "value")
    if operator == "regex":
        _check_pattern(str(value))


def _check_pattern(text: str) -> None:
    try:
        check_regex(text)
    except BadPattern as problem:
        raise ValidationError(str(problem), "value") from None


def _normal(leaf: Config) -> Config:
    """As the script compares: decoded addresses, small letters where case says nothing."""
    fact, value = FACTS[leaf["what"]], leaf.get("value")
    if leaf["what"] in ("query", "utm", "click_id") and "name" in leaf:
        leaf["name"] = str(leaf["name"]).lower().removeprefix("utm_")
    if not isinstance(value, str) or leaf["is"] == "regex":
        return leaf
    if leaf["what"] in ("path", "url", "hash"):
        value = unquote(value)
    return leaf | {"value": value.lower() if fact.folded else value}


def check_size(rule: Config, depth: int = 1) -> int:
    """How many questions there are. Raises ValidationError for a tree too deep or too wide to be meant."""
    if depth > DEEPEST:
        raise ValidationError(f"Groups go {DEEPEST} deep at most.")
    inner = [*rule.get("all", ()), *rule.get("any", ())]
    count = sum(check_size(one, depth + 1) for one in inner) if inner else 1
    if count > MOST_LEAVES:
        raise ValidationError(f"At most {MOST_LEAVES} questions.")
    return count


def compact(rule: Config) -> Any:
    """As the loader reads it: groups as they are, a question as [what[:name], [!]is, value]."""
    for group in ("all", "any"):
        if group in rule:
            return {group: [compact(one) for one in rule[group]]}
    operator, value = _simpler(rule["is"], rule.get("value"))
    if rule["what"] in ("widget", "lead"):
        operator = "contains"  # their states are several words
    what = f"{rule['what']}:{rule['name']}" if "name" in rule else rule["what"]
    leaf = [what, ("!" if rule.get("not") else "") + operator]
    return leaf if operator == "exists" else [*leaf, value]


def _simpler(operator: str, value: Any) -> tuple[str, Any]:
    """Most patterns with a star are beginnings, ends or pieces, which the loader itself can find."""
    if operator != "glob":
        return operator, value
    inner = str(value).strip("*")
    if "*" in inner or not inner:
        return operator, value
    open_ends = (value.startswith("*"), value.endswith("*"))
    names = {(False, False): "is", (False, True): "starts", (True, False): "ends", (True, True): "contains"}
    return names[open_ends], inner
