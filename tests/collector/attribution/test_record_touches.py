"""A lead carries its own touches; together with what events told they are its journey."""

import random
from itertools import permutations

from collector.attribution import service as attribution
from collector.clock import DAY, MINUTE
from tests.collector.attribution.visitors import AD, AN, BA, SHOP, SOCIAL, START, Shop, candidate, event, make_site


def test_a_lead_keeps_its_source_when_no_beacon_ever_came(shop: Shop) -> None:
    assert shop.lead(candidate("e1", 0, AD), candidate("e9", 600)) == ["e1", "e9"]
    assert shop.touches() == [(AN, "e1", 0, "Paid Search"), (AN, "e9", 600, "Direct")]
    assert len(shop.visits()) == 2


def test_a_landing_seen_as_event_and_in_a_lead_is_one_touch(shop: Shop) -> None:
    shop.send(event("e1", 0, url=AD))
    assert shop.lead(candidate("e1", 0.01, AD)) == ["e1"]
    shop.follow()
    assert shop.touches() == [(AN, "e1", 0, "Paid Search")]


def test_events_that_nobody_has_followed_yet_count(shop: Shop) -> None:
    shop.send(event("e1", 0, url=AD))
    assert shop.lead(candidate("e2", 5, referrer=SHOP)) == ["e1"]


def test_stored_touches_and_the_leads_own_are_merged_oldest_first(shop: Shop) -> None:
    shop.send(event("e1", 100, url=AD))
    shop.follow()
    assert shop.lead(candidate("e0", 0, referrer=SOCIAL), candidate("e2", 500)) == ["e0", "e1", "e2"]


def test_a_page_within_the_visit_that_a_lead_names_is_no_touch(shop: Shop) -> None:
    own_page, payment = candidate("e2", 5, referrer=SHOP), candidate("e3", 9, referrer="https://pay.vnpay.vn/")
    assert shop.lead(candidate("e1", 0, AD), own_page, payment) == ["e1"]


def test_a_touch_of_a_lead_yields_when_a_late_event_shows_it_was_within_a_visit(shop: Shop) -> None:
    assert shop.lead(candidate("e2", 20, referrer=SHOP)) == ["e2"]
    shop.send(event("e1", 0, url=AD))
    shop.follow()
    assert [touch[1] for touch in shop.touches()] == ["e1"]
    assert shop.lead() == ["e1"]


def test_every_order_of_events_and_leads_ends_in_the_same_touches(shop: Shop) -> None:
    steps = {
        "first": lambda shop: shop.send(event("e1", 0, url=AD), event("e2", 25, "open")),
        "second": lambda shop: shop.send(event("e3", 50, referrer=SHOP), event("e4", 70, referrer=SOCIAL)),
        "lead": lambda shop: shop.lead(candidate("e1", 0.02, AD), candidate("e3", 50.02, referrer=SHOP)),
        "follow": lambda shop: shop.follow(limit=2),
    }
    outcomes = set()
    for number, order in enumerate(permutations(steps)):
        other = Shop(shop.db, make_site(shop.db, str(number)))
        for step in order:
            steps[step](other)
        other.follow()
        touches = other.rows(f"select id, at, channel from touches where site_id = '{other.site.id}' order by at")
        visits = other.rows(f"select touch_id from visits where site_id = '{other.site.id}' order by started_at")
        outcomes.add((tuple(touches), tuple(visits)))
    assert len(outcomes) == 1
    assert [touch[0] for touch in next(iter(outcomes))[0]] == ["e1", "e4"]


def test_a_lead_without_a_visitor_has_only_what_it_brought(shop: Shop) -> None:
    shop.send(event("e1", 0, url=AD))
    assert shop.lead(visitor=None) == []
    assert shop.lead(candidate("k.0", 5, AD), candidate("k.1", 7, referrer=SHOP), visitor=None) == ["k.0"]
    assert shop.touches() == [(None, "k.0", 5, "Paid Search")]


def test_touches_after_the_lead_are_not_part_of_its_journey(shop: Shop) -> None:
    shop.send(event("e1", 0, url=AD), event("e2", 100, referrer=SOCIAL))
    assert shop.lead(minute=50) == ["e1"]


def test_touches_are_clamped_to_400_days(shop: Shop) -> None:
    shop.lead(candidate("e1", -600 * 24 * 60, AD))
    assert shop.rows("select at from touches") == [(START + DAY - 400 * DAY,)]


def test_a_touch_of_another_visitor_cannot_be_taken_over(shop: Shop) -> None:
    shop.lead(candidate("e1", 0, AD))
    shop.lead(candidate("e1", 3, SHOP, SOCIAL), visitor=BA)
    assert shop.touches() == [(AN, "e1", 0, "Paid Search")]


def test_a_very_long_journey_keeps_its_first_and_last_touches(shop: Shop) -> None:
    found = [candidate(f"e{number:03}", number * 31) for number in range(attribution.JOURNEY + 20)]
    journey = shop.lead(*random.Random(1).sample(found, len(found)), minute=31 * 300)
    assert len(journey) == attribution.JOURNEY
    assert (journey[0], journey[1], journey[-1]) == ("e000", "e021", "e069")


def test_a_touch_comes_back_as_it_was_classified_and_is_shown_with_its_time(shop: Shop) -> None:
    with shop.db.write() as tx:
        told = [candidate("e1", 0, SHOP + "?utm_id=7")]
        zalo = "Mozilla/5.0 (Linux; Android 14) Zalo android/24060100"
        first = attribution.record_touches(tx, shop.site, AN, told, START + MINUTE, zalo)
        again = attribution.record_touches(tx, shop.site, AN, [], START + MINUTE)
    assert first == again
    assert (first[0]["source"], first[0]["rule"]) == ("zalo", "in_app/organic-social")
    assert attribution.shown(first[0])["at"] == "2026-11-18T11:06:40.000Z"
    assert list(attribution.shown(first[0])) == list(first[0])
