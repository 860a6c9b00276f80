"""The customer's page: read by a secret link, answered once, whatever races."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.conversions import service as conversions
from collector.db import Db
from collector.errors import Problem
from collector.leads import service as leads
from collector.notices import service as notices
from collector.quotes import customer, service
from collector.sealing import Box
from collector.sites.service import Site
from tests.admin.test_inert import HOSTILE, inspect
from tests.collector.quotes.cast import HEADERS, PREVIEWER, ask, publish, sent


def rows(db: Db, query: str) -> list[tuple[Any, ...]]:
    with db.read() as tx:
        return [tuple(row) for row in tx.connection.execute(query).fetchall()]


def priced(app: Flask, db: Db, site: Site, box: Box, now: int) -> tuple[dict[str, Any], str]:
    """A quote that a visitor asked for, sent."""
    items = [{"id": "table", "quantity": "2"}]
    ask(app, site, now, publish(db, site, now), fields={"items": items})
    [quote] = service.list_quotes(db, site, {}, now)[0]
    service.send(db, site, quote["id"], now, box=box)
    return quote, str(service.link(db, site, quote["id"], box=box, base_url=""))


def test_the_page_shows_lines_totals_and_validity_in_the_customers_language(
    client: FlaskClient, db: Db, site: Site, now: int, box: Box
) -> None:
    _, link = sent(db, site, box, now, tax_percent="8", discount_percent="5", note="Giao tận nơi", locale="vi")
    page = client.get(link)
    assert page.status_code == 200
    text = re.sub(r"\s+", " ", page.text)
    for said in ("Bàn tròn gỗ sồi", "3.500.000", "1,5", "Thuế 8%", "Giảm giá 5%", "7.695.000", "2 tháng 12, 2026"):
        assert said in text, said
    english = client.get(link, headers=HEADERS).text
    assert '<html lang="en">' in english
    assert "₫7,695,000" in english
    assert "Giao tận nơi" in english


def test_the_page_is_for_nobody_else_and_runs_nothing(
    client: FlaskClient, db: Db, site: Site, now: int, box: Box
) -> None:
    _, link = sent(db, site, box, now)
    page = client.get(link)
    headers = page.headers
    assert "Set-Cookie" not in headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "<script" not in page.text


def test_wrong_links_are_alike(client: FlaskClient, db: Db, site: Site, now: int, box: Box) -> None:
    draft = service.add(db, site, {}, now)
    wrong = [f"/q/{'A' * 43}", f"/q/{draft['id']}", "/q/x", "/q/%00", f"/q/{'x' * 3000}"]
    answers = [client.open(path, method=method) for path in wrong for method in ("GET", "POST")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert len({json.dumps(sorted(answer.headers.items())) for answer in answers}) == 1


def test_the_first_look_is_remembered_and_previews_of_links_are_none(
    client: FlaskClient, db: Db, site: Site, now: int, box: Box
) -> None:
    quote, link = sent(db, site, box, now)
    client.get(link, headers={"User-Agent": PREVIEWER})
    client.head(link, headers=HEADERS)
    assert service.get(db, site, quote["id"], now)["viewed_at"] is None
    client.get(link, headers=HEADERS)
    client.get(link, headers=HEADERS)
    seen = service.get(db, site, quote["id"], now)
    assert seen["viewed_at"] is not None
    assert [change["what"] for change in seen["changes"]] == ["made", "sent", "viewed"]


def test_an_accepted_quote_is_a_conversion_with_its_total_and_the_leads_touches(
    app: Flask, client: FlaskClient, db: Db, site: Site, now: int, box: Box
) -> None:
    quote, link = priced(app, db, site, box, now)
    answer = client.post(link, data={"do": "accept", "version": "1", "words": "Giao thứ bảy nhé"}, headers=HEADERS)
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert "You accepted this quote" in client.get(link, headers=HEADERS).text
    with db.read() as tx:
        found = {one.goal: one for one in conversions.of_lead(tx, site, quote["lead"])}
    assert found["quote_accepted"].value_minor == 7_000_000
    assert found["quote_accepted"].journey == found["lead"].journey != []
    lead = leads.get_lead(db, site, quote["lead"], "vi")
    assert lead["status"] == "new"
    assert [change["what"] for change in lead["changes"]][-2:] == ["quote_sent", "quote_accepted"]
    assert service.get(db, site, quote["id"], now)["words"] == "Giao thứ bảy nhé"


def test_a_quote_of_nobodys_lead_converts_without_a_source(
    client: FlaskClient, db: Db, site: Site, now: int, box: Box
) -> None:
    _, link = sent(db, site, box, now)
    client.post(link, data={"do": "accept", "version": "1"})
    assert rows(db, "select goal, value_minor, lead_id from conversions") == [("quote_accepted", 7_500_000, None)]
    assert rows(db, "select distinct channel from credits") == [("Unassigned",)]


@pytest.mark.parametrize(("do", "told"), [("accept", "quote.accepted"), ("decline", "quote.declined")])
def test_staff_are_told_at_once_whatever_their_hours(
    app: Flask, client: FlaskClient, db: Db, site: Site, now: int, box: Box, do: str, told: str
) -> None:
    closed: dict[str, Any] = {"week": [[["03:00", "03:01"]]] * 7, "holidays": []}
    notices.add_email(db, site, "a@shop.example", now, choices={"when": "own_hours", "hours": closed})
    _, link = priced(app, db, site, box, now)
    assert rows(db, "select count(*) from outbox") == [(0,)]
    client.post(link, data={"do": do, "version": "1", "words": "Cảm ơn"})
    [(event, payload)] = rows(db, "select event, payload from outbox")
    notice = json.loads(payload)
    assert event == told
    assert "Đặng Thị Ơn" not in notice["title"]
    item = notice["items"][0]
    assert item["phone"] == "+84900000012"
    assert "/quotes/q_" in item["link"]
    assert ["Lời nhắn", "Cảm ơn"] in item["rows"]


def test_what_does_not_count_says_why_and_shows_the_quote_as_it_stands(
    client: FlaskClient, db: Db, site: Site, now: int, box: Box
) -> None:
    quote, link = sent(db, site, box, now)
    service.change(db, site, quote["id"], {"discount_percent": "50"}, now)
    stale = client.post(link, data={"do": "accept", "version": "1", "words": "ok <b>"}, headers=HEADERS)
    assert stale.status_code == 409
    assert "changed while you were reading" in stale.text
    assert "₫3,750,000" in stale.text
    assert "ok &lt;b&gt;" in stale.text
    assert "has been updated since" in client.get(link, headers=HEADERS).text
    for form in ({}, {"do": "accept"}, {"do": "accept", "version": "x"}, {"do": "maybe", "version": "2"}):
        assert client.post(link, data=form).status_code == 409
    assert client.post(link, data={"do": "accept", "version": "2"}).status_code == 303
    assert client.post(link, data={"do": "accept", "version": "2"}).status_code == 303
    assert client.post(link, data={"do": "decline", "version": "2"}).status_code == 409
    assert rows(db, "select value_minor from conversions") == [(3_750_000,)]


def test_once_its_time_is_over_the_page_says_so_and_takes_no_answer(
    client: FlaskClient, db: Db, site: Site, now: int, box: Box, clock: Any
) -> None:
    _, link = sent(db, site, box, now)
    clock.now += 30 * 86_400_000
    page = client.get(link, headers=HEADERS)
    assert "no longer valid" in page.text
    assert "<form" not in page.text
    assert client.post(link, data={"do": "accept", "version": "1"}).status_code == 409


def test_a_withdrawn_quote_says_so(client: FlaskClient, db: Db, site: Site, now: int, box: Box) -> None:
    quote, link = sent(db, site, box, now)
    service.withdraw(db, site, quote["id"], now)
    page = client.get(link, headers=HEADERS)
    assert "no longer on offer" in page.text
    assert "<form" not in page.text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words_on_the_customers_page(
    client: FlaskClient, db: Db, site: Site, now: int, box: Box, text: str
) -> None:
    line = {"text": text[:500], "quantity": "1", "unit_minor": 5}
    _, link = sent(db, site, box, now, name=text[:200], note=text, lines=[line])
    service_words = client.post(link, data={"do": "accept", "version": "9", "words": text})
    for page in (client.get(link), service_words):
        found = inspect(page.text)
        assert (found.scripts, found.handlers) == ([], [])
        assert set(found.strange) <= {"style"}
        assert page.text.count("<style") == 1
        assert found.links == []


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run them at the same moment; an error is a result too."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        except Problem as problem:
            return problem

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def accept(db: Db, link: str, now: int, accepted: bool = True) -> Callable[[], bool]:
    def act() -> bool:
        return customer.answer(db, link[3:], version=1, accepted=accepted, words="", base_url="", now=now)[2]

    return act


def test_of_answers_at_the_same_moment_one_is_kept(db: Db, site: Site, now: int, box: Box) -> None:
    for _ in range(5):
        quote, link = sent(db, site, box, now)
        yes, no = [accept(db, link, now)] * 4, [accept(db, link, now, accepted=False)] * 4
        counted = together(*yes, *no)
        state = service.get(db, site, quote["id"], now)["state"]
        assert counted == [state == "accepted"] * 4 + [state == "declined"] * 4
        made = rows(db, f"select count(*) from conversions where key = 'quote_accepted:{quote['id']}'")
        assert made == [(int(state == "accepted"),)]
        whats = [change["what"] for change in service.get(db, site, quote["id"], now)["changes"]]
        assert whats == ["made", "sent", state]


def test_a_quote_that_is_changed_while_it_is_accepted_is_either(db: Db, site: Site, now: int, box: Box) -> None:
    for _ in range(8):
        quote, link = sent(db, site, box, now)

        def change(quote_id: str = quote["id"]) -> Any:
            return service.change(db, site, quote_id, {"discount_percent": "50"}, now)

        accepted, changed = together(accept(db, link, now), change)
        found = service.get(db, site, quote["id"], now)
        if accepted:
            assert isinstance(changed, Problem)
            assert (changed.status, found["state"], found["total_minor"]) == (409, "accepted", 7_500_000)
        else:
            assert (found["state"], found["version"], found["total_minor"]) == ("sent", 2, 3_750_000)


def test_of_changes_at_the_same_moment_none_is_lost_unsaid(db: Db, site: Site, now: int, box: Box) -> None:
    quote, _ = sent(db, site, box, now)
    acts = [
        lambda note=str(number): service.change(
            db, site, quote["id"], {"note": note, "revision": quote["revision"]}, now
        )
        for number in range(6)
    ]
    done = [result for result in together(*acts) if not isinstance(result, Problem)]
    assert len(done) == 1
    found = service.get(db, site, quote["id"], now)
    assert (found["version"], found["note"]) == (2, done[0]["note"])
