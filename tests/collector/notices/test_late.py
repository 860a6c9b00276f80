"""A call-back that nobody took in time: whoever asked to hear of it does, once, and the lead remembers."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from collector import clock as clocks
from collector.db import Db
from collector.jobs import Context, run_once
from collector.leads import late
from collector.leads import service as leads
from collector.notices import service as notices
from collector.settings import Settings
from collector.sites.service import Site
from tests.collector.notices.people import (
    BASE,
    OFFICE,
    at,
    callback,
    escalate,
    lead,
    person,
    queued,
    send_digests,
    sent,
    told_by_mail,
    waiting,
)
from tests.conftest import MovableClock

STAFF, BOSS = "nhan-vien@shop.example", "chu@shop.example"
NOON = at("2026-11-18 12:00")
PROMISED = NOON + 15 * clocks.MINUTE


def late_ones(db: Db) -> list[str]:
    return [target for target, event in sent(db) if event == "lead.late"]


def test_each_hears_of_it_once_after_as_many_minutes_as_they_chose(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NOON, late_after=0)
    told_by_mail(db, site, BOSS, NOON, late_after=30)
    told_by_mail(db, site, "kho@shop.example", NOON)
    found = callback(db, site, NOON, PROMISED)
    heard = []
    for after in (-1, 0, 1, 29, 30, 31, 600):
        escalate(db, PROMISED + after * clocks.MINUTE)
        heard.append(late_ones(db))
    assert heard == [[], [STAFF], [STAFF], [STAFF], *[[STAFF, BOSS]] * 3]
    notice = queued(db)[-1]["payload"]
    assert notice["title"] == "Chưa ai gọi khách này · Mộc An"
    assert notice["intro"] == "Đã hẹn gọi trước 12:15 hôm nay, 18/11, đến giờ vẫn chưa ai nhận."
    assert notice["items"][0]["link"] == f"{BASE}/admin/{site.key}/leads/{found}"


def test_the_leads_history_says_it_once(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NOON, late_after=0)
    told_by_mail(db, site, BOSS, NOON, late_after=30)
    found = callback(db, site, NOON, PROMISED)
    for after in (0, 1, 30, 31):
        escalate(db, PROMISED + after * clocks.MINUTE)
    changes = [change["what"] for change in leads.get_lead(db, site, found, "vi")["changes"]]
    assert changes == ["created", "escalated"]


@pytest.mark.parametrize("values", [{"status": "contacted"}, {"status": "spam"}, {"owner": True}])
def test_what_somebody_has_taken_up_is_not_late(db: Db, site: Site, values: dict[str, Any]) -> None:
    told_by_mail(db, site, BOSS, NOON, late_after=0)
    found = callback(db, site, NOON, PROMISED)
    changes = {"owner_id": person(db, site, STAFF, NOON).id} if "owner" in values else values
    leads.change_lead(db, site, found, changes, None, NOON, BASE)
    assert escalate(db, PROMISED + clocks.HOUR) == 0
    assert late_ones(db) == []


def test_a_lead_without_a_promise_is_never_late(db: Db, site: Site) -> None:
    told_by_mail(db, site, BOSS, NOON, late_after=0)
    lead(db, site, NOON)
    assert escalate(db, NOON + clocks.HOUR) == 0


@pytest.mark.parametrize("choices", [{"kinds": ["form"]}, {"mine_only": True}, {"late_after": None}])
def test_who_did_not_ask_for_it_is_not_told(db: Db, site: Site, choices: dict[str, Any]) -> None:
    who = person(db, site, BOSS, NOON)
    told_by_mail(db, site, BOSS, NOON, who, **{"late_after": 0} | choices)
    callback(db, site, NOON, PROMISED)
    assert escalate(db, PROMISED) == 0
    assert late_ones(db) == []


def test_who_is_paused_is_told_when_resumed_the_same_day(db: Db, site: Site) -> None:
    added = told_by_mail(db, site, BOSS, NOON, late_after=0)
    notices.set_paused(db, site, added.id, True, NOON)
    callback(db, site, NOON, PROMISED)
    assert escalate(db, PROMISED) == 0
    notices.set_paused(db, site, added.id, False, PROMISED + clocks.HOUR)
    assert escalate(db, PROMISED + clocks.HOUR) == 1


def test_switching_it_on_tells_of_the_last_day_alone(db: Db, site: Site) -> None:
    for hours in (1, 23, 24, 25, 500):
        callback(db, site, PROMISED, PROMISED - hours * clocks.HOUR)
    told_by_mail(db, site, BOSS, NOON, late_after=0)
    assert escalate(db, PROMISED) == 2


def test_the_last_day_counts_from_when_each_was_to_hear_of_it(db: Db, site: Site) -> None:
    told_by_mail(db, site, STAFF, NOON, late_after=0)
    told_by_mail(db, site, BOSS, NOON, late_after=60)
    callback(db, site, NOON, PROMISED)
    escalate(db, PROMISED + clocks.DAY + 30 * clocks.MINUTE)
    assert late_ones(db) == [BOSS]


def test_outside_their_hours_it_waits_for_the_morning_unless_they_are_always_on(db: Db, site: Site) -> None:
    night = at("2026-11-18 21:00")
    told_by_mail(db, site, STAFF, night, when="own_hours", hours=OFFICE, late_after=0)
    told_by_mail(db, site, BOSS, night, late_after=0)
    callback(db, site, night, night + clocks.MINUTE)
    escalate(db, night + clocks.HOUR)
    assert late_ones(db) == [BOSS]
    assert [due for _, due in waiting(db)] == [at("2026-11-19 08:00")]
    escalate(db, at("2026-11-19 08:00"))
    send_digests(db, at("2026-11-19 08:00"))
    assert [event for target, event in sent(db) if target == STAFF] == ["lead.digest"]


def test_who_wants_nothing_outside_their_hours_hears_of_it_when_these_begin(db: Db, site: Site) -> None:
    night = at("2026-11-18 21:00")
    choices: dict[str, Any] = {"when": "own_hours", "hours": OFFICE, "outside": "nothing", "late_after": 0}
    told_by_mail(db, site, STAFF, night, **choices)
    callback(db, site, night, night + clocks.MINUTE)
    assert (escalate(db, night + clocks.HOUR), waiting(db)) == (0, [])
    assert escalate(db, at("2026-11-19 08:00")) == 1
    assert late_ones(db) == [STAFF]


def test_it_is_not_sent_when_it_has_become_old_news(db: Db, site: Site) -> None:
    told_by_mail(db, site, BOSS, NOON, late_after=0)
    callback(db, site, NOON, PROMISED)
    escalate(db, PROMISED)
    with db.read() as tx:
        rows = tx.connection.execute("select deadline_at from outbox where event = 'lead.late'").fetchall()
    assert [row[0] for row in rows] == [PROMISED + clocks.DAY]


def test_a_lead_that_is_taken_while_the_job_looks_is_left_alone(db: Db, site: Site) -> None:
    told_by_mail(db, site, BOSS, NOON, late_after=0)
    found = callback(db, site, NOON, PROMISED)
    leads.change_lead(db, site, found, {"status": "contacted"}, None, NOON, BASE)
    with db.write() as tx:
        assert late._tell(tx, site, found, BASE, PROMISED) == 0
    assert late_ones(db) == []


def test_two_workers_at_once_tell_each_once(db: Db, site: Site) -> None:
    for number in range(4):
        told_by_mail(db, site, f"staff-{number}@shop.example", NOON, late_after=0)
    found = [callback(db, site, NOON, PROMISED + number) for number in range(4)]
    start = threading.Barrier(3)

    def work() -> None:
        start.wait()
        escalate(db, PROMISED + clocks.MINUTE)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [(row["lead_id"], row["target"]) for row in queued(db) if row["event"] == "lead.late"]
    assert sorted(told) == sorted((one, f"staff-{number}@shop.example") for one in found for number in range(4))
    for one in found:
        assert [change["what"] for change in leads.get_lead(db, site, one, "vi")["changes"]].count("escalated") == 1


def test_a_worker_that_dies_before_the_commit_has_told_nobody(
    db: Db, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_by_mail(db, site, BOSS, NOON, late_after=0)
    callback(db, site, NOON, PROMISED)

    def dies(*_: Any, **__: Any) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(late.store, "note_change", dies)
        with pytest.raises(MemoryError):
            escalate(db, PROMISED)
    assert late_ones(db) == []
    assert escalate(db, PROMISED) == 1
    assert late_ones(db) == [BOSS]


def test_sites_without_anybody_to_tell_cost_nothing(db: Db, site: Site, other_site: Site) -> None:
    callback(db, other_site, NOON, PROMISED)
    told_by_mail(db, site, BOSS, NOON)
    assert escalate(db, PROMISED) == 0


def test_the_job_tells_with_links_to_this_installation(
    db: Db, site: Site, settings: Settings, clock: MovableClock
) -> None:
    told_by_mail(db, site, BOSS, NOON, late_after=0)
    callback(db, site, NOON, PROMISED)
    clock.now = PROMISED
    assert run_once("escalate", Context(db, settings, clock)) == 1
    assert queued(db)[-1]["payload"]["items"][0]["link"].startswith(f"{BASE}/admin/{site.key}/leads/l_")
