"""A conversion freezes its journey and credits; afterwards only its value and its standing change."""

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.attribution import service as attribution
from collector.attribution.touches import Touch
from collector.conversions import service as conversions
from collector.conversions.crediting import MODELS, WHOLE
from collector.conversions.service import Conversion
from tests.collector.attribution.visitors import AD, AN, SHOP, SOCIAL, START, Shop, candidate, event, make_site

DAY_MINUTES = 24 * 60


def journey_of(shop: Shop, *candidates: dict[str, Any]) -> list[Touch]:
    with shop.db.write() as tx:
        return attribution.record_touches(tx, shop.site, AN, candidates, shop.later)


def record(shop: Shop, journey: list[Touch], key: str = "lead:1", **more: Any) -> Conversion:
    values: dict[str, Any] = {
        "goal": "lead",
        "occurred_at": shop.later,
        "now": shop.later,
        "lead_id": "l1",
        "visitor": AN,
    } | more
    with shop.db.write() as tx:
        return conversions.record(tx, shop.site, key=key, journey=journey, **values)


def credits_of(shop: Shop, model: str) -> list[tuple[Any, ...]]:
    columns = "touch_id, millionths, value_minor, channel, source, campaign, click_id_kind, landing_page"
    return shop.rows(f"select {columns} from credits where model = '{model}' order by position")


def sums(shop: Shop) -> set[tuple[Any, ...]]:
    return set(
        shop.rows(
            "select cast(sum(millionths) as integer) as whole, cast(sum(value_minor) as integer) as money"
            " from credits group by conversion_id, model"
        )
    )


def test_every_model_gets_its_credits_with_the_dimensions_of_that_moment(shop: Shop) -> None:
    record(shop, journey_of(shop, candidate("e1", 0, AD), candidate("e2", 2 * DAY_MINUTES)), value_minor=1_500_000)
    ad = ("e1", WHOLE, 1_500_000, "Paid Search", "google", "spa-hcm", "gclid", "/")
    direct = ("e2", WHOLE, 1_500_000, "Direct", "(direct)", None, None, "/")
    assert credits_of(shop, "last_non_direct") == [ad]
    assert credits_of(shop, "first") == [ad]
    assert credits_of(shop, "last") == [direct]
    assert [row[1:3] for row in credits_of(shop, "linear")] == [(500_000, 750_000)] * 2
    assert {row[0] for row in shop.rows("select distinct model from credits")} == set(MODELS)


def test_the_same_key_is_the_same_conversion(shop: Shop) -> None:
    first = record(shop, journey_of(shop, candidate("e1", 0, AD)))
    again = record(shop, journey_of(shop, candidate("e2", 900, SHOP, SOCIAL)))
    assert again == first
    assert sums(shop) == {(WHOLE, 0)}


def test_the_day_is_the_sites(shop: Shop) -> None:
    late = START + 6 * 3_600_000  # 17:06 UTC is past midnight in Hồ Chí Minh City
    assert record(shop, [], occurred_at=late).day == "2026-11-19"


def test_later_touches_and_later_truth_do_not_change_frozen_credits(shop: Shop) -> None:
    record(shop, journey_of(shop, candidate("e2", 20)), value_minor=10)
    frozen = shop.rows("select * from credits"), shop.rows("select journey from conversions")
    shop.send(event("e1", 0, url=AD), event("e3", 9000, referrer=SOCIAL))
    shop.follow()
    assert [touch[1] for touch in shop.touches()] == ["e1", "e3"]
    assert (shop.rows("select * from credits"), shop.rows("select journey from conversions")) == frozen


@pytest.mark.parametrize(("consent_known", "source"), [(False, "Unknown (no consent)"), (True, "(not set)")])
def test_a_conversion_without_touches_is_unassigned_and_says_why(shop: Shop, consent_known: bool, source: str) -> None:
    found = record(shop, [], value_minor=7, consent_known=consent_known)
    assert found.consent_known is consent_known
    for model in MODELS:
        assert credits_of(shop, model) == [(None, WHOLE, 7, "Unassigned", source, None, None, None)]


