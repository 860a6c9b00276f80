"""POST /v1/events as docs/api.md promises it."""

from __future__ import annotations

import json

import pytest

from collector.db import Db
from collector.events.intake import Intake
from collector.sites import service as sites
from collector.sites.service import Site

from .conftest import PHONE, SHOP, VISITOR, Page, batch, event, kept, stored

ALL_STORED = {"stored": 1, "duplicate": 0, "quarantined": 0}


def test_it_stores_an_event_and_says_so(db: Db, page: Page, site: Site, now: int) -> None:
    sent = event(url=SHOP + "/ao?gclid=a", referrer="https://news.example/", widget="w_1", variant="a")
    answer = page.post(batch(site, sent | {"value_minor": 5, "currency": "VND", "props": {"kênh": "zalo", "n": 1.5}}))
    assert (answer.status, answer.json) == (202, ALL_STORED)
    (row,) = stored(db)
    assert (row.site_id, row.id, row.name, row.visitor) == (site.id, "e1", "pageview", VISITOR)
    assert (row.at, row.received_at, row.day) == (now, now, "2026-11-18")
    assert (row.url, row.referrer) == (SHOP + "/ao?gclid=a", "https://news.example/")
    assert (row.widget_id, row.variant, row.value_minor, row.currency) == ("w_1", "a", 5, "VND")
    assert json.loads(row.props) == {"kênh": "zalo", "n": 1.5}
    assert (row.device, row.user_agent, row.excluded) == ("phone", PHONE, None)
    assert (row.visit_id, row.touch_id) == (None, None)


AMOUNTS = [
    ("12.50", "USD", (1250, "USD")),
    (12.5, "USD", (1250, "USD")),
    ("0.005", "USD", (1, "USD")),
    ("185000", "VND", (185000, "VND")),
    ("12.6", "VND", (13, "VND")),
    ("-1", "KWD", (-1000, "KWD")),
    ("1e3", "EUR", (100000, "EUR")),
    ("1e300", "EUR", (None, None)),
    ("NaN", "EUR", (None, None)),
    ("Infinity", "EUR", (None, None)),
    ("12,5", "EUR", (None, None)),
    ("", "EUR", (None, None)),
    (5, None, (None, None)),
]


@pytest.mark.parametrize(("value", "currency", "expected"), AMOUNTS)
def test_an_amount_in_major_units_is_stored_in_minor_ones_or_left_out(
    db: Db, page: Page, site: Site, value: object, currency: str | None, expected: tuple[int | None, str | None]
) -> None:
    answer = page.post(batch(site, event(name="sale") | {"value": value, "currency": currency}))
    assert answer.json == ALL_STORED
    (row,) = stored(db)
    assert (row.value_minor, row.currency) == expected


def test_optional_fields_may_be_left_out_and_unknown_ones_are_left_unread(db: Db, page: Page, site: Site) -> None:
    answer = page.post(batch(site, {"id": "e1", "name": "open", "at": 0, "novelty": [1]}, visitor=None, novelty=1))
    assert answer.json == ALL_STORED
    (row,) = stored(db)
    assert (row.url, row.referrer, row.props, row.visitor, row.widget_id) == ("", "", "{}", None, None)


def test_the_same_event_again_is_a_duplicate_and_the_first_stands(db: Db, page: Page, site: Site) -> None:
    page.post(batch(site, event("e1", url=SHOP + "/first"), event("e2")))
    answer = page.post(batch(site, event("e1", url=SHOP + "/second"), event("e3")))
    assert answer.json == {"stored": 1, "duplicate": 1, "quarantined": 0}
    first, *others = stored(db)
    assert (first.id, first.url) == ("e1", SHOP + "/first")
    assert [row.id for row in others] == ["e2", "e3"]


def test_an_id_twice_in_one_body_is_stored_once_and_the_first_stands(db: Db, page: Page, site: Site) -> None:
    answer = page.post(batch(site, event("e1", url="a"), event("e1", url="b"), event("e1", url="c")))
    assert answer.json == {"stored": 1, "duplicate": 2, "quarantined": 0}
    assert [row.url for row in stored(db)] == ["a"]


def test_two_sites_may_use_the_same_event_id(db: Db, page: Page, site: Site, now: int) -> None:
    other = sites.add(db, {"name": "Other", "origins": [SHOP]}, now)
    assert page.post(batch(site, event("e1"))).json == ALL_STORED
    assert page.post(batch(other, event("e1"))).json == ALL_STORED


def test_an_empty_list_of_events_is_answered_in_kind(page: Page, site: Site) -> None:
    assert page.post(batch(site)).json == {"stored": 0, "duplicate": 0, "quarantined": 0}


def test_one_bad_event_of_three_is_quarantined_alone(db: Db, page: Page, site: Site, now: int) -> None:
    answer = page.post(batch(site, event("e1"), event("e2", name="Page View"), event("e3")))
    assert answer.json == {"stored": 2, "duplicate": 0, "quarantined": 1}
    assert [row.id for row in stored(db)] == ["e1", "e3"]
    (row,) = kept(db)
    assert (row.site_id, row.route, row.origin, row.reason) == (site.id, "events", SHOP, "shape")
    assert (row.pointer, row.received_at) == ("/events/1/name", now)
    assert json.loads(bytes(row.body)) == batch(site, event("e2", name="Page View"))
    assert json.loads(row.request) == {"user_agent": PHONE}


