"""Exports: everything is there, Excel reads the Vietnamese, and no cell can turn into a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from collector import clock
from collector.db import open_database
from collector.errors import Problem
from collector.export import inert, write
from collector.leads import service as leads
from collector.sites import service as sites
from tests.command import Beckon
from tests.make import ORIGIN

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠1")


def read_csv(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def read_xlsx(path: Path) -> list[list[tuple[str, str]]]:
    """(type, value) of every cell: `s` a text, `n` a number. Formulas and links fail the test."""
    with zipfile.ZipFile(path) as parts:
        sheet = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        strings = "xl/sharedStrings.xml"
        shared = ElementTree.fromstring(parts.read(strings)) if strings in parts.namelist() else []
    texts = ["".join(item.itertext()) for item in shared]
    assert list(sheet.iter(f"{SHEET}f")) == []
    assert list(sheet.iter(f"{SHEET}hyperlink")) == []
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        cells = []
        for cell in row:
            kind, value = cell.get("t", "n"), "".join(cell.itertext())
            cells.append(("s", texts[int(value)]) if kind == "s" else ("s" if kind == "inlineStr" else kind, value))
        rows.append(cells)
    return rows


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_would_be_a_formula_is_inert(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize("text", ["Đặng Thị Ơn", "0900 000 001", "a=b", "", " =1"])
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert inert(text) == text


def test_a_csv_begins_with_a_byte_order_mark_and_keeps_every_value(tmp_path: Path) -> None:
    rows = [["Đặng Thị Ơn", 1_500_000, None], ['quote "here", and\na line', 0.5, "=HYPERLINK(1)"]]
    assert write(tmp_path / "a.csv", ["name", "value", "note"], rows) == 2
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfname,value,note\r\n")
    assert read_csv(tmp_path / "a.csv")[1:] == [
        ["Đặng Thị Ơn", "1500000", ""],
        ['quote "here", and\na line', "0.5", "'=HYPERLINK(1)"],
    ]


def test_an_xlsx_holds_texts_as_texts_and_numbers_as_numbers(tmp_path: Path) -> None:
    rows = [["=1+1", 1_500_000], ["https://shop.example", None], ["Đặng Thị Ơn", 0.5]]
    assert write(tmp_path / "A.XLSX", ["name", "value"], rows) == 3
    assert read_xlsx(tmp_path / "A.XLSX") == [
        [("s", "name"), ("s", "value")],
        [("s", "=1+1"), ("n", "1500000")],
        [("s", "https://shop.example"), ("s", "")],
        [("s", "Đặng Thị Ơn"), ("n", "0.5")],
    ]


def test_another_ending_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"\.csv or \.xlsx"):
        write(tmp_path / "leads.txt", ["a"], [])
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Beckon, str]:
    """More leads than one page of the listing; the last one hostile, in words and in numbers."""
    beckon = Beckon(tmp_path_factory.mktemp("export"))
    beckon.data.mkdir()
    beckon.json("migrate")
    now = clock.now_ms()
    db = open_database(f"sqlite:///{beckon.data}/beckon.db", beckon.data)
    site = sites.add(db, {"name": "Mộc An", "origins": [ORIGIN]}, now)
    url = f"{ORIGIN}/?utm_source=facebook&utm_medium=paid_social&utm_campaign=tet-2027"
    for number in range(204):
        leads.add_lead(db, site, {"phone": f"0900 000 {number:03}", "name": f"Khách {number}", "url": url}, now)
    hostile = {"phone": "+84900000999", "name": "=HYPERLINK(1)", "note": "@cmd", "value_minor": 1_500_000}
    leads.add_lead(db, site, hostile, now)
    db.close()
    return beckon, site.key


def test_the_command_writes_every_lead_with_its_source_and_says_how_far_it_is(shop: tuple[Beckon, str]) -> None:
    beckon, key = shop
    done = beckon("export", "leads", "leads.csv", "--site", key)
    assert (done.status, done.out) == (0, "205 leads in leads.csv\n")
    assert done.err == "200 leads read\n"
    header, newest, *rest = read_csv(beckon.folder / "leads.csv")
    found = dict(zip(header, newest, strict=True))
    assert (found["name"], found["notes"], found["value_minor"]) == ("'=HYPERLINK(1)", "'@cmd", "1500000")
    assert (found["phone"], found["phone_e164"]) == ("'+84900000999", "'+84900000999")
    assert len({row[header.index("id")] for row in rest}) == 204
    assert {row[header.index("campaign")] for row in rest} == {"tet-2027"}


def test_the_command_writes_xlsx_by_the_ending_and_only_the_days_asked_for(shop: tuple[Beckon, str]) -> None:
    beckon, key = shop
    assert beckon.json("export", "leads", "none.xlsx", "--site", key, "--to", "2020-01-01") == {
        "rows": 0,
        "file": "none.xlsx",
    }
    assert len(read_xlsx(beckon.folder / "none.xlsx")) == 1
    assert beckon("export", "leads", "leads.xlsx", "--site", key, "--from", "2020-01-01").status == 0
    header, newest, *rest = read_xlsx(beckon.folder / "leads.xlsx")
    assert ("s", "=HYPERLINK(1)") in newest
    assert ("n", "1500000") in newest
    assert (len(header), len(rest)) == (20, 204)


def test_a_file_that_cannot_be_written_is_told_in_one_line(shop: tuple[Beckon, str]) -> None:
    beckon, key = shop
    for file, said in {
        "nowhere/leads.csv": "There is no folder nowhere: Make it first.",
        "leads.ods": "The file ends in .csv or .xlsx",
    }.items():
        done = beckon("export", "leads", file, "--site", key)
        assert (done.status, done.err.splitlines()[-1]) == (1, f"beckon: {said}")


def test_a_file_that_cannot_be_made_is_an_error_of_the_system_whatever_its_ending(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xlsx"):
        (tmp_path / name).mkdir()
        with pytest.raises(OSError, match=name):
            write(tmp_path / name, ["a"], [["b"]])
