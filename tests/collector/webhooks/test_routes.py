"""`/api/v1/webhooks`: scopes, reach, what is shown, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from tests.collector.webhooks.conftest import URL
from tests.make import make_token

ROOT = "/api/v1/webhooks"


@pytest.fixture
def headers(db: Db, now: int, site: Site) -> dict[str, str]:
    return make_token(db, now, site)


@pytest.fixture
def reader(db: Db, now: int, site: Site) -> dict[str, str]:
    return make_token(db, now, site, "read")


@pytest.fixture
def made(client: FlaskClient, headers: dict[str, str]) -> dict[str, Any]:
    answer = client.post(ROOT, json={"url": URL}, headers=headers)
    assert answer.status_code == 201
    return answer.json  # type: ignore[return-value]


def test_a_webhook_is_made_read_changed_and_removed(
    client: FlaskClient, headers: dict[str, str], made: dict[str, Any]
) -> None:
    path = f"{ROOT}/{made['id']}"
    assert made["secret"].startswith("whsec_")
    assert made["url"] == URL
    known = made | {"secret": "set"}
    assert client.get(path, headers=headers).json == known
    listed: Any = client.get(ROOT, headers=headers).json
    assert listed == {"items": [known | {"url": None}], "next": None}
    changed: Any = client.patch(path, json={"events": ["lead.created"], "active": False}, headers=headers).json
    assert changed == known | {"events": ["lead.created"], "active": False}
    assert client.delete(path, headers=headers).status_code == 204
    assert client.get(path, headers=headers).status_code == 404


def test_a_token_that_only_reads_sees_no_whole_address_and_changes_nothing(
    client: FlaskClient, reader: dict[str, str], made: dict[str, Any]
) -> None:
    path = f"{ROOT}/{made['id']}"
    for place in (ROOT, path):
        answer = client.get(place, headers=reader)
        assert answer.status_code == 200
        assert "canary" not in answer.text
        assert "whsec_" not in answer.text
    refused = [
        client.post(ROOT, json={"url": URL}, headers=reader),
        client.patch(path, json={}, headers=reader),
        client.delete(path, headers=reader),
        client.post(f"{path}/secret", headers=reader),
        client.post(f"{path}/test", headers=reader),
    ]
    assert [answer.status_code for answer in refused] == [403] * 5


def test_a_token_of_another_site_sees_no_such_webhook(
    client: FlaskClient, db: Db, now: int, other_site: Site, site: Site, made: dict[str, Any]
) -> None:
    stranger = make_token(db, now, other_site)
    path = f"{ROOT}/{made['id']}"
    answers = [
        client.get(path, headers=stranger),
        client.patch(path, json={"active": False}, headers=stranger),
        client.delete(path, headers=stranger),
        client.post(f"{path}/secret", headers=stranger),
        client.post(f"{path}/test", headers=stranger),
        client.get(f"{ROOT}?site={site.key}", headers=stranger),
        client.post(ROOT, json={"url": URL, "site": site.key}, headers=stranger),
    ]
    assert [answer.status_code for answer in answers] == [404] * 7
    assert client.get(ROOT, headers=stranger).json == {"items": [], "next": None}


def test_a_token_for_all_sites_names_the_site(
    client: FlaskClient, db: Db, now: int, other_site: Site, made: dict[str, Any]
) -> None:
    everywhere = make_token(db, now)
    assert client.get(ROOT, headers=everywhere).status_code == 422
    second: Any = client.post(ROOT, json={"url": URL, "site": other_site.key}, headers=everywhere).json
    assert second["site"] == other_site.key
    listed: Any = client.get(f"{ROOT}?site={other_site.key}", headers=everywhere).json
    assert [one["id"] for one in listed["items"]] == [second["id"]]
    assert client.get(f"{ROOT}/{made['id']}", headers=everywhere).json["id"] == made["id"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"url": "https://in.example.org/"}, 422, "url"),
        ({"url": "https://hooks.example.com/" + "a" * 3000}, 422, "url"),
        ({"url": "nonsense"}, 422, "url"),
        ({"url": 7}, 422, "url"),
        ({}, 422, "url"),
        ({"url": URL, "events": ["lead.eaten"]}, 422, "events.0"),
        ({"url": URL, "secret": "whsec_mine"}, 422, "secret"),
        ({"url": URL}, 409, "url"),
    ],
)
def test_what_cannot_be_used_is_named_in_plain_words(
    client: FlaskClient,
    headers: dict[str, str],
    made: dict[str, Any],
    body: dict[str, Any],
    status: int,
    field: str,
) -> None:
    answer = client.post(ROOT, json=body, headers=headers)
    assert answer.status_code == status
    assert list(answer.json["errors"]) == [field]  # type: ignore[index]
    assert "canary" not in answer.text


def test_a_rotation_shows_the_new_secret_once(
    client: FlaskClient, headers: dict[str, str], made: dict[str, Any]
) -> None:
    path = f"{ROOT}/{made['id']}"
    rotated: Any = client.post(f"{path}/secret", headers=headers).json
    assert rotated["secret"].startswith("whsec_")
    assert rotated["secret"] != made["secret"]
    shown: Any = client.get(path, headers=headers).json
    assert (shown["secret"], shown["old_secret_until"]) == ("set", rotated["old_secret_until"])


def test_a_test_answers_with_the_delivery_to_poll(
    client: FlaskClient, headers: dict[str, str], made: dict[str, Any]
) -> None:
    answer = client.post(f"{ROOT}/{made['id']}/test", headers=headers)
    assert answer.status_code == 202
    found: Any = client.get(f"/api/v1/deliveries/{answer.json['delivery']}", headers=headers).json  # type: ignore[index]
    assert (found["event"], found["state"], found["target_id"]) == ("ping", "pending", made["id"])
