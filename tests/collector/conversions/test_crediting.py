import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.clock import DAY
from collector.conversions.crediting import DEFAULT, MODELS, WHOLE, Share, Step, shares, split

AD, DIRECT, SOCIAL = "Paid Search", "Direct", "Organic Social"


def credit(model: str, *channels: str, days_apart: int = 1) -> list[tuple[int, int]]:
    count = len(channels)
    steps = [Step(channel, (count - 1 - place) * days_apart * DAY) for place, channel in enumerate(channels)]
    return [(share.index, share.millionths) for share in shares(model, steps)]


@pytest.mark.parametrize(
    ("model", "channels", "expected"),
    [
        ("last", [AD, SOCIAL, DIRECT], [(2, WHOLE)]),
        ("last_non_direct", [AD, SOCIAL, DIRECT], [(1, WHOLE)]),
        ("last_non_direct", [DIRECT, DIRECT], [(1, WHOLE)]),
        ("first", [DIRECT, AD], [(0, WHOLE)]),
        ("linear", [AD, AD, AD], [(0, 333_333), (1, 333_333), (2, 333_334)]),
        ("position", [AD], [(0, WHOLE)]),
        ("position", [AD, AD], [(0, 500_000), (1, 500_000)]),
        ("position", [AD, AD, AD, AD], [(0, 400_000), (1, 100_000), (2, 100_000), (3, 400_000)]),
    ],
)
def test_a_model_shares_as_its_formula_says(model: str, channels: list[str], expected: list[tuple[int, int]]) -> None:
    assert credit(model, *channels) == expected


def test_time_decay_halves_a_share_in_seven_days() -> None:
    assert credit("time_decay", AD, AD, days_apart=7) == [(0, 333_333), (1, 666_667)]


def test_the_default_is_last_non_direct() -> None:
    assert DEFAULT == "last_non_direct"
    assert DEFAULT in MODELS


steps = st.lists(
    st.builds(Step, st.sampled_from([AD, DIRECT, SOCIAL]), st.integers(-DAY, 400 * DAY)), min_size=1, max_size=60
)


@given(st.sampled_from(sorted(MODELS)), steps)
def test_credit_always_sums_to_one_conversion(model: str, journey: list[Step]) -> None:
    given_out = shares(model, journey)
    assert sum(share.millionths for share in given_out) == WHOLE
    assert all(share.millionths > 0 for share in given_out)
    assert [share.index for share in given_out] == sorted({share.index for share in given_out})


@given(st.sampled_from(sorted(MODELS)), steps, st.integers(0, 10**15))
def test_money_sums_to_the_unit_and_no_part_is_off_by_more_than_rounding(
    model: str, journey: list[Step], amount: int
) -> None:
    given_out = shares(model, journey)
    parts = split(amount, [share.millionths for share in given_out])
    assert sum(parts) == amount
    for share, part in zip(given_out[:-1], parts, strict=False):
        assert 0 <= amount * share.millionths - part * WHOLE < WHOLE


def test_the_remainder_goes_to_the_last_touch() -> None:
    assert split(100, [333_333, 333_333, 333_334]) == [33, 33, 34]
    assert split(1, [400_000, 200_000, 400_000]) == [0, 0, 1]


def test_only_the_last_touch_gets_a_share_of_nothing() -> None:
    assert shares("last", [Step(AD, 0)]) == [Share(0, WHOLE)]
