"""What came while somebody was off duty is told together when their hours begin: once, whatever dies in between."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from collector import clock as clocks
from collector.accounts import service as accounts
from collector.db import Db
from collector.jobs import Context, run_once
from collector.leads import service as leads
from collector.leads.notices import brief
from collector.notices import digest
from collector.notices import service as notices
from collector.settings import Settings
from collector.sites import service as sites
from collector.sites.service import Site
from tests.collector.notices.people import (
    BASE,
    OFFICE,
    at,
    callback,
    escalate,
    lead,
    names,
    person,
    queued,
    send_digests,
    sent,
    told_by_mail,
    waiting,
)
from tests.conftest import MovableClock

STAFF, OTHER = "nhan-vien@shop.example", "ban-dong-nghiep@shop.example"
NIGHT, MORNING = at("2026-11-18 21:00"), at("2026-11-19 08:00")
BY_DAY: dict[str, Any] = {"when": "own_hours", "hours": OFFICE}


def test_five_leads_of_a_night_are_one_notice_in_the_morning_the_oldest_first(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    people = [f"Khách {number}" for number in range(1, 6)]
    for number, name in enumerate(people):
        lead(db, site, NIGHT + number * clocks.MINUTE, name=name)
    assert send_digests(db, MORNING - 1) == 0
    assert send_digests(db, MORNING) == 1
    assert send_digests(db, MORNING + clocks.HOUR) == 0
    assert (sent(db), waiting(db)) == ([(STAFF, "lead.digest")], [])
    notice = queued(db)[0]["payload"]
    assert (notice["title"], notice["intro"]) == ("5 khách trong lúc bạn nghỉ · Mộc An", "")
    assert names(notice) == people
    assert notice["items"][0]["heading"] == "Khách mới · 21:00 thứ Tư, 18/11"
    assert all(item["link"].startswith(f"{BASE}/admin/{site.key}/leads/l_") for item in notice["items"])


def test_each_has_a_digest_of_their_own_in_their_language(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    other = told_by_mail(db, site, OTHER, NIGHT, **BY_DAY, kinds=["manual"])
    notices.change(db, site, other.id, {"locale": "en"}, NIGHT)
    lead(db, site, NIGHT, kind="manual")
    lead(db, site, NIGHT, kind="form")
    run = send_digests(db, MORNING)
    assert (run, [row["payload"]["title"] for row in queued(db)]) == (
        2,
        ["2 khách trong lúc bạn nghỉ · Mộc An", "1 lead while you were away · Mộc An"],
    )


def test_a_time_is_said_as_of_the_morning_not_of_the_night_before(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    callback(db, site, NIGHT, promise_at=at("2026-11-19 08:15"))
    send_digests(db, MORNING)
    rows = dict(queued(db)[0]["payload"]["items"][0]["rows"])
    assert rows["Đã hẹn"] == "8:15 sáng nay, 19/11"


def change(db: Db, site: Site, lead_id: str, **changes: Any) -> None:
    leads.change_lead(db, site, lead_id, changes, None, MORNING - clocks.HOUR, BASE)


def test_what_somebody_has_taken_up_meanwhile_is_only_counted(db: Db, site: Site) -> None:
    who, other = person(db, site, STAFF, NIGHT), person(db, site, OTHER, NIGHT)
    told_by_mail(db, site, STAFF, NIGHT, who, **BY_DAY)
    called, taken, spam, mine, still = (lead(db, site, NIGHT + n, name=f"Khách {n}") for n in range(5))
    change(db, site, called, status="contacted")
    change(db, site, taken, owner_id=other.id)
    change(db, site, spam, status="spam")
    change(db, site, mine, owner_id=who.id)
    send_digests(db, MORNING)
    notice = queued(db)[0]["payload"]
    assert names(notice) == ["Khách 3", "Khách 4"]
    assert (notice["title"], notice["intro"]) == (
        "2 khách trong lúc bạn nghỉ · Mộc An",
        "3 khách khác đã có người lo.",
    )
    assert [item["heading"].split(" · ")[0] for item in notice["items"]] == ["Giao cho bạn", "Khách mới"]
    assert still


def test_when_everybody_was_called_nothing_is_sent_and_nothing_comes_later(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    change(db, site, lead(db, site, NIGHT), status="won")
    assert send_digests(db, MORNING) == 0
    assert (sent(db), waiting(db)) == ([], [])


def test_of_very_many_fifty_are_shown_and_the_rest_is_a_way_to_the_inbox(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    for number in range(57):
        lead(db, site, NIGHT + number, name=f"Khách {number}")
    send_digests(db, MORNING)
    notice = queued(db)[0]["payload"]
    assert notice["title"] == "57 khách trong lúc bạn nghỉ · Mộc An"
    assert names(notice) == [f"Khách {number}" for number in range(50)]
    more = notice["items"][-1]
    assert (len(notice["items"]), more["heading"], more["link"]) == (
        51,
        "và 7 khách nữa",
        f"{BASE}/admin/{site.key}/leads",
    )


def test_somebody_whose_hours_changed_is_told_by_the_new_ones(db: Db, site: Site) -> None:
    added = told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    lead(db, site, NIGHT)
    later = {"week": [[["10:00", "12:00"]]] * 7, "holidays": []}
    notices.change(db, site, added.id, {"choices": {"hours": later}}, NIGHT)
    assert [send_digests(db, moment) for moment in (NIGHT, MORNING, at("2026-11-19 10:00"))] == [0, 0, 1]
    lead(db, site, at("2026-11-19 21:00"))
    notices.change(db, site, added.id, {"choices": {"when": "always"}}, at("2026-11-19 21:01"))
    assert send_digests(db, at("2026-11-19 21:01")) == 1


def test_who_took_a_day_off_is_told_when_they_are_back(db: Db, site: Site) -> None:
    added = told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    lead(db, site, NIGHT)
    notices.change(db, site, added.id, {"choices": {"away_until": "2026-11-19"}}, NIGHT)
    assert [send_digests(db, moment) for moment in (MORNING, at("2026-11-19 23:59"), at("2026-11-20 08:00"))] == [
        0,
        0,
        1,
    ]


def test_who_is_away_for_long_gets_one_list_every_two_weeks_not_one_a_lead(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NIGHT, away_until="2027-06-01")
    for day in range(20):
        lead(db, site, NIGHT + day * clocks.DAY)
        send_digests(db, NIGHT + day * clocks.DAY)
    assert [len(row["payload"]["items"]) for row in queued(db)] == [15]


def test_what_waits_for_somebody_paused_waits_on_and_comes_when_they_are_resumed(db: Db, site: Site) -> None:
    added = told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    lead(db, site, NIGHT)
    notices.set_paused(db, site, added.id, True, NIGHT)
    assert send_digests(db, MORNING) == 0
    notices.set_paused(db, site, added.id, False, MORNING + clocks.HOUR)
    assert send_digests(db, MORNING + clocks.HOUR) == 1


def test_who_lost_the_role_overnight_is_told_nothing(db: Db, site: Site) -> None:
    who = person(db, site, STAFF, NIGHT)
    told_by_mail(db, site, STAFF, NIGHT, who, **BY_DAY)
    lead(db, site, NIGHT)
    accounts.remove_role(db, who.id, site.id)
    assert send_digests(db, MORNING) == 0
    assert (sent(db), waiting(db)) == ([], [])


def test_who_wants_nothing_at_night_any_more_still_gets_what_was_kept_for_them(db: Db, site: Site) -> None:
    added = told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    lead(db, site, NIGHT)
    notices.change(db, site, added.id, {"choices": {"outside": "nothing"}}, NIGHT)
    assert [send_digests(db, moment) for moment in (NIGHT, MORNING)] == [0, 1]


def test_hours_of_the_site_that_change_overnight_count(db: Db, site: Site) -> None:
    sites.change(db, site.id, {"hours": OFFICE}, NIGHT)
    told_by_mail(db, site, STAFF, NIGHT, when="site_hours")
    lead(db, sites.find(db, site.id), NIGHT)
    sites.change(db, site.id, {"hours": OFFICE | {"holidays": ["2026-11-19"]}}, NIGHT)
    assert [send_digests(db, moment) for moment in (MORNING, at("2026-11-20 08:00"))] == [0, 1]


def test_two_workers_at_once_tell_each_lead_once(db: Db, site: Site) -> None:
    for number in range(6):
        told_by_mail(db, site, f"staff-{number}@shop.example", NIGHT, **BY_DAY)
    for _ in range(3):
        lead(db, site, NIGHT)
    counted: list[int] = []
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        counted.append(send_digests(db, MORNING))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counted) == 6
    assert sorted(sent(db)) == [(f"staff-{number}@shop.example", "lead.digest") for number in range(6)]
    assert {len(row["payload"]["items"]) for row in queued(db)} == {3}


def test_a_worker_that_dies_before_the_commit_has_told_and_forgotten_nothing(
    db: Db, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    found = lead(db, site, NIGHT)
    whole = digest.telling.send

    def dies(*parts: Any, **more: Any) -> str:
        whole(*parts, **more)
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(digest.telling, "send", dies)
        with pytest.raises(MemoryError):
            send_digests(db, MORNING)
    assert (sent(db), waiting(db)) == ([], [(found, MORNING)])
    assert send_digests(db, MORNING) == 1
    assert sent(db) == [(STAFF, "lead.digest")]


def test_a_lead_that_is_late_as_well_is_one_line_that_says_so(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NIGHT, **BY_DAY, late_after=5)
    callback(db, site, NIGHT, promise_at=NIGHT + 10 * clocks.MINUTE)
    assert escalate(db, NIGHT + 20 * clocks.MINUTE) == 1
    assert sent(db) == []
    send_digests(db, MORNING)
    assert [item["heading"] for item in queued(db)[0]["payload"]["items"]] == [
        "Chưa ai gọi · đến lúc 21:00 thứ Tư, 18/11"
    ]


def test_the_job_sends_what_is_due(db: Db, site: Site, settings: Settings, clock: MovableClock) -> None:
    told_by_mail(db, site, STAFF, NIGHT, **BY_DAY)
    lead(db, site, NIGHT)
    clock.now = MORNING
    assert run_once("digests", Context(db, settings, clock)) == 1
    assert digest.send_due(db, brief, MORNING) == 0
