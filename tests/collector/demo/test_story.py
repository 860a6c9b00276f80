"""The story is a pure function of seed, end and tags, and its people can be nobody."""

from __future__ import annotations

from collections import Counter
from random import Random

import phonenumbers
import pytest

from collector import clock
from collector.attribution.classify import classify
from collector.demo import people, story
from collector.demo.arrivals import BOTS, BROWSERS, IN_APP, SHOP, SOURCES, landing, referrer
from collector.demo.deeds import Beacon, ByHand, Change, Deed, Form, Tags
from collector.demo.outcomes import HOURS, TIMEZONE
from collector.events import bots
from collector.leads import phones
from collector.sites import hours

NOW = 1_795_000_000_000
TAGS = Tags("demo", "w_contact", "w_callback", "w1")


@pytest.fixture(scope="module")
def deeds() -> list[Deed]:
    return story.tell(TAGS, NOW)


def of(deeds: list[Deed], kind: type[Deed]) -> list[Deed]:
    return [deed for deed in deeds if isinstance(deed, kind)]


def test_the_same_seed_tells_the_same_story(deeds: list[Deed]) -> None:
    assert story.tell(TAGS, NOW) == deeds
    assert story.tell(TAGS, NOW, seed=7) != deeds


def test_it_ends_today_and_began_six_weeks_ago(deeds: list[Deed]) -> None:
    times = [deed.at for deed in deeds]
    assert times == sorted(times)
    assert clock.day(times[-1], TIMEZONE) == clock.day(NOW, TIMEZONE)
    assert times[-1] <= NOW
    assert 40 <= (NOW - times[0]) / clock.DAY <= story.DAYS
    assert len({clock.day(at, TIMEZONE) for at in times}) >= story.DAYS - 1


def test_visitors_prefer_evenings_to_nights(deeds: list[Deed]) -> None:
    by_hour = Counter(clock.local(deed.at, TIMEZONE).hour for deed in of(deeds, Beacon))
    assert sum(by_hour[hour] for hour in (20, 21)) > 10 * sum(by_hour[hour] for hour in (2, 3))


def test_every_phone_is_of_the_documented_range_and_no_network_has_it(deeds: list[Deed]) -> None:
    typed = [str(deed.body["fields"]["phone"]) for deed in deeds if isinstance(deed, Form)]
    typed += [str(deed.values["phone"]) for deed in deeds if isinstance(deed, ByHand)]
    short = [phone for phone in typed if len("".join(filter(str.isdigit, phone))) < 8]
    assert len(short) == 1
    for phone in {*typed, people.HOTLINE} - {*short}:
        e164 = phones.understand(phone, "VN").e164
        assert e164, phone
        assert e164.startswith("+84710")
        number = phonenumbers.parse(e164)
        assert phonenumbers.is_possible_number(number)
        assert not phonenumbers.is_valid_number(number)


def test_phones_are_spelled_in_several_ways() -> None:
    random = Random(1)
    shapes = {"".join("9" if letter.isdigit() else letter for letter in people.phone(random)) for _ in range(200)}
    assert len(shapes) == len(people.SPELLINGS)


def test_every_source_reads_as_its_channel() -> None:
    found = {}
    for source in SOURCES:
        facts = classify(landing(Random(1), source), referrer(source), ["mocan.example"])
        found[source.id] = facts.channel
        assert source.advert is None or source.advert.click_id in {None, *facts.click_ids}
    assert len(set(found.values())) == 8
    assert found["truc-tiep"] == "Direct"
    assert found["blog"] == "Referral"
    assert found["coccoc-tu-nhien"] == "Organic Search"


def test_a_lead_carries_the_landings_that_its_pageviews_told(deeds: list[Deed]) -> None:
    pageviews = {event["id"] for deed in deeds if isinstance(deed, Beacon) for event in deed.body["events"]}
    forms = [deed for deed in deeds if isinstance(deed, Form) and deed.origin == SHOP]
    assert all(touch["id"] in pageviews for form in forms for touch in form.body["touches"])
    assert sum(len(form.body["touches"]) > 1 for form in forms) > 15


def test_staff_answer_in_working_hours_and_sell_in_round_sums(deeds: list[Deed]) -> None:
    changes = [deed for deed in deeds if isinstance(deed, Change)]
    assert {change.values["status"] for change in changes} == {"contacted", "qualified", "won", "lost", "spam"}
    # Up to the minute in which a span closes.
    assert all(hours.is_open(HOURS, TIMEZONE, change.at - 1) for change in changes)
    values = [change.values["value_minor"] for change in changes if "value_minor" in change.values]
    assert all(value % 10_000 == 0 and 100_000 <= value <= 20_000_000 for value in values)
    assert 1_500_000 in values


def test_the_browsers_are_browsers_and_the_crawlers_are_not() -> None:
    devices = Counter(bots.device(agent) for agent in [*(name for name, _ in BROWSERS), *IN_APP.values()])
    assert set(devices) == {"phone", "desktop", "tablet"}
    assert {bots.device(agent) for agent in BOTS} == {"bot"}
