"""What other programs are told, and when: of leads and conversions, in order, nothing of held ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector import clock as clocks
from collector.accounts import service as accounts
from collector.jobs import Context, run_once
from collector.leads import service as leads
from collector.settings import load
from collector.webhooks import service as webhooks
from tests.collector.webhooks.conftest import Post
from tests.collector.webhooks.verifying import Verifying
from tests.make import lead_body, make_token, make_widget, post_lead
from tests.receiver import Reply

# What tells a program that fills in everything from a person.
HELD = {"fields": {"phone": "0900 000 001", "website": "x"}}


def told(post: Post, target: Verifying) -> list[tuple[str, Any]]:
    """Types and data of what arrived since the last call."""
    post.drain()
    arrived = [(event["type"], event["data"]) for _, event in target.seen]
    target.seen.clear()
    return arrived


def types(post: Post, target: Verifying) -> list[str]:
    return [name for name, _ in told(post, target)]


def change(post: Post, lead_id: str, **changes: Any) -> dict[str, Any]:
    return leads.change_lead(post.db, post.site, lead_id, changes, None, post.clock.now)


@pytest.fixture
def lead_id(post: Post, client: FlaskClient) -> str:
    """A lead that came before anybody listened."""
    return str(post_lead(client, lead_body(post.site, post.clock.now)).json["id"])


def test_a_lead_is_told_as_lists_show_it_and_then_its_conversion(post: Post, client: FlaskClient) -> None:
    with post.receiving() as target:
        answer = post_lead(client, lead_body(post.site, post.clock.now)).json
        (first, lead), (second, conversion) = told(post, target)
    headers = make_token(post.db, post.clock.now, post.site)
    [listed] = client.get("/api/v1/leads", headers=headers).json["items"]  # type: ignore[index]
    assert (first, second) == ("lead.created", "conversion.created")
    assert lead == listed | {"owner": None}
    assert lead["source"] == {
        "channel": "Paid Social",
        "source": "facebook",
        "medium": "paid_social",
        "campaign": "tet-2027",
    }
    assert (lead["site"], lead["phone_e164"], lead["fields"]["name"]) == (post.site.key, "+84900000001", "Đặng Thị Ơn")
    assert conversion.pop("id").startswith("c_")
    assert conversion == {
        "site": post.site.key,
        "goal": "lead",
        "lead": answer["id"],
        "value_minor": 0,
        "currency": "VND",
        "occurred_at": clocks.rfc3339(post.clock.now),
        "source": lead["source"],
    }


def test_a_change_is_one_event_that_names_what_changed(post: Post, lead_id: str) -> None:
    accounts.add_person(post.db, "agent@shop.example", "agent", [post.site.id], post.clock.now)
    with post.db.read() as tx:
        person = tx.connection.execute("select id from people").fetchone()[0]
    with post.receiving() as target:
        change(post, lead_id, status="contacted", note="gọi lại thứ hai", owner_id=person, value_minor=7)
        [(name, data)] = told(post, target)
        assert name == "lead.updated"
        assert data["changed"] == ["status", "value_minor", "owner", "notes"]
        assert (data["status"], data["notes"], data["value_minor"]) == ("contacted", "gọi lại thứ hai", 7)
        assert (data["owner"]["id"], data["owner"]["email"]) == (person, "agent@shop.example")
        change(post, lead_id, status="contacted", note="gọi lại thứ hai")
        assert told(post, target) == []


def test_conversions_of_a_status_are_told_as_they_come_change_and_go(post: Post, lead_id: str) -> None:
    with post.receiving() as target:
        change(post, lead_id, status="won", value_minor=5_000_000)
        (_, _), (name, won) = told(post, target)
        assert (name, won["goal"], won["lead"], won["value_minor"]) == (
            "conversion.created",
            "won",
            lead_id,
            5_000_000,
        )
        change(post, lead_id, value_minor=6_000_000)
        assert told(post, target)[1] == ("conversion.updated", won | {"value_minor": 6_000_000})
        change(post, lead_id, status="lost")
        assert told(post, target)[1] == ("conversion.retracted", won | {"value_minor": 6_000_000})
        change(post, lead_id, status="won", value_minor=1)
        name, again = told(post, target)[1]
        assert (name, again["id"], again["value_minor"]) == ("conversion.created", won["id"], 1)


def test_spam_takes_its_conversion_back(post: Post, lead_id: str) -> None:
    with post.receiving() as target:
        change(post, lead_id, status="spam")
        assert types(post, target) == ["lead.updated", "conversion.retracted"]


def test_of_a_held_lead_nothing_is_told_until_it_is_released(post: Post, client: FlaskClient) -> None:
    with post.receiving() as target:
        held = post_lead(client, lead_body(post.site, post.clock.now, **HELD)).json
        assert held["status"] == "held"
        change(post, held["id"], note="who is that?")
        assert told(post, target) == []
        leads.release(post.db, post.site, held["id"], None, post.clock.now)
        (first, data), (second, _) = told(post, target)
        assert (first, second) == ("lead.created", "conversion.created")
        assert (data["id"], data["held"], data["notes"]) == (held["id"], None, "who is that?")
        leads.release(post.db, post.site, held["id"], None, post.clock.now)
        assert told(post, target) == []


def test_the_same_lead_sent_again_is_told_once(post: Post, client: FlaskClient) -> None:
    with post.receiving() as target:
        for _ in range(3):
            post_lead(client, lead_body(post.site, post.clock.now))
        assert types(post, target) == ["lead.created", "conversion.created"]


def escalate(post: Post) -> int:
    return run_once("escalate", Context(post.db, load({"BECKON_PUBLIC_URL": "https://b.example"}), post.clock))


def test_a_call_back_that_nobody_took_in_time_is_told_once(post: Post, client: FlaskClient) -> None:
    widget = make_widget(post.db, post.site, "callback", post.clock.now)
    lead = post_lead(client, lead_body(post.site, post.clock.now, widget=widget)).json["id"]
    taken = post_lead(client, lead_body(post.site, post.clock.now, widget=widget, key="key-0002")).json["id"]
    change(post, taken, status="contacted")
    [promised] = [one["promise_at"] for one in leads.list_leads(post.db, post.site, {"status": "new"})[0]]
    with post.receiving() as target:
        post.clock.now = clocks.parse_rfc3339(promised) - 1
        assert escalate(post) == 0
        post.clock.now += 1
        assert escalate(post) == 1
        [(name, data)] = told(post, target)
        assert (name, data["id"], data["status"], data["promise_at"]) == ("lead.late", lead, "new", promised)
        post.clock.now += clocks.HOUR
        assert escalate(post) == 0


def test_nothing_late_is_told_to_those_who_do_not_want_it_nor_after_a_day(post: Post, client: FlaskClient) -> None:
    widget = make_widget(post.db, post.site, "callback", post.clock.now)
    post_lead(client, lead_body(post.site, post.clock.now, widget=widget))
    with post.receiving() as target:
        values = {"events": ["lead.created"]}
        webhooks.change(post.db, post.site, target.made["id"], values, post.clock.now, outbound=post.outbound)
        post.clock.now += clocks.HOUR
        assert escalate(post) == 0
        post.clock.now += clocks.DAY
        webhooks.change(post.db, post.site, target.made["id"], {"events": []}, post.clock.now, outbound=post.outbound)
        assert escalate(post) == 0
        assert told(post, target) == []


def test_each_webhook_is_told_what_it_asked_for(post: Post, client: FlaskClient) -> None:
    with post.receiving() as target:
        values = {"events": ["conversion.created"]}
        webhooks.change(post.db, post.site, target.made["id"], values, post.clock.now, outbound=post.outbound)
        post_lead(client, lead_body(post.site, post.clock.now))
        assert types(post, target) == ["conversion.created"]


def test_a_lead_that_is_not_stored_is_not_told(
    post: Post, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with post.receiving() as target:
        monkeypatch.setattr(leads.store, "announce", lambda *_, **__: 1 / 0)
        assert post_lead(client, lead_body(post.site, post.clock.now)).status_code == 500
        assert told(post, target) == []


# What a receiver may do to an attempt; 429 rests the lane, a cut answer makes the event arrive twice.
MOODS = [
    Reply(),
    Reply(),
    Reply(500),
    Reply(429, {"Retry-After": "7"}),
    Reply(301, {"Location": "https://hooks.example.com/"}),
    Reply(body=b"half", manner="cut"),
]
CHANGES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["contacted", "qualified", "won", "lost", "spam", "new"])),
    min_size=1,
    max_size=12,
)


@pytest.fixture
def target(post: Post) -> Iterator[Verifying]:
    """One for all examples of a test: hypothesis would have each of them draw the same ports."""
    with post.receiving() as receiver:
        yield receiver


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, st.lists(st.sampled_from(MOODS), max_size=12))
def test_whatever_happens_to_leads_and_receiver_each_leads_events_arrive_in_order(
    post: Post, target: Verifying, changes: list[tuple[int, str]], moods: list[Reply]
) -> None:
    made = [leads.add_lead(post.db, post.site, {"name": f"Khách {n}"}, post.clock.now)["id"] for n in range(3)]
    for number, (which, status) in enumerate(changes):
        change(post, made[which], status=status, note=str(number))
    target.replies, target.seen = list(moods), []
    for _ in range(40):
        post.drain(10 * clocks.MINUTE)
    queued = [row for row in post.deliveries("order_key, id, state") if row[0] in made]
    assert {state for _, _, state in queued} == {"delivered"}
    assert target.refused == []
    arrived = list(dict.fromkeys(delivery_id for delivery_id, _ in target.seen))
    for which, lead in enumerate(made):
        wanted = [delivery_id for key, delivery_id, _ in queued if key == lead]
        assert [delivery_id for delivery_id in arrived if delivery_id in wanted] == wanted
        updates = [event["data"] for _, event in target.seen if event["type"] == "lead.updated"]
        notes = dict.fromkeys(data["notes"] for data in updates if data["id"] == lead)
        assert list(notes) == [str(number) for number, (changed, _) in enumerate(changes) if changed == which]
