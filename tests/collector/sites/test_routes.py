"""Sites over the server API."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites.service import Site
from tests.make import make_token

ROOT = "/api/v1/sites"
NEW = {"name": "Chi nhánh", "origins": ["https://two.example"], "key": "key-00001"}


@pytest.fixture
def for_all(db: Db, now: int) -> dict[str, str]:
    return make_token(db, now)


def test_a_site_is_made_once_with_every_default_and_its_tag(client: FlaskClient, for_all: dict[str, str]) -> None:
    first, again = (client.post(ROOT, json=NEW, headers=for_all) for _ in range(2))
    found: Any = first.json
    assert (first.status_code, again.json) == (201, found)
    assert (found["locale"], found["currency"], found["gap_seconds"]) == ("vi", "VND", 30)
    assert found["key"] != NEW["key"]
    assert found["tag"].endswith(f'/s/{found["key"]}.js"></script>')
    other = client.post(ROOT, json=NEW | {"name": "Khác"}, headers=for_all)
    assert (other.status_code, other.json["title"]) == (409, "This key was used for another site")  # type: ignore[index]


def test_a_sites_own_token_changes_it_and_sees_no_other(
    client: FlaskClient, db: Db, site: Site, other_site: Site, now: int
) -> None:
    own = make_token(db, now, site)
    assert [one["key"] for one in client.get(ROOT, headers=own).json["items"]] == [site.key]  # type: ignore[index]
    changed = client.patch(f"{ROOT}/{site.key}", json={"gap_seconds": 120}, headers=own)
    assert changed.json["gap_seconds"] == 120  # type: ignore[index]
    assert client.get(f"{ROOT}/{other_site.key}", headers=own).status_code == 404
    assert client.patch(f"{ROOT}/{other_site.key}", json={"name": "x"}, headers=own).status_code == 404
    assert client.post(ROOT, json=NEW, headers=own).status_code == 403


def test_a_token_that_reads_changes_nothing(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    for reading in (make_token(db, now, site, "read"), make_token(db, now, None, "read")):
        assert client.patch(f"{ROOT}/{site.key}", json={"name": "x"}, headers=reading).status_code == 403
        assert client.post(ROOT, json=NEW, headers=reading).status_code == 403


def test_two_who_edit_do_not_overwrite_each_other(client: FlaskClient, site: Site, for_all: dict[str, str]) -> None:
    path = f"{ROOT}/{site.key}"
    seen = client.get(path, headers=for_all).json["revision"]  # type: ignore[index]
    assert client.patch(path, json={"name": "Một", "revision": seen}, headers=for_all).status_code == 200
    second = client.patch(path, json={"name": "Hai", "revision": seen}, headers=for_all)
    assert (second.status_code, second.json["title"]) == (409, "This site has changed meanwhile")  # type: ignore[index]
    assert client.get(path, headers=for_all).json["name"] == "Một"  # type: ignore[index]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"origins": ["shop"]}, "origins"),
        ({"origins": []}, "origins"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"currency": "XXXX"}, "currency"),
        ({"gate": "maybe"}, "gate"),
        ({"gap_seconds": -1}, "gap_seconds"),
        ({"gap_seconds": 10**30}, "gap_seconds"),
        ({"hours": {"week": []}}, "hours"),
        ({"name": "a\0b"}, "name"),
        ({"phone": "\ud800"}, "phone"),
        ({"colour": 1}, "colour"),
    ],
)
def test_what_cannot_be_used_is_named_and_changes_nothing(
    client: FlaskClient, site: Site, for_all: dict[str, str], values: dict[str, Any], field: str
) -> None:
    path = f"{ROOT}/{site.key}"
    before = client.get(path, headers=for_all).json
    answer = client.patch(path, json=values, headers=for_all)
    assert answer.status_code == 422
    assert [name.partition(".")[0] for name in answer.json["errors"]] == [field]  # type: ignore[index]
    assert client.get(path, headers=for_all).json == before


def test_pages_of_the_list_meet(client: FlaskClient, site: Site, other_site: Site, for_all: dict[str, str]) -> None:
    first: Any = client.get(f"{ROOT}?limit=1", headers=for_all).json
    second: Any = client.get(f"{ROOT}?limit=1&cursor={first['next']}", headers=for_all).json
    assert {first["items"][0]["key"], second["items"][0]["key"]} == {site.key, other_site.key}
    assert second["next"] is None
