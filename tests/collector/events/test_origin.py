"""Which pages may send: the site's own, and the collector's for its own pages. What others send is kept."""

from __future__ import annotations

import json

import pytest

from collector.db import Db
from collector.events import service
from collector.events.directory import Directory
from collector.quarantine import service as quarantine
from collector.sites import service as sites
from collector.sites.service import Site

from .conftest import SHOP, Page, batch, event, kept, stored


@pytest.mark.parametrize(
    "origin",
    [SHOP, "https://www.shop.example", "HTTPS://SHOP.EXAMPLE", "https://shop.example:443", "https://own.example"],
)
def test_pages_of_the_site_and_of_the_collector_may_send(page: Page, site: Site, origin: str) -> None:
    assert page.post(batch(site, event()), HTTP_ORIGIN=origin).json["stored"] == 1


@pytest.mark.parametrize(
    "origin",
    [
        "http://shop.example",
        "https://shop.example:8443",
        "https://m.shop.example",
        "https://shop.example.thief.example",
        "https://notshop.example",
        "https://collector.example",
        "null",
        "",
        "file://",
        "https://",
        "https://*.shop.example",
        "https://shop.example/..//",
        "://[",
        "chrome-extension://abcdef",
        "x" * 5_000,
    ],
)
def test_a_page_of_another_origin_is_thanked_and_its_body_kept(db: Db, page: Page, site: Site, origin: str) -> None:
    body = json.dumps(batch(site, event())).encode()
    answer = page.send(body, HTTP_ORIGIN=origin)
    assert (answer.status, answer.json) == (202, {"status": "quarantined", "reason": "origin"})
    assert stored(db) == []
    (row,) = kept(db)
    assert (row.site_id, row.reason, row.origin, bytes(row.body)) == (site.id, "origin", origin[:300], body)


def test_without_an_origin_header_the_referer_speaks_for_the_page(page: Page, site: Site) -> None:
    assert page.post(batch(site, event()), HTTP_ORIGIN="", HTTP_REFERER=SHOP + "/ao?a=1").json["stored"] == 1


def test_without_a_public_url_the_collector_s_own_pages_are_those_of_the_host_that_was_asked(
    page: Page, site: Site
) -> None:
    page.intake.public_url = ""
    assert page.post(batch(site, event()), HTTP_ORIGIN="https://collector.example").json["stored"] == 1
    assert page.post(batch(site, event("e2")), HTTP_ORIGIN="http://collector.example").json["reason"] == "origin"


def test_a_changed_list_of_origins_is_honoured_within_two_seconds(db: Db, site: Site, now: int) -> None:
    seconds = [100.0]
    directory = Directory(db, lambda: seconds[0])
    new = "https://new.example"
    known = directory.find(site.key)
    assert known is not None
    assert not directory.admits(known, new, "")
    sites.add_origin(db, site.id, new, now)
    seconds[0] += 2
    known = directory.find(site.key)
    assert known is not None
    assert directory.admits(known, new, "")


def test_a_site_that_was_unknown_a_moment_ago_is_found_within_two_seconds(db: Db, now: int) -> None:
    seconds = [100.0]
    directory = Directory(db, lambda: seconds[0])
    assert directory.find("nosuchsite01") is None
    sites.add(db, {"name": "Shop", "origins": [SHOP]}, now)
    with db.write() as tx:
        tx.connection.execute("update sites set key = 'nosuchsite01'")
    seconds[0] += 2
    assert directory.find("nosuchsite01") is not None


def test_thousands_of_keys_and_origins_do_not_fill_the_memory(db: Db, site: Site) -> None:
    directory = Directory(db)
    for number in range(1_100):
        directory.find(f"key{number}")
    known = directory.find(site.key)
    assert known is not None
    for number in range(1_100):
        directory.admits(known, f"https://{number}.example", "")
    assert len(directory._entries) <= 1_000
    assert len(directory._entries[site.key].admitted) <= 1_000


def test_what_a_forgotten_domain_sent_is_replayed_as_if_it_had_been_known(
    db: Db, page: Page, site: Site, now: int
) -> None:
    www = "https://m.shop.example"
    page.post(batch(site, event("e1", at=now - 5_000), event("e2")), HTTP_ORIGIN=www)
    with db.write() as tx:
        (waiting,) = quarantine.waiting(tx, site.id, www, "events")
        assert service.replay(tx, site, waiting) == "stored"
        assert service.replay(tx, site, waiting) == "stored"
    first, second = stored(db)
    assert (first.id, first.at, first.received_at, first.device) == ("e1", now - 5_000, now, "phone")
    assert second.id == "e2"


@pytest.mark.parametrize(("body", "outcome"), [(b"{", "json"), (b"\xff", "utf8"), (b"[]", "shape")])
def test_a_kept_body_that_is_still_unreadable_says_why(db: Db, site: Site, body: bytes, outcome: str) -> None:
    kept_body = quarantine.Kept("q_1", "events", SHOP, "origin", None, body, len(body), {}, 1)
    with db.write() as tx:
        assert service.replay(tx, site, kept_body) == outcome
    assert stored(db) == []
