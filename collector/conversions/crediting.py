"""Attribution models: how the credit for one conversion is shared among its touches. Pure and exact.

Credit is whole millionths of a conversion, so that sums are exact; what rounding leaves goes to the last touch of a
share. Formulas: last and first click give one touch everything; last non-direct passes over Direct as long as
another touch is known; linear V/n; time decay w = 2^(-age/7 days); position 40/20/40, two touches half each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from collector.clock import DAY

WHOLE = 1_000_000
HALF_LIFE = 7 * DAY
DIRECT = "Direct"


@dataclass(frozen=True, slots=True)
class Share:
    """`index` counts the journey's touches from 0, oldest first."""

    index: int
    millionths: int


class Step(NamedTuple):
    """What a model may look at: the touch's channel, and its age at the conversion in ms."""

    channel: str
    age: int


def _last(steps: Sequence[Step]) -> list[int]:
    return _only(len(steps) - 1, steps)


def _first(steps: Sequence[Step]) -> list[int]:
    return _only(0, steps)


def _last_non_direct(steps: Sequence[Step]) -> list[int]:
    known = [index for index, step in enumerate(steps) if step.channel != DIRECT]
    return _only(known[-1] if known else len(steps) - 1, steps)


def _linear(steps: Sequence[Step]) -> list[int]:
    return [1] * len(steps)


def _time_decay(steps: Sequence[Step]) -> list[int]:
    # Ages count from the youngest touch: the ratios are the same, and 2^62 leaves room for more than 400 days.
    youngest = min(step.age for step in steps)
    return [int(2.0 ** (62 - (step.age - youngest) / HALF_LIFE)) for step in steps]


def _position(steps: Sequence[Step]) -> list[int]:
    middle = len(steps) - 2
    return [2 * middle, *[1] * middle, 2 * middle] if middle > 0 else [1] * len(steps)


def _only(place: int, steps: Sequence[Step]) -> list[int]:
    return [int(index == place) for index in range(len(steps))]


MODELS: dict[str, Callable[[Sequence[Step]], list[int]]] = {
    "last": _last,
    "last_non_direct": _last_non_direct,
    "first": _first,
    "linear": _linear,
    "time_decay": _time_decay,
    "position": _position,
}
DEFAULT = "last_non_direct"


def shares(model: str, steps: Sequence[Step]) -> list[Share]:
    """The touches that get credit, oldest first; always sums to WHOLE. `steps` is oldest first and not empty."""
    weights = MODELS[model](steps)
    total = sum(weights)
    places = [place for place, weight in enumerate(weights) if weight > 0]
    parts = [weights[place] * WHOLE // total for place in places]
    parts[-1] += WHOLE - sum(parts)
    return [Share(place, part) for place, part in zip(places, parts, strict=True) if part]


def split(amount_minor: int, millionths: Sequence[int]) -> list[int]:
    """An amount in minor units by shares of a million: integers that sum to it, the remainder with the last."""
    parts = [amount_minor * share // WHOLE for share in millionths]
    parts[-1] += amount_minor - sum(parts)
    return parts
