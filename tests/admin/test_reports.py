"""Reports: asked for by the address, drawn as a table, downloaded safe for spreadsheets."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector.db import Db
from collector.leads import service as leads
from collector.sites.service import Site
from tests.admin.cast import send_lead
from tests.make import AD

DAY = "2026-11-18"


@pytest.fixture
def sold(app: Flask, db: Db, site: Site, now: int) -> None:
    """One lead of an ad's, won; one that came directly."""
    touches = [{"id": "e1", "at": now - 1000, "url": AD, "referrer": ""}]
    lead = send_lead(app, site, now, "key-00001", touches=touches)
    leads.change_lead(db, site, lead["id"], {"status": "won", "value_minor": 1_500_000}, None, now)
    direct = [{"id": "e2", "at": now - 1000, "url": "https://shop.example/", "referrer": ""}]
    send_lead(app, site, now, "key-00002", visitor="BBBBBBBBBBBBBBBBBBBBBB", touches=direct)


def cells(text: str, metric: str) -> list[str]:
    return re.findall(rf'<td data-metric="{metric}"[^>]*>([^<]*)', text)


@pytest.mark.usefixtures("sold")
def test_rows_add_up_to_the_totals_and_money_names_its_currency(viewer: FlaskClient, site: Site) -> None:
    text = viewer.get(f"/admin/{site.key}/reports?by=campaign&goal=won").text
    assert cells(text, "conversions") == ["1", "1"]
    assert cells(text, "value_minor") == ["₫1,500,000", "₫1,500,000"]
    assert "Value (VND)" in text
    assert "tet-2027" in text
    assert "Days are counted in Asia/Ho_Chi_Minh." in text


@pytest.mark.usefixtures("sold")
def test_the_question_is_kept_in_the_form_and_in_the_links(viewer: FlaskClient, site: Site) -> None:
    query = f"?from={DAY}&to={DAY}&by=channel&by=source&model=first&goal=lead&metric=value_minor"
    text = viewer.get(f"/admin/{site.key}/reports{query}").text
    assert '<option value="first" selected>' in text
    assert '<option value="source" selected>' in text
    assert f'name="from" value="{DAY}"' in text
    assert "span=last_7&amp;by=channel&amp;by=source&amp;model=first" in text
    assert 'data-metric="value_minor"' in text


def test_presets_are_days_of_the_sites_zone(viewer: FlaskClient, site: Site) -> None:
    expected = {
        "today": (DAY, DAY),
        "yesterday": ("2026-11-17", "2026-11-17"),
        "last_7": ("2026-11-12", DAY),
        "last_30": ("2026-10-20", DAY),
        "this_month": ("2026-11-01", DAY),
        "last_month": ("2026-10-01", "2026-10-31"),
    }
    for name, (first, last) in expected.items():
        text = viewer.get(f"/admin/{site.key}/reports?span={name}").text
        assert f'name="from" value="{first}"' in text
        assert f'name="to" value="{last}"' in text


def test_days_that_are_none_are_told_with_422(viewer: FlaskClient, site: Site) -> None:
    for query in ("from=x", "from=2026-11-19&to=2026-11-18", "from=1990-01-01&to=2026-11-18"):
        answer = viewer.get(f"/admin/{site.key}/reports?{query}")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_unknown_words_in_the_address_fall_back(viewer: FlaskClient, site: Site) -> None:
    query = "by=x';drop&by=channel&by=channel&model=best&goal=gold&metric=x&span=ever"
    text = viewer.get(f"/admin/{site.key}/reports?{query}").text
    assert '<option value="channel" selected>' in text
    assert '<option value="last_non_direct" selected>' in text


def test_an_empty_report_says_so(viewer: FlaskClient, site: Site) -> None:
    assert "Nothing in these days" in viewer.get(f"/admin/{site.key}/reports").text


@pytest.mark.usefixtures("sold")
def test_days_are_a_line_and_widgets_have_their_names(viewer: FlaskClient, site: Site) -> None:
    assert 'data-chart="line"' in viewer.get(f"/admin/{site.key}/reports?by=day").text
    text = viewer.get(f"/admin/{site.key}/reports?by=widget").text
    assert 'data-chart="bar"' in text
    assert "(none)" in text


def test_the_file_has_the_same_rows_and_no_formula(app: Flask, marketer: FlaskClient, site: Site, now: int) -> None:
    campaigns = ["=HYPERLINK(1)", "+1", "-1", "@x", "＝1", "tet"]
    for number, campaign in enumerate(campaigns):
        url = f"https://shop.example/?utm_source=a&utm_campaign={campaign.replace('+', '%2B')}"
        touches = [{"id": f"e{number}", "at": now - 1000, "url": url, "referrer": ""}]
        send_lead(app, site, now, f"key-0000{number}", touches=touches, visitor=None)
    answer = marketer.get(f"/admin/{site.key}/reports.csv?by=campaign")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][0] == "Campaign"
    assert rows[0][-2] == "Value (VND)"
    assert rows[-1][0] == "Total"
    named = {row[0] for row in rows[1:-1]}
    assert {"'=HYPERLINK(1)", "'+1", "'-1", "'@x", "tet"} <= named
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for row in rows for cell in row)
    conversions = rows[0].index("Conversions")
    assert sum(float(row[conversions]) for row in rows[1:-1]) == float(rows[-1][conversions]) == len(campaigns)


def test_the_file_is_for_those_who_may_export(agent: FlaskClient, marketer: FlaskClient, site: Site) -> None:
    assert agent.get(f"/admin/{site.key}/reports.csv").status_code == 403
    assert marketer.get(f"/admin/{site.key}/reports.csv").status_code == 200
    assert "CSV" not in agent.get(f"/admin/{site.key}/reports").text


def test_money_of_a_currency_with_decimals_is_told_in_major_units(
    app: Flask, db: Db, installation_owner: FlaskClient, now: int
) -> None:
    form = {"name": "Euro", "origins": "https://shop.example", "locale": "en", "timezone": "Europe/Berlin"}
    key = installation_owner.post("/admin/sites/new", data=form | {"currency": "EUR", "gate": "none"}).location
    key = key.split("/")[2]
    lead = installation_owner.post(f"/admin/{key}/leads/new", data={"phone": "+4915112345678"}).location
    installation_owner.post(lead.split("?")[0], data={"status": "won", "value": "12.34"})
    text = installation_owner.get(f"/admin/{key}/reports?goal=won").text
    assert cells(text, "value_minor")[-1] == "€12.34"
    assert "12.34" in installation_owner.get(f"/admin/{key}/reports.csv?goal=won").text
