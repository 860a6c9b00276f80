"""Events get their visits and touches, whatever the order in which they come."""

import random
from typing import Any

import pytest

from tests.collector.attribution.visitors import AD, AN, BA, SHOP, SOCIAL, Shop, event, make_site


def test_pageviews_become_a_visit_with_its_touch(shop: Shop) -> None:
    shop.send(event("e1", 0, url=AD), event("e2", 3, referrer=SHOP), event("e3", 4, "open"))
    assert shop.follow() == 3
    assert shop.visits() == [(AN, 0, 4, "e1")]
    assert shop.touches() == [(AN, "e1", 0, "Paid Search")]
    assert shop.rows("select distinct touch_id from events") == [("e1",)]
    assert shop.rows("select count(distinct visit_id) from events") == [(1,)]


def test_following_again_changes_nothing(shop: Shop) -> None:
    shop.send(event("e1", 0, url=AD))
    shop.follow()
    before = shop.rows("select * from touches"), shop.rows("select * from visits")
    shop.send(event("e1", 0, url=AD))
    assert shop.follow() == 0
    assert (shop.rows("select * from touches"), shop.rows("select * from visits")) == before


def test_a_second_touch_within_a_visit_takes_the_events_after_it(shop: Shop) -> None:
    shop.send(event("e1", 0), event("e2", 5, "open"), event("e3", 6, referrer=SOCIAL), event("e4", 7, "open"))
    shop.follow()
    assert shop.visits() == [(AN, 0, 7, "e1")]
    found = shop.rows("select id, touch_id from events order by id")
    assert found == [("e1", "e1"), ("e2", "e1"), ("e3", "e3"), ("e4", "e3")]


def test_going_back_to_an_ads_address_is_no_new_touch_within_a_visit(shop: Shop) -> None:
    back = event("e3", 6, url=AD) | {"props": {"nav": "back_forward"}}
    shop.send(event("e1", 0, url=AD), event("e2", 5, referrer=SOCIAL), back)
    shop.follow()
    assert [touch[1] for touch in shop.touches()] == ["e1", "e2"]


def test_a_page_shown_again_starts_a_visit_only_while_nothing_before_it_is_known(shop: Shop) -> None:
    shop.send(event("e2", 5, url=AD) | {"props": {"nav": "reload"}})
    shop.follow()
    assert [touch[1] for touch in shop.touches()] == ["e2"]
    shop.send(event("e1", 0, referrer=SOCIAL))
    shop.follow()
    assert [touch[1] for touch in shop.touches()] == ["e1"]


def test_silence_ends_a_visit_and_a_late_event_may_join_two(shop: Shop) -> None:
    shop.send(event("e1", 0), event("e3", 50))
    shop.follow()
    assert [visit[1:3] for visit in shop.visits()] == [(0, 0), (50, 50)]
    shop.send(event("e2", 25, "impression"))
    shop.follow()
    assert shop.visits() == [(AN, 0, 50, "e1")]
    assert [touch[1] for touch in shop.touches()] == ["e1"]
    assert shop.rows("select count(distinct visit_id) as visits, count(distinct touch_id) as touches from events") == [
        (1, 1)
    ]


def test_a_landing_that_comes_late_takes_its_place_at_the_front(shop: Shop) -> None:
    shop.send(event("e2", 5, referrer=SHOP))
    shop.follow()
    shop.send(event("e1", 0, url=AD))
    shop.follow()
    assert shop.touches() == [(AN, "e1", 0, "Paid Search")]
    assert shop.visits() == [(AN, 0, 5, "e1")]


def test_events_without_a_landing_make_a_visit_without_a_touch(shop: Shop) -> None:
    shop.send(event("e1", 0, "open"))
    shop.follow()
    assert shop.visits() == [(AN, 0, 0, None)]


def test_events_without_a_visitor_and_of_machines_are_followed_but_get_no_visit(shop: Shop) -> None:
    shop.send(event("e1", 0, url=AD), visitor=None)
    shop.send(event("e2", 0, url=AD), user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
    assert shop.follow() == 2
    assert (shop.visits(), shop.touches()) == ([], [])
    assert shop.follow() == 0


def test_values_that_must_not_be_kept_are_dropped_from_event_and_touch(shop: Shop) -> None:
    shop.send(event("e1", 0, url=SHOP + "?mc_eid=reader7"), event("e2", 9, referrer=SHOP + "?_hsenc=reader7"))
    shop.follow()
    found = shop.rows("select url, referrer from events order by id")
    assert found == [(SHOP + "?mc_eid=", ""), (SHOP, SHOP + "?_hsenc=")]
    assert shop.rows("select url, source from touches") == [(SHOP + "?mc_eid=", "mailchimp")]


def test_two_visitors_and_two_sites_do_not_meet(shop: Shop) -> None:
    other = Shop(shop.db, make_site(shop.db, "Other"))
    shop.send(event("e1", 0, url=AD))
    shop.send(event("e2", 1), visitor=BA)
    other.send(event("e1", 2))
    shop.follow()
    assert [touch[:2] for touch in shop.touches()] == [(AN, "e1"), (BA, "e2")]
    other.follow()
    assert len(shop.visits()) == 3


def story(rng: random.Random) -> list[dict[str, Any]]:
    """Some hours of two visitors' lives, with everything that can make or hide a touch."""
    landings = [(SHOP, ""), (SHOP, SHOP), (AD, ""), (AD + "x", ""), (SHOP, SOCIAL), (SHOP, "https://pay.vnpay.vn/")]
    found = []
    for number in range(40):
        url, referrer = rng.choice(landings)
        name = rng.choice(["pageview", "pageview", "open", "click"])
        nav = rng.choice([{}, {}, {"nav": "reload"}, {"nav": "route"}, {"nav": ["odd"]}])
        found.append(event(f"e{number:02}", rng.randrange(0, 400), name, url, referrer) | {"props": nav})
    return found


@pytest.mark.parametrize("seed", range(6))
def test_every_order_batch_and_repetition_of_events_ends_in_the_same_rows(shop: Shop, seed: int) -> None:
    rng = random.Random(seed)
    told = story(rng)
    other = Shop(shop.db, make_site(shop.db, "Other"))
    shop.send(*told)
    shop.follow()
    shuffled = rng.sample(told, len(told))
    while shuffled:
        some = [shuffled.pop() for _ in range(min(len(shuffled), rng.randrange(1, 9)))]
        other.send(*some, *rng.sample(told, 0 if not rng.random() < 0.5 else 1))
        other.follow(limit=rng.randrange(1, 9))
    for query in (
        "select e.id, e.touch_id, v.started_at, v.ended_at, v.touch_id as entry from events e"
        " join visits v on v.site_id = e.site_id and v.id = e.visit_id where e.site_id = '{}' order by e.id",
        "select id, at, channel, campaign, click_value, ignored from touches where site_id = '{}' order by id",
        "select started_at, ended_at, day, touch_id from visits where site_id = '{}' order by started_at",
    ):
        assert shop.rows(query.format(shop.site.id)) == shop.rows(query.format(other.site.id))
