"""When somebody will call, said as people say it."""

from __future__ import annotations

import pytest

from collector import clock
from collector.leads.promises import when

ZONE = "Asia/Ho_Chi_Minh"


def at(text: str) -> int:
    return clock.parse_rfc3339(f"{text}:00+07:00")


@pytest.mark.parametrize(
    ("moment", "vi", "en"),
    [
        ("2026-11-18T15:00", "15:00 hôm nay", "3:00\u202fPM today"),
        ("2026-11-18T08:15", "8:15 sáng nay", "8:15\u202fAM today"),
        ("2026-11-19T08:15", "8:15 sáng mai", "8:15\u202fAM tomorrow"),
        ("2026-11-19T14:00", "14:00 ngày mai", "2:00\u202fPM tomorrow"),
        ("2026-11-23T09:00", "9:00 sáng thứ Hai, 23/11", "9:00\u202fAM on Monday, 23 Nov"),
        ("2026-11-22T16:30", "16:30 Chủ Nhật, 22/11", "4:30\u202fPM on Sunday, 22 Nov"),
    ],
)
def test_a_moment_is_said_in_the_sites_zone(moment: str, vi: str, en: str) -> None:
    now = at("2026-11-18T07:00")
    assert when(at(moment), now, ZONE, "vi") == vi
    assert when(at(moment), now, ZONE, "en").replace(" AM", "\u202fAM").replace(" PM", "\u202fPM") == en
