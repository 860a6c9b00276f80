"""What becomes of a lead: when staff call, what they find, what it is worth. Only what has happened by `now`."""

from __future__ import annotations

from random import Random
from typing import Any

from collector import clock
from collector.demo.arrivals import Source
from collector.demo.catalogue import BY_SLUG, PRODUCTS, Product
from collector.demo.deeds import Change
from collector.sites import hours

TIMEZONE = "Asia/Ho_Chi_Minh"
_DAY = [["08:00", "12:00"], ["13:30", "17:30"]]
HOURS: dict[str, Any] = {"week": [_DAY, _DAY, _DAY, _DAY, _DAY, [["08:00", "12:00"]], []], "holidays": []}

SPAM = 0.035
# Of the last day and a half, some still wait; nobody older does.
FRESH, WAITS = 36 * clock.HOUR, 0.3
GOOD, SOLD = "qualified", "won"
NOTES = (
    "Tường rộng 2,4 m, muốn óc chó. Hẹn đo thứ Bảy.",
    "Nhà mới nhận tháng sau, gửi báo giá trước.",
    "Hỏi có trả góp không. Đã gửi ảnh mẫu qua Zalo.",
    "Cần kịp tân gia, đặt cọc trong tuần.",
    "Đang so với hai xưởng khác, ưng mẫu sồi.",
    "Xin gọi lại sau 19:00.",
)
LOST = ("Vượt ngân sách.", "Ở xa, phí chở cao.", "Đã mua chỗ khác.", "Gọi ba lần không nghe máy.", "")


def fate(random: Random, key: str, source: Source, page: str, at: int, now: int) -> list[Change]:
    """The changes that staff make to a lead of `page` (path), oldest first."""
    told = _told(random, source, page, at)
    if now - at < FRESH and random.random() < WAITS:
        return []
    return [Change(when, key, values) for when, values in told if when <= now]


def _told(random: Random, source: Source, page: str, at: int) -> list[tuple[int, dict[str, Any]]]:
    called = after_work(at, random.choice((6, 9, 12, 18, 25, 40, 75, 160)))
    if random.random() < SPAM:
        return [(called, {"status": "spam"})]
    note = {"note": random.choice(NOTES)} if random.random() < 0.5 else {}
    steps: list[tuple[int, dict[str, Any]]] = [(called, {"status": "contacted"} | note)]
    if random.random() > min(0.9, source.wins * 2):
        if random.random() < 0.75:
            steps.append((after_work(called, random.randint(200, 2400)), _lost(random)))
        return steps
    value = worth(random, page)
    decided = after_work(called, random.randint(60, 1500))
    steps.append((decided, {"status": GOOD, "value_minor": value}))
    closed = after_work(decided, random.randint(240, 3400))
    if random.random() < 0.5:
        steps.append((closed, {"status": SOLD, "value_minor": value}))
    elif random.random() < 0.5:
        steps.append((closed, _lost(random)))
    return steps


def _lost(random: Random) -> dict[str, Any]:
    return {"status": "lost", "note": random.choice(LOST)}


def after_work(at: int, minutes: int) -> int:
    """So many minutes of the shop's working hours later."""
    found = hours.promise(HOURS, TIMEZONE, at, minutes)
    return found if found is not None else at + minutes * clock.MINUTE


def worth(random: Random, page: str) -> int:
    """An order's value in đồng: the piece of the page, its wood and number, to the nearest ten thousand."""
    product = BY_SLUG.get(page.rsplit("/", 1)[-1]) or random.choice(PRODUCTS)
    exact = product.price * _pieces(random, product) * random.choice((0.8, 0.92, 1.0, 1.0, 1.0, 1.2, 1.35))
    return round(exact / 10_000) * 10_000


def _pieces(random: Random, product: Product) -> int:
    if product.slug == "ghe-an-lam":
        return random.choice((4, 4, 6, 6, 8))
    return random.choice((2, 3, 5)) if product.price < 1_000_000 else 1
