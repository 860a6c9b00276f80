"""A site's settings, part by part."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites import service as sites
from collector.sites.service import Site
from tests.admin.cast import send_pageview

HTMX = {"HX-Request": "true"}


def save(owner: FlaskClient, site: Site, part: str, **form: object) -> object:
    return owner.post(f"/admin/{site.key}/site/{part}", data=form)


def test_the_tag_stands_ready_to_copy(owner: FlaskClient, site: Site) -> None:
    text = owner.get(f"/admin/{site.key}/site").text
    tag = f"&lt;script async src=&#34;https://beckon.example.com/s/{site.key}.js&#34;&gt;&lt;/script&gt;"
    assert tag in text
    assert 'data-copy="tag"' in text
    assert "How to check that it works" in text


def test_whether_the_tag_works_is_told(owner: FlaskClient, db: Db, site: Site, now: int) -> None:
    assert "Waiting for the first page" in owner.get(f"/admin/{site.key}/site").text
    send_pageview(db, site, now)
    assert "The tag works" in owner.get(f"/admin/{site.key}/site").text


def test_each_part_is_saved_and_leaves_the_others_alone(owner: FlaskClient, db: Db, site: Site) -> None:
    save(owner, site, "domains", origins="https://shop.example\nhttps://moi.example", ignored_referrers="vnpay.vn")
    save(owner, site, "contact", phone="0900 000 068")
    save(owner, site, "consent", gate="wait")
    save(owner, site, "basics", name="Mộc An 2", locale="en", timezone="UTC", currency="USD")
    found = sites.find(db, site.id)
    assert found.origins == ["https://moi.example", "https://shop.example"]
    assert found.ignored_referrers == ["vnpay.vn"]
    assert (found.phone, found.gate, found.name) == ("0900 000 068", "wait", "Mộc An 2")
    assert (found.locale, found.timezone, found.currency) == ("en", "UTC", "USD")
    assert found.hours == site.hours


def test_hours_are_read_day_by_day(owner: FlaskClient, db: Db, site: Site) -> None:
    form = {
        "from0": ["13:30", "08:00"],
        "to0": ["17:30", "12:00"],
        "from5": ["08:00", "18:00"],
        "to5": ["12:00", ""],
        "from6": ["20:00"],
        "to6": ["00:00"],
        "holiday": ["2027-02-06", "", "2027-01-01", "2027-01-01"],
    }
    save(owner, site, "hours", **form)
    found = sites.find(db, site.id).hours
    assert found["week"][0] == [["08:00", "12:00"], ["13:30", "17:30"]]
    assert found["week"][1] == []
    assert found["week"][5] == [["08:00", "12:00"]]
    assert found["week"][6] == [["20:00", "24:00"]]
    assert found["holidays"] == ["2027-01-01", "2027-02-06"]
    page = owner.get(f"/admin/{site.key}/site").text
    assert 'name="from0" aria-label="Monday, from" value="13:30"' in page
    assert 'name="to6" aria-label="Sunday, to" value="00:00"' in page


@pytest.mark.parametrize(
    ("part", "form", "said"),
    [
        ("domains", {"origins": "ftp://x"}, "ftp://x: a domain is written like https://shop.vn"),
        ("domains", {"origins": ""}, "Length must be between 1 and 50."),
        ("contact", {"phone": "0" * 41}, "Longer than 40."),
        ("basics", {"name": "x", "timezone": "Mars", "currency": "VND", "locale": "vi"}, "Mars is no time zone"),
        ("hours", {"from0": "12:00", "to0": "08:00"}, "12:00-08:00 is no span of hours"),
        ("hours", {"holiday": "2027-13-01"}, ""),
        ("consent", {"gate": "maybe"}, "Must be one of: none, wait, cookieless."),
    ],
)
def test_mistakes_are_told_and_nothing_is_saved(
    owner: FlaskClient, db: Db, site: Site, part: str, form: dict[str, str], said: str
) -> None:
    for headers in ({}, HTMX):
        answer = owner.post(f"/admin/{site.key}/site/{part}", data=form, headers=headers)
        assert answer.status_code == 422
        assert said in answer.text
        assert ("<html" in answer.text) == (headers == {})
    assert sites.find(db, site.id) == site


def test_under_htmx_the_saved_part_comes_back(owner: FlaskClient, site: Site) -> None:
    answer = owner.post(f"/admin/{site.key}/site/consent", data={"gate": "cookieless"}, headers=HTMX)
    assert answer.text.lstrip().startswith('<section class="card site-part" id="consent">')
    assert "Saved." in answer.text
    assert 'value="cookieless" checked' in answer.text


def test_each_gate_says_what_the_law_expects(owner: FlaskClient, site: Site) -> None:
    text = owner.get(f"/admin/{site.key}/site").text
    assert "Decree 356/2025" in text
    assert "ePrivacy" in text


def test_an_unknown_part_is_404(owner: FlaskClient, site: Site) -> None:
    assert owner.post(f"/admin/{site.key}/site/secrets").status_code == 404
    assert owner.get(f"/admin/{site.key}/site/hours").location == f"/admin/{site.key}/site#hours"
