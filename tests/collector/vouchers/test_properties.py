"""What holds whatever is asked for, redeemed and waited for, in whatever order."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector import clock
from collector.db import Db
from collector.errors import Problem
from collector.sites.service import Site
from collector.vouchers import listing, redeeming
from tests.collector.vouchers.cast import claim, offer, rows

ASK = st.tuples(st.just("ask"), st.integers(0, 4), st.integers(0, 3))
STEP = st.one_of(
    ASK, ASK, st.tuples(st.just("redeem"), st.integers(0, 9)), st.tuples(st.just("wait"), st.integers(1, 8))
)


class Story:
    """One widget, and a model of what may be."""

    def __init__(self, db: Db, site: Site, now: int, per_phone: int, total: int) -> None:
        limits = {"per_phone": per_phone, "per_device": 0, "total": total}
        expiry = {"kind": "after", "minutes": 5}
        self.db, self.site, self.now = db, site, now
        self.per_phone, self.total, self.asked = per_phone, total, 0
        self.widget = offer(db, site, now, limits=limits, expiry=expiry)
        self.codes: list[str] = []
        self.phones: dict[str, str] = {}

    def ask(self, phone: int, _device: int) -> None:
        self.asked += 1
        number = f"+8490000000{phone}"
        told = claim(self.db, self.site, self.widget, f"k{self.widget}{self.asked}", self.now, phone_e164=number)
        assert told
        if told["state"] == "issued":
            assert told["code"] not in self.codes
            self.codes.append(told["code"])
            self.phones[told["code"]] = number
        if told["state"] == "already":
            assert self.phones[told["code"]] == number

    def redeem(self, which: int) -> None:
        if not self.codes:
            return
        code = self.codes[which % len(self.codes)]
        before = redeeming.look(self.db, self.site, code, redeeming.by_list(), self.now)
        assert before
        told = (self.db, self.site, code, redeeming.Redemption(), redeeming.by_list(), self.now)
        if before["state"] == "open":
            assert redeeming.redeem(*told)["code"] == code
        else:
            with pytest.raises(Problem):
                redeeming.redeem(*told)

    def wait(self, minutes: int) -> None:
        self.now += minutes * clock.MINUTE

    def check(self) -> None:
        found = next(each for each in listing.figures(self.db, self.site, self.now) if each["id"] == self.widget)
        assert found["open"] + found["redeemed"] + found["expired"] == found["issued"] == len(self.codes) <= self.total
        assert rows(self.db, f"select issued from voucher_offers where widget_id = '{self.widget}'") in (
            [(found["issued"],)],
            [],
        )
        listed, _ = listing.page(self.db, self.site, {"widget": self.widget, "state": "open"}, self.now)
        assert len(listed) == found["open"]
        assert len({each["code"] for each in listed}) == len(listed)
        holding = Counter(each["phone_e164"] for each in listed)
        assert not self.per_phone or max(holding.values(), default=0) <= 1
        given_out = Counter(self.phones.values())
        assert not self.per_phone or max(given_out.values(), default=0) <= self.per_phone


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=25), per_phone=st.integers(0, 2), total=st.integers(1, 6))
def test_limits_hold_codes_are_distinct_and_states_sum_to_what_was_given(
    db: Db, site: Site, now: int, steps: list[tuple[Any, ...]], per_phone: int, total: int
) -> None:
    story = Story(db, site, now, per_phone, total)
    for name, *values in steps:
        getattr(story, name)(*values)
    story.check()