def test_a_new_value_is_split_by_the_frozen_shares(shop: Shop) -> None:
    journey = journey_of(shop, *(candidate(f"e{day}", day * 900, AD + str(day)) for day in range(3)))
    record(shop, journey, value_minor=100)
    assert [row[2] for row in credits_of(shop, "linear")] == [33, 33, 34]
    changed = record(shop, [], value_minor=1_000_001)
    assert (changed.value_minor, len(changed.journey)) == (1_000_001, 3)
    assert [row[2] for row in credits_of(shop, "position")] == [400_000, 200_000, 400_001]
    assert sums(shop) == {(WHOLE, 1_000_001)}


def test_a_retracted_conversion_stands_again_with_its_own_credits(shop: Shop) -> None:
    first = record(shop, journey_of(shop, candidate("e1", 0, AD)), key="won:l1", goal="won", value_minor=5)
    with shop.db.write() as tx:
        assert conversions.stands(tx, shop.site, "won:l1")
        assert conversions.retract_by_key(tx, shop.site, "won:l1", shop.later)
        assert not conversions.retract(tx, shop.site, first.id, shop.later)
        assert not conversions.stands(tx, shop.site, "won:l1")
        assert not conversions.retract_by_key(tx, shop.site, "won:l2", shop.later)
    again = record(shop, [], key="won:l1", goal="won", value_minor=9, occurred_at=shop.later + 1)
    assert (again.id, again.retracted_at, again.value_minor) == (first.id, None, 9)
    assert (again.occurred_at, again.journey) == (shop.later + 1, first.journey)
    assert sums(shop) == {(WHOLE, 9)}


def test_a_status_inherits_the_leads_journey(shop: Shop) -> None:
    lead = record(shop, journey_of(shop, candidate("e1", 0, AD)), widget_id="w1", variant="a", device="phone")
    journey_of(shop, candidate("e2", 5000, SHOP, SOCIAL))
    with shop.db.write() as tx:
        values: dict[str, Any] = {
            "goal": "won",
            "value_minor": 1_500_000,
            "occurred_at": shop.later + 5,
            "now": shop.later + 5,
        }
        won = conversions.inherit(tx, shop.site, "l1", **values)
        assert conversions.inherit(tx, shop.site, "l1", **values).id == won.id
        assert [found.goal for found in conversions.of_lead(tx, shop.site, "l1")] == ["lead", "won"]
        with pytest.raises(LookupError):
            conversions.inherit(tx, shop.site, "l2", **values)
    assert (won.journey, won.widget_id, won.variant, won.device) == (lead.journey, "w1", "a", "phone")
    assert json.loads(json.dumps(won.journey)) == won.journey


def test_another_sites_conversion_is_not_found(shop: Shop) -> None:
    found = record(shop, [])
    other = make_site(shop.db, "Other")
    with shop.db.write() as tx:
        assert conversions.get(tx, other, found.id) is None
        assert not conversions.retract(tx, other, found.id, shop.later)
        assert conversions.get(tx, shop.site, found.id) == found


def test_credited_is_what_gets_frozen(shop: Shop) -> None:
    journey = journey_of(shop, candidate("e1", 0, AD), candidate("e2", 900), candidate("e3", 2000, SHOP, SOCIAL))
    record(shop, journey)
    for model, shares in conversions.credited(journey, shop.later).items():
        assert [row[:2] for row in credits_of(shop, model)] == shares
    assert conversions.credited([], shop.later) == {}


landings = st.lists(st.sampled_from([(SHOP, ""), (AD, ""), (SHOP, SOCIAL)]), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(landings, st.integers(0, 10**12), st.integers(0, 10**12), st.randoms(use_true_random=False))
def test_credits_sum_to_the_value_in_every_model_whatever_happens(
    shop: Shop, told: list[tuple[str, str]], value: int, other: int, rng: random.Random
) -> None:
    run = str(rng.random())
    brought = [candidate(f"{run}{place}", place * 100, *landing) for place, landing in enumerate(told)]
    with shop.db.write() as tx:
        journey = attribution.record_touches(tx, shop.site, None, brought, shop.later)
    found = record(shop, journey, key=run, value_minor=value)
    where = f"from credits where conversion_id = '{found.id}' group by model"
    query = f"select cast(sum(millionths) as bigint) as whole, cast(sum(value_minor) as bigint) as money {where}"
    assert set(shop.rows(query)) == {(WHOLE, value)}
    record(shop, [], key=run, value_minor=other)
    assert set(shop.rows(query)) == {(WHOLE, other)}
