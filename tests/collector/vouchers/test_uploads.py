"""Lists of codes: good rows kept, every other one named with its reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from collector import clock
from collector.db import Db, open_database
from collector.db.migrate import migrate
from collector.errors import Problem
from collector.sites.service import Site
from collector.vouchers import uploads
from tests.collector.vouchers.cast import claim, offer, rows
from tests.command import Beckon
from tests.make import make_site, make_widget


def reasons(outcome: uploads.Outcome) -> list[tuple[int, str]]:
    return [(row.line, reason) for row, reason in outcome.rejected]


def test_each_row_that_is_no_code_says_why_and_the_others_are_kept(db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, code={"kind": "pool"})
    text = (
        "\ufeffCode;expires_at\r\n"
        "TET-001;2027-01-31\r\n\r\n"
        "tet 001;\r\n"
        ";2027-01-31\r\n"
        "a/b/c;\r\n"
        "=cmd|x;\r\n"
        "--;\r\n"
        "TET-002;31/01/2027\r\n"
        "TET-003;2026-11-17\r\n"
        "TET-004;;more\r\n"
        '"TẾT 2027";\r\n'
        "TET-006"
    )
    heading, found = uploads.parse(text, uploads.CODES)
    outcome = uploads.add(db, site, widget, found, now)
    odd = "A code has 3 to 64 letters and digits; spaces, dots, dashes and underscores may stand between them."
    assert (heading, outcome.kept) == (["code", "expires_at"], 3)
    assert reasons(outcome) == [
        (4, uploads.TWICE),
        (5, "There is no code here."),
        (6, odd),
        (7, odd),
        (8, odd),
        (9, uploads.LIKE_DATE),
        (10, uploads.IN_THE_PAST),
        (11, uploads.LONG),
    ]
    assert rows(db, "select code from vouchers order by id") == [("TET-001",), ("TẾT 2027",), ("TET-006",)]


def test_a_code_that_is_there_already_is_not_taken_twice(db: Db, site: Site, other_site: Site, now: int) -> None:
    first, second = (offer(db, site, now, code={"kind": "pool"}) for _ in range(2))
    foreign = offer(db, other_site, now, code={"kind": "pool"})
    claim(db, site, offer(db, site, now, code={"kind": "fixed", "fixed": "FOR ALL"}), "k1", now)
    _, found = uploads.parse("AAA-1\nfor-all", uploads.CODES)
    assert reasons(uploads.add(db, site, first, found, now)) == [(2, uploads.TAKEN)]
    assert [why for _, why in reasons(uploads.add(db, site, second, found, now))] == [uploads.TAKEN] * 2
    assert uploads.add(db, other_site, foreign, found, now).kept == 2


def test_more_than_a_batch_is_told_of_as_it_goes(db: Db, site: Site, now: int) -> None:
    widget, told = offer(db, site, now, code={"kind": "pool"}), list[int]()
    _, found = uploads.parse("\n".join(f"C-{number:05}" for number in range(1201)), uploads.CODES)
    assert uploads.add(db, site, widget, found, now, told.append).kept == 1201
    assert told == [500, 500, 201]


@pytest.mark.parametrize("text", ["code,colour\nA,red", 'code\n"' + "x" * 200_000])
def test_what_is_no_list_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(Problem) as refused:
        uploads.parse(text, uploads.CODES)
    assert refused.value.title == "This list cannot be read"


def test_only_a_voucher_that_gives_uploaded_codes_takes_them(db: Db, site: Site, now: int) -> None:
    with pytest.raises(Problem, match="pool"):
        uploads.pool(db, site, None)
    for wrong in (offer(db, site, now), make_widget(db, site, "contact", now)):
        with pytest.raises(Problem, match="uploaded"):
            uploads.pool(db, site, wrong)
    only = offer(db, site, now, code={"kind": "pool"})
    assert uploads.pool(db, site, None) == only
    other = offer(db, site, now, code={"kind": "pool"})
    with pytest.raises(Problem, match="--widget"):
        uploads.pool(db, site, None)
    assert uploads.pool(db, site, other) == other


def test_codes_that_were_redeemed_elsewhere_are_redeemed_as_of_then(db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, expiry={"kind": "after", "minutes": 60})
    one, two, three = (claim(db, site, widget, f"k{number}", now) for number in range(3))
    assert one
    assert two
    assert three
    then = clock.rfc3339(now + 30 * clock.MINUTE)
    text = (
        "code,order_id,amount,redeemed_at\n"
        f"{one['code']},DH-1,450.000,{then}\n"
        f"{two['code']},DH-2,,\n"
        f"{three['code']},DH-3,much,{then}\n"
        f"{one['code']},DH-4,1,{then}\n"
        f"{three['code']},DH-5,1,yesterday\n"
    )
    outcome = uploads.redeem(db, site, uploads.parse(text, uploads.REDEEMED)[1], now + clock.DAY)
    refused = "It is not known, was used, has expired, or is not yours."
    assert reasons(outcome) == [(3, refused), (4, uploads.LIKE_AMOUNT), (5, refused), (6, uploads.LIKE_TIME)]
    assert rows(
        db, "select order_id, amount_minor, redeemed_at, redeemed_via from vouchers where order_id is not null"
    ) == [("DH-1", 450_000, now + 30 * clock.MINUTE, "csv")]


def test_the_command_keeps_good_rows_and_writes_the_others_beside_the_file(tmp_path: Path) -> None:
    beckon = Beckon(tmp_path)
    beckon.data.mkdir()
    db = open_database(f"sqlite:///{beckon.data}/beckon.db", beckon.data)
    now = clock.now_ms()
    migrate(db, now)
    site = make_site(db, now)
    offer(db, site, now, code={"kind": "pool"})
    db.close()
    (tmp_path / "codes.csv").write_text("code,expires_at\nTET-001,\nx/,=1+1\n", encoding="utf-8")
    words = ("import", "vouchers", "codes.csv", "--site", site.key)
    done = beckon(*words, "--json")
    assert (done.status, done.out) == (0, '{"kept": 1, "rejected": 1, "file": "codes.csv.rejected.csv"}\n')
    assert "2 rows: 100 %" in done.err
    left = list(csv.reader((tmp_path / "codes.csv.rejected.csv").read_text(encoding="utf-8").splitlines()))
    assert left[0] == ["code", "expires_at", "reason"]
    assert left[1][:2] == ["x/", "'=1+1"]
    assert beckon(*words).out.startswith("0 kept\n2 left out")
    exported = beckon.json("export", "vouchers", "out.csv", "--site", site.key)
    assert exported == {"rows": 1, "file": "out.csv"}
    assert "TET-001,free" in (tmp_path / "out.csv").read_text(encoding="utf-8")
    missing = beckon("import", "vouchers", "codes.csv", "--site", "nobody")
    assert (missing.status, missing.err.splitlines()[-1]) == (
        1,
        "beckon: No site has the key nobody: beckon site list shows the keys",
    )