def test_an_unknown_site_is_answered_404_and_nothing_is_kept(db: Db, page: Page, site: Site) -> None:
    answer = page.post(batch(site, event(), site="nosuchsite01"))
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json == {"type": "about:blank", "title": "No such site", "status": 404}
    assert kept(db) == []


@pytest.mark.parametrize("key", ["", "a" * 60_000, "a\0b", "\ud800", "'; drop table sites", "Ế"])
def test_a_site_key_that_no_site_can_have_is_answered_404(page: Page, site: Site, key: str) -> None:
    assert page.post(batch(site, event(), site=key)).status == 404


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_refused_with_413(db: Db, page: Page, site: Site) -> None:
    body = json.dumps(batch(site, event())).encode()
    assert page.send(body.ljust(65_536)).json == ALL_STORED
    answer = page.send(body.ljust(65_537))
    assert (answer.status, answer.json["title"]) == (413, "The body is too large")
    assert kept(db) == []


@pytest.mark.parametrize("length", ["", "-1", "x", "\u00b2", "99999999999999999999999"])
def test_a_body_that_says_no_length_or_an_absurd_one_is_refused_all_the_same(page: Page, length: str) -> None:
    assert page.send(b" " * 65_537, CONTENT_LENGTH=length).status == 413


def test_a_body_that_ended_early_is_refused_and_not_kept(db: Db, page: Page, site: Site) -> None:
    body = json.dumps(batch(site, event())).encode()
    answer = page.send(body[:-9], CONTENT_LENGTH=str(len(body)))
    assert (answer.status, answer.json["title"]) == (400, "The body ended early")
    assert (stored(db), kept(db)) == ([], [])


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "zstd", "GZIP", "identity, gzip"])
def test_a_compressed_body_is_refused_with_415(page: Page, site: Site, encoding: str) -> None:
    assert page.post(batch(site, event()), HTTP_CONTENT_ENCODING=encoding).status == 415


def test_a_multipart_body_is_refused_with_415(page: Page, site: Site) -> None:
    assert page.post(batch(site, event()), CONTENT_TYPE="Multipart/Form-Data; boundary=x").status == 415


@pytest.mark.parametrize("media", ["", "text/plain", "application/json; charset=utf-8", "application/x-beacon", "??"])
def test_any_other_content_type_is_read_as_json(page: Page, site: Site, media: str) -> None:
    assert page.post(batch(site, event()), CONTENT_TYPE=media).json == ALL_STORED


def test_compressed_bytes_that_claim_to_be_plain_are_quarantined(page: Page) -> None:
    answer = page.send(b"\x1f\x8b\x08\x00\x00\x00\x00\x00", HTTP_CONTENT_ENCODING="identity")
    assert (answer.status, answer.json) == (202, {"status": "quarantined", "reason": "utf8"})


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_another_method_is_answered_405_with_those_that_are_allowed(page: Page, method: str) -> None:
    answer = page.send(b"", REQUEST_METHOD=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "POST, OPTIONS")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_preflight_is_answered_for_every_origin_without_credentials(page: Page) -> None:
    answer = page.send(b"", REQUEST_METHOD="OPTIONS", HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert answer.headers["Access-Control-Max-Age"] == "7200"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_every_answer_carries_the_same_guarding_headers_and_no_cookie(page: Page, site: Site) -> None:
    answers = [
        page.post(batch(site, event())),
        page.post(batch(site, event()), HTTP_ORIGIN="https://thief.example"),
        page.send(b"{"),
        page.send(b"", REQUEST_METHOD="GET"),
        page.send(b"", REQUEST_METHOD="OPTIONS"),
        page.send(b"", HTTP_CONTENT_ENCODING="br"),
    ]
    assert [answer.status for answer in answers] == [202, 202, 202, 405, 204, 415]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not {"Set-Cookie", "Access-Control-Allow-Credentials"} & set(answer.headers)


@pytest.mark.parametrize("path", ["/", "/v1/events/", "/v1/eventsx", "/v1/leads", "/b/v1/events", ""])
def test_every_other_path_goes_to_the_application_untouched(page: Page, path: str) -> None:
    answer = page.send(b"", PATH_INFO=path)
    assert (answer.status, answer.headers, answer.body) == (200, {"X-App": "yes"}, path.encode())


def test_below_a_prefix_the_route_moves_with_it(intake: Intake, page: Page, site: Site) -> None:
    intake.path = "/b/v1/events"
    assert page.post(batch(site, event())).json == ALL_STORED
    assert page.post(batch(site, event()), PATH_INFO="/v1/events").headers == {"X-App": "yes"}


def test_a_bot_is_stored_and_marked(db: Db, page: Page, site: Site) -> None:
    page.post(batch(site, event()), HTTP_USER_AGENT="Mozilla/5.0 (compatible; Googlebot/2.1)")
    assert [(row.device, row.excluded) for row in stored(db)] == [("bot", "bot")]


def test_a_long_user_agent_is_stored_shortened(db: Db, page: Page, site: Site) -> None:
    page.post(batch(site, event()), HTTP_USER_AGENT=PHONE + "x" * 5_000)
    assert len(stored(db)[0].user_agent) == 300
