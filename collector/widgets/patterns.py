"""Regular expressions of owners, which the browsers of their visitors must never hang on.

Browsers backtrack. So the expressions that may be saved are those whose worst case can be counted, on the first READ
characters that the script looks at: no repeat inside a repeat, no alternatives inside one, nothing that looks back or
around, and few enough ways to split a text among what repeats. Safari 15 knows no lookbehind in any case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import factorial, prod

LONGEST = 200
READ = 500  # what widgets/js/decide/facts.js reads of a text
# Some 10 ms on a computer and 50 on a cheap phone, where nothing may take longer.
MOST_STEPS = 10_000_000
MOST_TIMES = 100

_TOKEN = re.compile(
    r"""(?P<escape>\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.))
    |(?P<class>\[(?!\^?\])(?:\\.|[^\]\\])*\])
    |(?P<open>\((?:\?:)?(?!\?))
    |(?P<close>\))
    |(?P<or>\|)
    |(?P<repeat>(?:[*+?]|\{\d+(?:,\d*)?\})\??)
    |(?P<plain>[^\\\[\](){}*+?|])""",
    re.VERBOSE | re.DOTALL,
)
# Set operations, which Python means to read otherwise one day.
_SET = re.compile(r"\[|--|&&|~~|\|\|")
# What JavaScript reads otherwise than Python, or what refers back to an earlier group.
_FOREIGN = re.compile(r"[1-9AZkpPN]")


class BadPattern(ValueError):
    """What is wrong with an expression, as a sentence for its owner."""


@dataclass(frozen=True, slots=True)
class _Cost:
    """`endless` counts repeats without an end, `ways` multiplies all other choices, `plain` has no choice at all."""

    endless: int = 0
    ways: int = 1
    plain: bool = True


def check_regex(text: str) -> None:
    """Raises BadPattern for what is no expression in JavaScript and for what could take a browser too long."""
    if len(text) > LONGEST:
        raise BadPattern(f"An expression has at most {LONGEST} characters.")
    tokens = _tokens(text)
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise BadPattern(f"This is no regular expression: {error}.") from None
    cost, rest, anchored = _alternatives(tokens)
    if rest:
        raise BadPattern("A bracket closes that was never opened.")
    tries = cost.endless + (0 if anchored and text.startswith("^") else 1)
    # What stands last and takes anything cannot fail, so that nothing before it is tried again for it.
    tries -= anchored and [said for _, said in tokens[-2:]] in ([".", "*"], [".", "+"])
    if READ**tries / factorial(tries) * cost.ways * len(tokens) > MOST_STEPS:
        raise BadPattern("This expression could hang a page: it repeats or branches too often.")


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadPattern(f"What begins with {text[at : at + 8]!r} cannot be used in an expression here.")
        kind, said = str(match.lastgroup), match.group()
        if kind == "escape" and _FOREIGN.match(said[1]):
            raise BadPattern(f"{said} cannot be used in an expression here.")
        if kind == "class" and _SET.search(said[1:-1]):
            raise BadPattern(f"{said} cannot be used in an expression here.")
        found.append((kind, said))
        at = match.end()
    return found


def _alternatives(tokens: list[tuple[str, str]]) -> tuple[_Cost, list[tuple[str, str]], bool]:
    """The cost up to the end or a closing bracket, what follows, and whether there was but one alternative."""
    cost, tokens = _sequence(tokens)
    found = [cost]
    while tokens and tokens[0][0] == "or":
        cost, tokens = _sequence(tokens[1:])
        found.append(cost)
    if len(found) == 1:
        return found[0], tokens, True
    return _Cost(max(c.endless for c in found), sum(c.ways for c in found), plain=False), tokens, False


def _sequence(tokens: list[tuple[str, str]]) -> tuple[_Cost, list[tuple[str, str]]]:
    found: list[_Cost] = []
    while tokens and tokens[0][0] not in ("or", "close"):
        cost, tokens = _piece(tokens)
        if tokens and tokens[0][0] == "repeat":
            cost, tokens = _repeated(cost, tokens[0][1]), tokens[1:]
        found.append(cost)
    plain = all(cost.plain for cost in found)
    return _Cost(sum(cost.endless for cost in found), prod(cost.ways for cost in found), plain), tokens


def _piece(tokens: list[tuple[str, str]]) -> tuple[_Cost, list[tuple[str, str]]]:
    kind, said = tokens[0]
    if kind == "repeat":
        raise BadPattern(f"{said} repeats nothing.")
    if kind != "open":
        return _Cost(), tokens[1:]
    cost, rest, _ = _alternatives(tokens[1:])
    if not rest:
        raise BadPattern("A bracket is never closed.")
    return cost, rest[1:]


def _repeated(cost: _Cost, said: str) -> _Cost:
    least, most = _times(said)
    if most == 1 and least < 2:
        return _Cost(cost.endless, cost.ways + 1 - least, plain=False)
    if not cost.plain:
        raise BadPattern("A repeat inside a repeat, or a choice inside one, could hang a page.")
    if most is None:
        return _Cost(1, 1, plain=False)
    if most > MOST_TIMES:
        raise BadPattern(f"A repeat has an end of at most {MOST_TIMES}.")
    return _Cost(0, max(1, most - least + 1), plain=False)


def _times(said: str) -> tuple[int, int | None]:
    """How often at least and at most; None for no end."""
    known: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
    if said[0] != "{":
        return known[said[0]]
    first, comma, last = said.rstrip("?")[1:-1].partition(",")
    return int(first), (int(last) if last else None) if comma else int(first)
