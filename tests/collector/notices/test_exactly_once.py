"""Whatever recipients choose and whenever leads come: nobody hears of one twice, and whoever wants to, hears of it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector import clock
from collector.db import Db
from collector.leads import service as leads
from collector.notices import service as notices
from collector.sites.service import Site
from tests.collector.notices.people import BASE, at, lead, queued, send_digests
from tests.make import make_site

START = at("2027-03-22 00:00", "Europe/Berlin")  # a week in which clocks change
ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/Santiago")
KINDS = ("callback", "form", "manual")
numbers = count()

SPANS = st.sampled_from([[], [["08:00", "17:30"]], [["00:00", "06:00"], ["22:00", "24:00"]], [["02:30", "03:30"]]])
HOURS = st.builds(lambda days: {"week": days, "holidays": ["2027-03-25"]}, st.lists(SPANS, min_size=7, max_size=7))
RECIPIENT = st.fixed_dictionaries(
    {
        "kinds": st.lists(st.sampled_from(KINDS), unique=True, max_size=2),
        "when": st.sampled_from(["always", "site_hours", "own_hours"]),
        "hours": HOURS.filter(lambda hours: any(hours["week"])),
        "away_until": st.none() | st.sampled_from(["2027-03-21", "2027-03-23", "2027-03-28", "2027-05-01"]),
        "outside": st.sampled_from(["digest", "nothing"]),
    }
)
# When it comes, in minutes from the start; its kind; how long after it somebody calls, if ever.
LEAD = st.tuples(st.integers(0, 10 * 24 * 60), st.sampled_from(KINDS), st.none() | st.integers(0, 2000))


def on_duty(chosen: dict[str, Any], site: Site, moment: int) -> bool:
    """The plain reading of the choices, by the clock on the wall."""
    local = datetime.fromtimestamp(moment / 1000, UTC).astimezone(clock.zone(site.timezone))
    day, time = local.strftime("%Y-%m-%d"), local.strftime("%H:%M")
    if chosen["away_until"] is not None and day <= chosen["away_until"]:
        return False
    if chosen["when"] == "always":
        return True
    hours = site.hours if chosen["when"] == "site_hours" else chosen["hours"]
    spans = [] if day in hours["holidays"] else hours["week"][local.weekday()]
    return any(start <= time < end for start, end in spans)


def told(db: Db, site: Site) -> Counter[tuple[str, str]]:
    """How often each heard of each lead."""
    found: Counter[tuple[str, str]] = Counter()
    for row in queued(db):
        for item in row["payload"]["items"]:
            if f"/{site.key}/leads/l_" in item["link"]:
                found[row["target"], item["link"].rpartition("/")[2]] += 1
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(ZONES),
    site_hours=HOURS,
    choices=st.lists(RECIPIENT, min_size=1, max_size=4),
    leads_to_come=st.lists(LEAD, min_size=1, max_size=6),
    pace=st.integers(45, 600),
)
def test_each_hears_of_each_lead_at_most_once_and_of_those_they_want_once(
    db: Db, zone: str, site_hours: Any, choices: list[Any], leads_to_come: list[Any], pace: int
) -> None:
    site = make_site(db, START, f"Site {next(numbers)}", timezone=zone, hours=site_hours)
    chosen = {}
    for place, one in enumerate(choices):
        notices.add_email(db, site, f"staff-{place}@shop.example", START, choices=one)
        chosen[f"staff-{place}@shop.example"] = one
    came = happen(db, site, sorted(leads_to_come, key=lambda one: one[0]), pace)
    heard = told(db, site)
    assert not heard or max(heard.values()) == 1
    for address, one in chosen.items():
        for lead_id, moment, kind, called in came:
            wanted = not one["kinds"] or kind in one["kinds"]
            at_once = on_duty(one, site, moment)
            if not wanted or (not at_once and one["outside"] == "nothing"):
                assert heard[address, lead_id] == 0
            elif at_once or not called:
                assert heard[address, lead_id] == 1


def happen(db: Db, site: Site, leads_to_come: list[Any], pace: int) -> list[tuple[str, int, str, bool]]:
    """Let the leads come, be called, and the digests go, until all are over: (id, when, kind, whether called)."""
    came, calls = [], []
    moments = [START + minute * clock.MINUTE for minute, _, _ in leads_to_come]
    end = moments[-1] + 16 * clock.DAY
    now = START
    while now < end:
        while leads_to_come and START + leads_to_come[0][0] * clock.MINUTE <= now:
            minute, kind, called = leads_to_come.pop(0)
            moment = START + minute * clock.MINUTE
            lead_id = lead(db, site, moment, kind=kind)
            came.append((lead_id, moment, kind, called is not None))
            if called is not None:
                calls.append((moment + called * clock.MINUTE, lead_id))
        for due, lead_id in [one for one in calls if one[0] <= now]:
            leads.change_lead(db, site, lead_id, {"status": "contacted"}, None, due, BASE)
            calls.remove((due, lead_id))
        send_digests(db, now)
        now += pace * clock.MINUTE
    return came
