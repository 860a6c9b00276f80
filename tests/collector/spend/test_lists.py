"""Spend out of files: our own columns, and what platforms write."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from collector import clock, tables
from collector.db import open_database
from collector.db.migrate import migrate
from collector.errors import Problem
from collector.sites.service import Site
from collector.spend import lists
from collector.spend.service import Spend
from tests.command import Beckon
from tests.make import make_site

OWN = """day,source,campaign,campaign_id,cost,currency,clicks,impressions
2026-11-01,google,tet,123,150.000,VND,12,900
2026-11-01,zalo,,,20000,,,
"""
GOOGLE = (
    "Campaign report\n"
    '"November 1, 2026 - November 2, 2026"\n'
    "Day\tCampaign\tCampaign ID\tCurrency code\tCost\tClicks\tImpr.\n"
    "2026-11-01\tTotal gift\t123\tVND\t1,150,000.00\t1,012\t--\n"
    "Total: Campaigns\t--\t--\tVND\t1,150,000.00\t1,012\t0\n"
)
META = (
    "Reporting starts,Reporting ends,Campaign name,Amount spent (USD),Impressions\n"
    "2026-11-01,2026-11-01,Noel,12.5,3000\n"
    "2026-11-01,2026-11-30,Noel,350,90000\n"
)
META_VI = "Ngày;Tên chiến dịch;Số tiền đã chi tiêu (VND);Lượt hiển thị\n01/11/2026;Tết;120.000;1\n25/11/2026;Tết;1;1\n"


def read(site: Site, text: str, source: str = "") -> lists.Found:
    return lists.read(site, tables.rows(text), source)


def why(found: lists.Found) -> list[tuple[int, str]]:
    return [(row.line, reason) for row, reason in found.rejected]


def test_our_own_columns_are_read_and_the_sites_currency_stands_in(site: Site) -> None:
    found = read(site, OWN)
    assert found.rows == [
        Spend("2026-11-01", "google", "tet", "VND", 150_000, "123", 12, 900),
        Spend("2026-11-01", "zalo", "", "VND", 20_000),
    ]
    assert found.rejected == []


def test_a_report_of_google_ads_is_read_as_it_comes_even_in_utf_16(site: Site) -> None:
    found = read(site, tables.text(GOOGLE.encode("utf-16")))
    assert found.rows == [Spend("2026-11-01", "google", "Total gift", "VND", 1_150_000, "123", 1012, None)]
    assert found.rejected == []


def test_a_report_of_meta_names_its_currency_in_the_heading_and_must_be_by_day(site: Site) -> None:
    found = read(site, META)
    assert found.rows == [Spend("2026-11-01", "facebook", "Noel", "USD", 1250, None, None, 3000)]
    assert why(found) == [(3, lists.SEVERAL_DAYS)]


def test_a_report_in_vietnamese_is_read_too_and_one_row_tells_how_all_write_days(site: Site) -> None:
    found = read(site, META_VI)
    assert [(row.day, row.source, row.cost_minor) for row in found.rows] == [
        ("2026-11-01", "facebook", 120_000),
        ("2026-11-25", "facebook", 1),
    ]


def test_american_days_are_told_from_others_and_what_could_be_either_is_refused(site: Site) -> None:
    head = "date,source,cost\n"
    assert [row.day for row in read(site, head + "11/03/2026,google,1\n11/25/2026,google,1\n").rows] == [
        "2026-11-03",
        "2026-11-25",
    ]
    assert why(read(site, head + "03/04/2026,google,1\n")) == [(2, lists.LIKE_DAY)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("yesterday,google,1,,", lists.LIKE_DAY),
        ("2026-02-30,google,1,,", lists.LIKE_DAY),
        (",google,1,,", lists.LIKE_DAY),
        ("2026-11-01,,1,,", lists.NO_SOURCE),
        ("2026-11-01,google,,,", lists.LIKE_COST),
        ("2026-11-01,google,-5,,", lists.LIKE_COST),
        ("2026-11-01,google,0.5,,", lists.LIKE_COST),
        ("2026-11-01,google,1e9,,", lists.LIKE_COST),
        ("2026-11-01,google,1,DONG,", lists.LIKE_CURRENCY),
        ("2026-11-01,google,1,VND,many", lists.LIKE_COUNT),
        ("2026-11-01,google,1,VND,²", lists.LIKE_COUNT),
        ("2026-11-01", lists.NO_SOURCE),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_the_others_are_kept(site: Site, row: str, reason: str) -> None:
    found = read(site, f"day,source,cost,currency,clicks\n2026-11-01,google,1,VND,1\n{row}\n")
    assert (len(found.rows), why(found)) == (1, [(3, reason)])


@pytest.mark.parametrize("text", ["", "campaign,clicks\ntet,4\n", "x" * 200_000, 'day,cost\n"' + "x" * 200_000])
def test_what_is_no_list_of_costs_is_refused_as_a_whole(site: Site, text: str) -> None:
    with pytest.raises(Problem) as refused:
        read(site, text)
    assert refused.value.title == "This list cannot be read"


def test_the_command_keeps_good_rows_and_writes_the_others_beside_the_file(tmp_path: Path) -> None:
    beckon = Beckon(tmp_path)
    beckon.data.mkdir()
    db = open_database(f"sqlite:///{beckon.data}/beckon.db", beckon.data)
    now = clock.now_ms()
    migrate(db, now)
    site = make_site(db, now)
    db.close()
    (tmp_path / "meta.csv").write_text(META, encoding="utf-8")
    words = ("import", "spend", "meta.csv", "--site", site.key)
    done = beckon(*words, "--json")
    assert (done.status, done.out) == (0, '{"kept": 1, "rejected": 1, "file": "meta.csv.rejected.csv"}\n')
    left = list(csv.reader((tmp_path / "meta.csv.rejected.csv").read_text(encoding="utf-8").splitlines()))
    assert left[1][2:] == ["Noel", "350", "90000", lists.SEVERAL_DAYS]
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\xff\x00")
    done = beckon("import", "spend", "picture.csv", "--site", site.key)
    assert (done.status, done.err.strip().splitlines()[-1]) == (
        1,
        "beckon: picture.csv: This file is no UTF-8: Save it as CSV UTF-8.",
    )
