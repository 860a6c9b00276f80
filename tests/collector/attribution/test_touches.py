import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from collector.attribution.classify import classify
from collector.attribution.touches import SILENCE, Arrival, Span, as_touch, visit_spans, visits
from collector.clock import MINUTE

START = 1_795_000_000_000
SHOP = "https://shop.example/"
AD = SHOP + "?utm_source=google&utm_medium=cpc&gclid=Cj0KCQiA4NWrBhD-ARIsAF"


def arrival(minute: float, url: str = SHOP, referrer: str = "") -> Arrival:
    at = START + round(minute * MINUTE)
    return Arrival(f"e{minute}", at, classify(url, referrer, ("shop.example",)))


def touch_ids(*arrivals: Arrival) -> list[list[str]]:
    return [[touch.id for touch in visit.touches] for visit in visits(arrivals)]


def test_a_visit_ends_after_more_than_30_minutes_of_silence() -> None:
    assert touch_ids(arrival(0), arrival(30), arrival(60.1)) == [["e0"], ["e60.1"]]


def test_the_first_landing_of_a_visit_is_a_touch_even_when_direct() -> None:
    assert touch_ids(arrival(0), arrival(5, referrer=SHOP)) == [["e0"]]


def test_a_tagged_landing_within_a_visit_is_another_touch_not_another_visit() -> None:
    assert touch_ids(arrival(0), arrival(5, AD)) == [["e0", "e5"]]


def test_another_host_within_a_visit_is_another_touch() -> None:
    assert touch_ids(arrival(0, AD), arrival(5, referrer="https://zalo.me/")) == [["e0", "e5"]]


def test_own_and_payment_pages_make_no_touch_within_a_visit() -> None:
    pages = [arrival(5, referrer=SHOP), arrival(9, referrer="https://pay.vnpay.vn/"), arrival(12)]
    assert touch_ids(arrival(0, AD), *pages) == [["e0"]]


def test_a_reload_and_carried_tags_make_no_touch() -> None:
    carried = SHOP + "?utm_source=google&utm_medium=cpc"
    assert touch_ids(arrival(0, AD), arrival(1, AD), arrival(2, carried, SHOP)) == [["e0"]]
    assert touch_ids(arrival(0, AD), arrival(1, SHOP + "?gclid=Cj0KCQiA4NWrBhD-ARIsAF", SHOP)) == [["e0"]]


def test_a_second_click_on_the_same_ad_is_another_touch() -> None:
    assert touch_ids(arrival(0, AD), arrival(5, AD + "x")) == [["e0", "e5"]]


def test_a_click_id_that_the_touch_before_lacked_makes_another_touch() -> None:
    tagged = SHOP + "?utm_source=google&utm_medium=cpc"
    assert touch_ids(arrival(0, tagged), arrival(5, AD)) == [["e0", "e5"]]


def test_other_signs_of_life_keep_a_visit_open() -> None:
    clicks = [Span(START + 20 * MINUTE, START + 20 * MINUTE)]
    found = visits([arrival(0), arrival(45)], clicks)
    assert [len(visit.touches) for visit in found] == [1]
    assert found[0].span == Span(START, START + 45 * MINUTE)


def test_a_touch_has_the_published_keys_and_null_for_what_is_absent() -> None:
    touch = as_touch("e1", START, classify(SHOP, ""))
    published = "id at url referrer landing_page channel source medium campaign term content click_id click_ids"
    assert list(touch) == [*published.split(" "), "rule", "ignored"]
    assert [touch["referrer"], touch["campaign"], touch["click_id"], touch["ignored"]] == [None] * 4


moments = st.lists(st.integers(0, 300), max_size=25)


@given(moments)
def test_visits_cover_every_moment_and_lie_apart(minutes: list[int]) -> None:
    spans = visit_spans(Span(minute * MINUTE, minute * MINUTE) for minute in minutes)
    assert all(any(span.holds(minute * MINUTE) for span in spans) for minute in minutes)
    assert all(later.start - earlier.end > SILENCE for earlier, later in pairwise(spans))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 200), st.sampled_from([SHOP, AD, AD + "x"]), st.sampled_from(["", SHOP, "https://zalo.me/"])
        ),
        max_size=15,
    ),
    st.randoms(),
)
def test_order_of_arrival_changes_nothing(landings: list[tuple[int, str, str]], rng: random.Random) -> None:
    known = [
        Arrival(f"e{number}", START + minute * MINUTE, classify(url, referrer, ("shop.example",)))
        for number, (minute, url, referrer) in enumerate(landings)
    ]
    shuffled = rng.sample(known, len(known))
    assert visits(shuffled) == visits(known)
