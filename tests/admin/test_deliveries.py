"""What was sent out: found by state and target, explained, sent again, given up."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector import clock as clocks
from collector.db import Db
from collector.outbox import service as outbox
from collector.outbox.sending import Delivery, Kind, Refused, TryLater
from collector.outbox.worker import Worker
from collector.sites.service import Site
from tests.admin.cast import SCRIPTED
from tests.conftest import MovableClock


def put(db: Db, site: Site, now: int, target: str, **more: Any) -> str:
    values = {"kind": "email", "event": "lead.created", "lane": target, "payload": {"title": "0900 000 001"}}
    with db.write() as tx:
        return outbox.put(tx, site.id, target=target, target_id=f"r_{target}", now=now, **values | more)  # type: ignore[arg-type]


def send(delivery: Delivery) -> None:
    if delivery.target.startswith("gone"):
        raise Refused("the mail server refused the message (550)")
    if delivery.target.startswith("slow"):
        raise TryLater("timed out after 10 seconds")


def work(db: Db, clock: MovableClock) -> None:
    worker = Worker(db, {"email": Kind("email", send)}, clock)
    worker.drain()
    worker.close()


@pytest.fixture
def three(db: Db, site: Site, now: int, clock: MovableClock) -> dict[str, str]:
    found = {name: put(db, site, now, f"{name}@shop.example") for name in ("good", "gone", "slow")}
    work(db, clock)
    return found


def page(client: FlaskClient, site: Site, query: str = "") -> str:
    return client.get(f"/admin/{site.key}/deliveries{query}").text


def test_each_delivery_tells_what_to_whom_in_which_state_and_why(
    agent: FlaskClient, site: Site, three: dict[str, str]
) -> None:
    text = page(agent, site)
    for name in three:
        assert f"{name}@shop.example" in text
    assert "New lead" in text
    assert "the mail server refused the message (550)" in text
    assert "1 attempt" in text
    assert "The oldest one waits since" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?state=waiting", {"slow"}),
        ("?state=failed", {"gone"}),
        ("?state=delivered", {"good"}),
        ("?state=refused", {"gone"}),
        ("?state=nonsense", {"good", "gone", "slow"}),
        ("?target_id=r_good@shop.example", {"good"}),
        ("?kind=webhook", set()),
        ("?event=lead.created&kind=email", {"good", "gone", "slow"}),
    ],
)
def test_it_is_filtered_by_state_kind_and_target(
    agent: FlaskClient, site: Site, three: dict[str, str], query: str, shown: set[str]
) -> None:
    text = page(agent, site, query)
    assert {name for name, found in three.items() if f'id="row-{found}"' in text} == shown


def test_states_and_targets_are_counted(agent: FlaskClient, site: Site, three: dict[str, str]) -> None:
    text = page(agent, site)
    for tab, count in (("all", 3), ("waiting", 1), ("delivered", 1), ("failed", 1), ("cancelled", 0)):
        start = text.index(f'id="tab-{tab}"')
        assert f'<span class="count">{count}</span>' in text[start : start + 300], tab
    assert "By target" in text


def test_older_ones_come_on_a_further_page(agent: FlaskClient, db: Db, site: Site, now: int) -> None:
    made = [put(db, site, now + number, "many@shop.example") for number in range(60)]
    first = page(agent, site)
    assert f"row-{made[-1]}" in first
    assert f"row-{made[5]}" not in first
    following = first.split("cursor=")[1].split('"')[0].split("&")[0]
    rest = agent.get(f"/admin/{site.key}/deliveries?cursor={following}", headers={"HX-Request": "true"}).text
    assert f"row-{made[5]}" in rest
    assert "<html" not in rest


def test_one_delivery_tells_every_failed_attempt_and_when_the_next_is(
    agent: FlaskClient, db: Db, site: Site, three: dict[str, str], clock: MovableClock
) -> None:
    clock.now += clocks.MINUTE
    work(db, clock)
    text = agent.get(f"/admin/{site.key}/deliveries/{three['slow']}").text
    assert text.count("timed out after 10 seconds") == 3  # now, and twice before
    assert "It is tried again" in text
    assert "0900 000 001" not in text


def test_what_failed_is_sent_again_under_the_same_id(
    agent: FlaskClient, db: Db, site: Site, three: dict[str, str], clock: MovableClock
) -> None:
    path = f"/admin/{site.key}/deliveries/{three['gone']}"
    assert agent.post(path, data={"do": "redeliver"}).status_code == 303
    assert outbox.get(db, site.id, three["gone"])[0].state == "pending"
    sent: list[str] = []
    worker = Worker(db, {"email": Kind("email", lambda delivery: sent.append(delivery.id))}, clock)
    worker.drain()
    worker.close()
    assert sent == [three["gone"]]


def test_what_waits_is_sent_at_once_or_given_up(
    agent: FlaskClient, db: Db, site: Site, three: dict[str, str], clock: MovableClock
) -> None:
    path = f"/admin/{site.key}/deliveries/{three['slow']}"
    agent.post(path, data={"do": "redeliver"})
    row = outbox.get(db, site.id, three["slow"])[0]
    assert (row.next_at, outbox.lane(db, row.lane).pause_until) == (clock.now, clock.now)
    agent.post(path, data={"do": "cancel"})
    assert outbox.get(db, site.id, three["slow"])[0].state == "cancelled"
    assert agent.post(path, data={"do": "cancel"}).status_code == 409


def test_a_viewer_does_not_see_deliveries_and_a_stranger_finds_none(
    viewer: FlaskClient, agent: FlaskClient, other_site: Site, db: Db, site: Site, now: int
) -> None:
    assert viewer.get(f"/admin/{site.key}/deliveries").status_code == 403
    foreign = put(db, other_site, now, "a@other.example")
    assert agent.get(f"/admin/{site.key}/deliveries/{foreign}").status_code == 404
    assert agent.post(f"/admin/{site.key}/deliveries/{foreign}", data={"do": "cancel"}).status_code == 404
    assert outbox.get(db, other_site.id, foreign)[0].state == "pending"


def test_hostile_targets_and_reasons_are_inert(agent: FlaskClient, db: Db, site: Site, now: int) -> None:
    found = put(db, site, now, SCRIPTED, event=SCRIPTED, kind="email")
    for path in ("deliveries", f"deliveries/{found}"):
        assert "<script>document" not in agent.get(f"/admin/{site.key}/{path}").text


def test_without_any_delivery_the_page_says_what_it_is_for(agent: FlaskClient, site: Site) -> None:
    assert "you see here who was told of it" in page(agent, site)
