"""What happens when many come at the same moment, from two processes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from collector.db import Db
from collector.sites.service import Site
from tests.collector.vouchers.cast import claim, offer, rows

RACER = Path(__file__).parent / "racing.py"
EACH = 100


def race(db: Db, site: Site, code: str, now: int) -> Counter[str]:
    """How the redemptions of two processes with a hundred threads each were answered."""
    started = [
        subprocess.Popen(
            [sys.executable, str(RACER), db.url, str(db.folder), site.id, code, str(now), str(EACH), who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
            env={"PYTHONPATH": str(Path(__file__).parents[3])},
            text=True,
        )
        for who in ("a", "b")
    ]
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    return Counter(word for process in started for word in process.communicate(timeout=120)[0].split())


@pytest.mark.parametrize("code", [{"kind": "generated"}, {"kind": "fixed", "fixed": "TET2027"}])
def test_of_two_hundred_redemptions_of_one_code_exactly_one_wins(
    db: Db, site: Site, now: int, code: dict[str, str]
) -> None:
    voucher = claim(db, site, offer(db, site, now, code=code), "k1", now)
    assert voucher
    assert race(db, site, voucher["code"], now) == {"201": 1, "404": 2 * EACH - 1}
    assert rows(db, "select count(*) from conversions where goal = 'voucher_redeemed'") == [(1,)]


def test_a_code_for_all_is_redeemed_as_often_as_it_was_given(db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, code={"kind": "fixed", "fixed": "TET2027"})
    for number in range(7):
        claim(db, site, widget, f"k{number}", now)
    assert race(db, site, "TET2027", now) == {"201": 7, "404": 2 * EACH - 7}
    assert rows(db, "select count(distinct order_id) from vouchers where redeemed_at is not null") == [(7,)]


def test_no_more_are_given_at_once_than_there_are_and_none_twice(db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now, limits={"total": 5})
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda number: claim(db, site, widget, f"k{number}", now), range(24)))
    assert Counter(one["state"] for one in found if one) == {"issued": 5, "sold_out": 19}
    assert len({one["code"] for one in found if one and "code" in one}) == 5


def test_one_phone_that_asks_many_times_at_once_has_one_code(db: Db, site: Site, now: int) -> None:
    widget = offer(db, site, now)
    with ThreadPoolExecutor(12) as pool:
        found = list(
            pool.map(lambda number: claim(db, site, widget, f"k{number}", now, phone_e164="+84900000001"), range(24))
        )
    assert Counter(one["state"] for one in found if one) == {"issued": 1, "already": 23}
    assert len({one["code"] for one in found if one}) == 1
