"""Widgets over the server API: made once, edited without overwriting, published whole or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from tests.collector.reports.test_widgets import event, send
from tests.make import make_token, make_widget

ROOT = "/api/v1/widgets"
BAD = {"content": {"channels": [{"kind": "phone", "value": "12"}]}}


@pytest.fixture
def headers(db: Db, now: int, site: Site) -> dict[str, str]:
    return make_token(db, now, site)


def made(client: FlaskClient, headers: dict[str, str], **body: Any) -> dict[str, Any]:
    answer = client.post(ROOT, json={"kind": "callback"} | body, headers=headers)
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json  # type: ignore[assignment]
    return found


def test_a_widget_is_made_as_a_draft_that_is_useful_at_once(client: FlaskClient, headers: dict[str, str]) -> None:
    found = made(client, headers, kind="contact", name="Nút")
    assert (found["status"], found["published"], found["has_changes"]) == ("draft", None, True)
    assert found["config"]["content"]["channels"] == [{"kind": "callback", "value": ""}]
    shown = made(client, headers, publish=True)
    assert (shown["status"], shown["has_changes"]) == ("live", False)


def test_the_same_key_makes_nothing_twice(client: FlaskClient, headers: dict[str, str]) -> None:
    first = made(client, headers, key="key-00001", config={"look": {"radius": 4}})
    assert made(client, headers, key="key-00001", config={"look": {"radius": 4}})["id"] == first["id"]
    other = client.post(ROOT, json={"kind": "callback", "key": "key-00001"}, headers=headers)
    assert (other.status_code, other.json["title"]) == (409, "This key was used for another widget")  # type: ignore[index]
    assert len(client.get(ROOT, headers=headers).json["items"]) == 1  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "contact", "config": BAD}, "content.channels.0.value"),
        ({"kind": "callback", "config": {"look": {"color": "red"}}}, "look.color"),
        ({"kind": "callback", "config": {"lok": {}}}, "lok"),
        ({"kind": "callback", "config": [1]}, "config"),
        ({"kind": "chat"}, "kind"),
        ({}, "kind"),
        ({"kind": "callback", "colour": 1}, "colour"),
        ({"kind": "callback", "key": "short"}, "key"),
        ({"kind": "callback", "key": "key-0001\0"}, "key"),
        ({"kind": "callback", "name": "\udfff"}, "name"),
        ({"kind": "callback", "config": {"content": {"texts": {"vi": {"title": "a\0b"}}}}}, "content.texts.vi.title"),
        ({"kind": "callback", "config": {"content": {"texts": {"vi": {"title": "\ud800"}}}}}, "content.texts.vi.title"),
        ({"kind": "callback", "config": {"look": {"radius": 10**30}}}, "look.radius"),
        ({"kind": "callback", "config": {"schema": 2, "later": 10**30}}, "later"),
        ({"kind": "callback", "config": {"schema": 2, "later": "x" * 100_001}}, "config"),
        ({"kind": "callback", "config": {"triggers": [{"on": "delay"}]}}, "triggers.0.on"),
        (
            {"kind": "callback", "config": {"rules": {"what": "path", "is": "regex", "value": "(a+)+$"}}},
            "rules.value",
        ),
    ],
)
def test_what_cannot_work_is_refused_with_the_field_named(
    client: FlaskClient, headers: dict[str, str], body: dict[str, Any], field: str
) -> None:
    answer = client.post(ROOT, data=json.dumps(body), content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]  # type: ignore[index]
    assert client.get(ROOT, headers=headers).json["items"] == []  # type: ignore[index]


def deep(depth: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"what": "path", "is": "is", "value": "/"}
    for _ in range(depth):
        rule = {"all": [rule]}
    return {"rules": rule}


def test_rules_as_deep_as_anybody_can_send_are_refused_and_not_followed(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    for depth in (6, 20, 300):
        answer = client.post(ROOT, json={"kind": "callback", "config": deep(depth)}, headers=headers)
        assert answer.status_code == 422
        assert all(field.startswith("rules") for field in answer.json["errors"])  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"kind": ' * 20_000, '{"config": {"look": 1e999}', "\xff", "9" * 9000]
)
def test_a_body_that_nobody_can_read_is_a_problem_of_the_sender(
    client: FlaskClient, headers: dict[str, str], text: str
) -> None:
    answer = client.post(ROOT, data=text.encode("latin-1"), content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


def test_settings_of_a_newer_version_are_kept(client: FlaskClient, headers: dict[str, str]) -> None:
    newer = {"schema": 7, "sound": {"on": True}, "look": {"glow": 3}}
    found = made(client, headers, config=newer, publish=True)
    assert found["config"] == newer
    version = client.get(f"{ROOT}/{found['id']}/versions/{found['published']}", headers=headers).json
    assert (version["config"]["sound"], version["config"]["look"]["glow"]) == ({"on": True}, 3)  # type: ignore[index]


def test_what_is_published_stays_when_a_new_draft_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    found = made(client, headers, kind="contact", publish=True)
    path = f"{ROOT}/{found['id']}"
    assert client.patch(path, json={"config": BAD}, headers=headers).status_code == 422
    after: Any = client.get(path, headers=headers).json
    assert (after["published"], after["config"], after["status"]) == (found["published"], found["config"], "live")


def test_two_who_edit_do_not_overwrite_each_other(client: FlaskClient, headers: dict[str, str]) -> None:
    found = made(client, headers)
    path = f"{ROOT}/{found['id']}"
    mine = {"config": {"look": {"radius": 1}}, "revision": found["revision"]}
    theirs = {"config": {"look": {"radius": 2}}, "revision": found["revision"]}
    assert client.patch(path, json=mine, headers=headers).status_code == 200
    for answer in (
        client.patch(path, json=theirs, headers=headers),
        client.post(f"{path}/publish", json={"revision": found["revision"]}, headers=headers),
    ):
        assert (answer.status_code, answer.json["title"]) == (409, "This widget has changed meanwhile")  # type: ignore[index]
    after: Any = client.get(path, headers=headers).json
    assert (after["config"], after["revision"], after["published"]) == ({"look": {"radius": 1}}, 2, None)


def test_a_name_alone_changes_nothing_else(client: FlaskClient, headers: dict[str, str]) -> None:
    found = made(client, headers, config={"look": {"radius": 1}})
    after: Any = client.patch(f"{ROOT}/{found['id']}", json={"name": "Gọi lại"}, headers=headers).json
    assert (after["name"], after["config"]) == ("Gọi lại", {"look": {"radius": 1}})


def test_paused_resumed_and_archived_it_never_loses_what_was_published(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    found = made(client, headers)
    path = f"{ROOT}/{found['id']}"
    assert client.post(f"{path}/resume", headers=headers).status_code == 409
    published: Any = client.post(f"{path}/publish", headers=headers).json
    client.patch(path, json={"config": {"look": {"radius": 3}}}, headers=headers)
    for step, status in (("pause", "paused"), ("resume", "live")):
        answer: Any = client.post(f"{path}/{step}", headers=headers).json
        assert (answer["status"], answer["published"], answer["has_changes"]) == (status, published["published"], True)
    assert client.delete(path, headers=headers).status_code == 204
    assert client.get(path, headers=headers).json["status"] == "archived"  # type: ignore[index]
    assert client.get(f"{ROOT}?status=live", headers=headers).json["items"] == []  # type: ignore[index]
    assert client.post(f"{path}/publish", headers=headers).json["status"] == "live"  # type: ignore[index]


def test_an_earlier_version_comes_back_as_the_draft(client: FlaskClient, headers: dict[str, str], clock: Any) -> None:
    first = made(client, headers, config={"look": {"radius": 1}}, publish=True)
    path = f"{ROOT}/{first['id']}"
    clock.now += 1000
    client.patch(path, json={"config": {"look": {"radius": 2}}}, headers=headers)
    second: Any = client.post(f"{path}/publish", headers=headers).json
    versions: Any = client.get(f"{path}/versions", headers=headers).json
    assert [(one["version"], one["current"]) for one in versions["items"]] == [
        (second["published"], True),
        (first["published"], False),
    ]
    back: Any = client.post(f"{path}/versions/{first['published']}/restore", headers=headers).json
    assert (back["config"]["look"]["radius"], back["published"], back["has_changes"]) == (1, second["published"], True)
    assert client.post(f"{path}/publish", headers=headers).json["published"] == first["published"]  # type: ignore[index]
    assert client.post(f"{path}/versions/nothing/restore", headers=headers).status_code == 404


def test_a_copy_is_a_draft_of_its_own(client: FlaskClient, headers: dict[str, str]) -> None:
    first = made(client, headers, config={"look": {"radius": 1}}, publish=True)
    copy: Any = client.post(f"{ROOT}/{first['id']}/copies", json={"name": "Thử"}, headers=headers).json
    assert (copy["status"], copy["name"], copy["config"]) == ("draft", "Thử", first["config"])
    assert copy["id"] != first["id"]


def test_pages_of_the_list_meet_without_gap_or_repeat(
    client: FlaskClient, headers: dict[str, str], db: Db, site: Site, now: int
) -> None:
    wanted = [make_widget(db, site, "callback", now + n) for n in range(7)]
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        answer: Any = client.get(f"{ROOT}?limit=3&cursor={cursor}", headers=headers).json
        found += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert found == wanted


def test_another_sites_widget_is_not_there(client: FlaskClient, db: Db, site: Site, other_site: Site, now: int) -> None:
    widget = make_widget(db, site, "callback", now)
    foreign = make_token(db, now, other_site)
    path = f"{ROOT}/{widget}"
    answers = [client.get(f"{path}{part}", headers=foreign) for part in ("", "/versions", "/numbers", "/versions/x")]
    posts = ("/publish", "/pause", "/resume", "/copies", "/versions/x/restore")
    answers += [client.post(f"{path}{part}", json={}, headers=foreign) for part in posts]
    answers += [client.patch(path, json={"name": "x"}, headers=foreign), client.delete(path, headers=foreign)]
    answers.append(client.get(f"{ROOT}?site={site.key}", headers=foreign))
    answers.append(client.post(ROOT, json={"kind": "callback", "site": site.key}, headers=foreign))
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert client.get(ROOT, headers=foreign).json["items"] == []  # type: ignore[index]


def test_a_token_that_reads_changes_nothing(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "callback", now)
    reading = make_token(db, now, site, "read")
    path = f"{ROOT}/{widget}"
    assert client.get(f"{path}/numbers", headers=reading).status_code == 200
    answers = [client.post(ROOT, json={"kind": "callback"}, headers=reading), client.delete(path, headers=reading)]
    answers += [client.post(f"{path}/{part}", headers=reading) for part in ("publish", "pause", "resume", "copies")]
    answers.append(client.patch(path, json={"name": "x"}, headers=reading))
    assert [answer.status_code for answer in answers] == [403] * len(answers)


def test_a_token_for_all_sites_names_the_site(
    client: FlaskClient, db: Db, site: Site, other_site: Site, now: int
) -> None:
    for_all = make_token(db, now)
    assert list(client.get(ROOT, headers=for_all).json["errors"]) == ["site"]  # type: ignore[index]
    found = made(client, for_all, site=other_site.key)
    assert found["site"] == other_site.key
    assert client.get(f"{ROOT}/{found['id']}", headers=for_all).status_code == 200


def test_the_list_and_one_widget_tell_the_same_numbers(
    client: FlaskClient, headers: dict[str, str], db: Db, site: Site, now: int
) -> None:
    widget = make_widget(db, site, "callback", now)
    send(db, site, [event(place, "impression", now, widget=widget) for place in (1, 2)], now)
    listed: Any = client.get(ROOT, headers=headers).json
    whole: Any = client.get(f"{ROOT}/{widget}/numbers", headers=headers).json
    assert listed["items"][0]["numbers"] == whole["totals"]
    assert (whole["totals"]["events"]["seen"], whole["totals"]["visitors"]["seen"]) == (2, 1)
    assert (listed["from"], listed["to"], listed["timezone"]) == (whole["from"], whole["to"], whole["timezone"])
    assert (whole["from"], whole["to"], len(whole["rows"])) == ("2026-10-20", "2026-11-18", 30)
    early: Any = client.get(f"{ROOT}/{widget}/numbers?from=2026-11-01&to=2026-11-02", headers=headers).json
    assert early["totals"]["rate"] is None
    wrong = client.get(f"{ROOT}/{widget}/numbers?by=hour", headers=headers)
    assert list(wrong.json["errors"]) == ["by"]  # type: ignore[index]
