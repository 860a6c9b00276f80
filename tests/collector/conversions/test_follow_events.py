"""The job that follows events: a click converts exactly once."""

import threading

import pytest

from collector.attribution import service as attribution
from collector.conversions import service as conversions
from tests.collector.attribution.visitors import AD, AN, SHOP, START, Shop, event, make_site


def clicks(shop: Shop) -> list[tuple[object, ...]]:
    return shop.rows(
        "select v.event_id, c.channel, c.source from conversions v"
        " join credits c on c.site_id = v.site_id and c.conversion_id = v.id and c.model = 'last_non_direct'"
        " where v.goal = 'click' order by v.event_id"
    )


def test_a_click_becomes_a_conversion_of_its_visitors_touches(shop: Shop) -> None:
    tap = event("e2", 1, "click") | {"widget": "w1", "variant": "a", "props": {"channel": "zalo"}}
    shop.send(event("e1", 0, url=AD), tap, event("e3", 2, "open"))
    assert conversions.follow_events(shop.db, shop.later) == 3
    assert clicks(shop) == [("e2", "Paid Search", "google")]
    found = shop.rows("select key, widget_id, variant, device, occurred_at, value_minor, currency from conversions")
    assert found == [("click:e2", "w1", "a", "desktop", START + 60_000, 0, "VND")]


def test_a_click_sent_and_followed_again_converts_once(shop: Shop) -> None:
    for _ in range(2):
        shop.send(event("e1", 0, "click"))
        conversions.follow_events(shop.db, shop.later)
    assert clicks(shop) == [("e1", "Unassigned", "(not set)")]
    assert conversions.follow_events(shop.db, shop.later) == 0


def test_a_click_without_a_visitor_is_unknown_never_direct(shop: Shop) -> None:
    shop.send(event("e1", 0, "click"), visitor=None)
    conversions.follow_events(shop.db, shop.later)
    assert clicks(shop) == [("e1", "Unassigned", "Unknown (no consent)")]


def test_a_machines_click_is_no_conversion(shop: Shop) -> None:
    shop.send(event("e1", 0, "click"), user_agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
    assert conversions.follow_events(shop.db, shop.later) == 1
    assert clicks(shop) == []


def test_a_click_knows_only_the_touches_before_it(shop: Shop) -> None:
    shop.send(event("e1", 0), event("e2", 1, "click"), event("e3", 2, url=AD))
    conversions.follow_events(shop.db, shop.later)
    assert clicks(shop) == [("e2", "Direct", "(direct)")]


def test_one_call_does_one_batch_for_every_site_that_waits(shop: Shop) -> None:
    other = Shop(shop.db, make_site(shop.db, "Other"))
    make_site(shop.db, "Idle")
    for place in range(attribution.BATCH + 1):
        shop.send(event(f"e{place}", place, "open"))
    other.send(event("e1", 0, "click"))
    assert conversions.follow_events(shop.db, shop.later) == attribution.BATCH + 1
    assert conversions.follow_events(shop.db, shop.later) == 1
    assert conversions.follow_events(shop.db, shop.later) == 0


def test_nothing_is_followed_when_its_conversion_cannot_be_stored(shop: Shop) -> None:
    """Both or neither: a crash between the two would lose the click or count it twice."""
    shop.send(event("e1", 0, "click"))
    with shop.db.write() as tx:
        tx.connection.execute("alter table credits rename to credits_away")
    with pytest.raises(Exception, match="credits"):
        conversions.follow_events(shop.db, shop.later)
    with shop.db.write() as tx:
        tx.connection.execute("alter table credits_away rename to credits")
    assert conversions.follow_events(shop.db, shop.later) == 1
    assert len(clicks(shop)) == 1


def test_two_workers_and_a_lead_at_once_end_in_one_truth(shop: Shop) -> None:
    for place in range(60):
        shop.send(
            event(f"e{place:02}", place * 7, "pageview" if place % 3 else "click", AD if place % 9 == 1 else SHOP)
        )
    failures: list[BaseException] = []

    def work() -> None:
        try:
            while conversions.follow_events(shop.db, shop.later):
                pass
        except BaseException as error:
            failures.append(error)

    def lead() -> None:
        with shop.db.write() as tx:
            attribution.record_touches(tx, shop.site, AN, [], shop.later)

    threads = [threading.Thread(target=target) for target in (work, work, lead)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(shop.visits()) == 1
    assert len(clicks(shop)) == 20
    assert shop.rows("select count(*) as waiting from events where followed_at is null") == [(0,)]
