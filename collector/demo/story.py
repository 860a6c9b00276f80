"""Six weeks of the fictional shop, told by a seed: who came, from where, who left a number, what became of it.

Pure: the same seed, end and tags give the same deeds. history.py plays them through the collector's services.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from collector import clock
from collector.demo import outcomes, people
from collector.demo.arrivals import (
    BOTS,
    BY_SOURCE,
    HOURS,
    SHOP,
    SOURCES,
    WEEKDAYS,
    Source,
    browser,
    landing,
    pick_return,
    referrer,
)
from collector.demo.catalogue import PRODUCTS
from collector.demo.deeds import ByHand, Change, Deed, Form, Tags, new_id
from collector.demo.visits import Visit, Visitor, arrive, ask, hesitate, tap, visit

SEED = 2026
DAYS = 42
VISITORS = 1200
CAME = ("Khách gọi đến hotline.", "Khách gọi đến hotline.", "Khách ghé xưởng.")
HEARD = ("Bạn bè giới thiệu", "Thấy xe giao hàng", "Khách cũ", "Facebook", "Google", "Đi ngang xưởng")
FORGOTTEN_ORIGIN = "https://tet.mocan-khuyenmai.example"


def tell(tags: Tags, now: int, seed: int = SEED, visitors: int = VISITORS) -> list[Deed]:
    """Everything that happened in the six weeks before `now`, oldest first."""
    random = Random(seed)  # noqa: S311 - a story, not a secret
    deeds: list[Deed] = []
    for _ in range(visitors):
        deeds += _life(random, tags, now)
    for part in (_crawlers, _traps, _forgotten_origin, _uncorrected, _long_way, _just_now):
        deeds += part(random, tags, now)
    deeds += _by_hand(random, now)
    deeds += _quotes(random, tags, now) if tags.quote else []
    return sorted((deed for deed in deeds if deed.at <= now), key=lambda deed: deed.at)


def _life(random: Random, tags: Tags, now: int) -> Iterator[Deed]:
    """All visits of one person, until they leave a number or stay away."""
    at = _moment(random, now)
    source = _source(random, (now - at) / clock.DAY)
    visitor = Visitor(new_id(random, at), browser(random, source))
    eager = 1.0
    while at < now:
        made = visit(random, tags, visitor, source, at)
        asked = _leave(made, source, eager, now)
        yield from made.deeds
        yield from asked
        if asked or random.random() > 0.27:
            return
        # Most come back within days, a few after weeks; whoever does knows better what they want.
        at = _in_the_day(random, made.at + clock.DAY + round(random.expovariate(1 / 2.6) * clock.DAY))
        source, eager = pick_return(random), eager * 1.7


def _leave(made: Visit, source: Source, eager: float, now: int) -> list[Change]:
    """What the visit ends with: a number, a tap on a channel, a form closed again, or nothing."""
    random, chance = made.random, made.random.random()
    if chance < source.leads * eager and made.at < now - clock.MINUTE:
        form = ask(made, slot=_slot(random, made.at))
        page = made.url.removeprefix(SHOP).partition("?")[0]
        return outcomes.fate(random, form.body["key"], source, page, made.at, now)
    if chance < source.leads * eager + source.clicks:
        tap(made)
    elif chance < source.leads * eager + source.clicks + 0.05:
        hesitate(made)
    made.send()
    return []


def _slot(random: Random, at: int) -> str:
    """One in four picks a time of the next days; the others want to be called at once."""
    if random.random() > 0.25:
        return ""
    day = clock.local(at + random.randint(1, 3) * clock.DAY, outcomes.TIMEZONE)
    chosen = day.replace(hour=random.choice((9, 10, 14, 15, 16)), minute=random.choice((0, 30)), second=0)
    return clock.rfc3339(int(chosen.timestamp()) * 1000)


def _moment(random: Random, now: int) -> int:
    """When a visitor first comes: more in later weeks, at weekends and in the evening."""
    today = _midnight(now)
    starts = [today - back * clock.DAY for back in range(DAYS)]
    weights = [_busy(start) * (1.25 - back / DAYS / 2) for back, start in enumerate(starts)]
    while True:
        at = _in_the_day(random, random.choices(starts, weights)[0])
        if at < now:
            return at


def _in_the_day(random: Random, at: int) -> int:
    """A moment of that day, when people look at furniture."""
    hour = random.choices(range(24), HOURS)[0]
    return _midnight(at) + hour * clock.HOUR + random.randrange(clock.HOUR)


def _busy(day: int) -> float:
    return WEEKDAYS[clock.local(day, outcomes.TIMEZONE).weekday()]


def _midnight(at: int) -> int:
    local = clock.local(at, outcomes.TIMEZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(local.timestamp()) * 1000


def _source(random: Random, days_ago: float) -> Source:
    running = [source for source in SOURCES if days_ago <= source.since]
    return random.choices(running, [source.weight for source in running])[0]


def _crawlers(random: Random, tags: Tags, now: int) -> Iterator[Deed]:
    """Search engines look at the shop too; they are marked and left out of reports."""
    for _ in range(60):
        at = now - random.randrange(DAYS * clock.DAY)
        made = Visit(random, tags, Visitor(new_id(random, at), random.choice(BOTS)), at)
        made.show(SHOP + random.choice(PRODUCTS).path, "")
        made.send()
        yield from made.deeds


def _by_hand(random: Random, now: int) -> Iterator[Deed]:
    """Who called or walked in: written down by staff, with what they say of how they heard of the shop."""
    for count in range(9):
        at = outcomes.after_work(now - random.randrange(2 * clock.DAY, DAYS * clock.DAY), random.randint(10, 400))
        key = f"demo-by-hand-{count}"
        values = {"key": key, "kind": "manual", "phone": people.phone(random), "name": people.name(random)}
        said = {"note": random.choice(CAME), "self_reported": random.choice(HEARD)}
        yield ByHand(at, values | said)
        yield from outcomes.fate(random, key, BY_SOURCE["truc-tiep"], "", at, now)


def _traps(random: Random, tags: Tags, now: int) -> Iterator[Deed]:
    """Programs that fill in a field no person sees: held, never thrown away."""
    for days in (0.3, 4, 9, 21):
        at = now - round(days * clock.DAY)
        made = Visit(random, tags, Visitor(new_id(random, at), browser(random, BY_SOURCE["truc-tiep"])), at)
        arrive(made, SHOP + "/lien-he", "")
        ask(made, name="Best SEO Service", website="https://rank-first.example")
        yield from made.deeds


def _forgotten_origin(random: Random, tags: Tags, now: int) -> Iterator[Deed]:
    """The shop opened a second page and forgot to name its address: these leads wait until somebody adds it."""
    for days in (0.2, 0.9, 1.6, 2.3, 4.1, 5.2):
        at = now - round(days * clock.DAY) - random.randrange(clock.HOUR)
        made = Visit(random, tags, Visitor(new_id(random, at), browser(random, BY_SOURCE["facebook-tan-gia"])), at)
        url = landing(random, BY_SOURCE["facebook-tan-gia"]).replace(SHOP, FORGOTTEN_ORIGIN)
        arrive(made, url, "https://l.facebook.com/")
        form = ask(made)
        yield Form(form.at, form.user_agent, FORGOTTEN_ORIGIN, form.body)


def _uncorrected(random: Random, tags: Tags, now: int) -> Iterator[Deed]:
    """A number one digit short that nobody corrected: kept as a held lead after half an hour."""
    at = now - 26 * clock.HOUR
    source = BY_SOURCE["google-ban-tra"]
    made = visit(random, tags, Visitor(new_id(random, at), browser(random, source)), source, at)
    ask(made, phone="0710 22", name="Chị Thảo")
    yield from made.deeds


def _long_way(random: Random, tags: Tags, now: int) -> Iterator[Deed]:
    """The visitor to show: an advert, a search, a newsletter, then straight to the shop, and 1.500.000 ₫."""
    way = (("google-ban-tra", 13), ("facebook-bai-viet", 10), ("ban-tin", 8), ("truc-tiep", 7))
    visitor = Visitor(new_id(random, now - 13 * clock.DAY), browser(random, BY_SOURCE["truc-tiep"]))
    for name, days in way:
        made = visit(random, tags, visitor, BY_SOURCE[name], _evening(now - days * clock.DAY))
        if name != way[-1][0]:
            made.send()
            yield from made.deeds
    form = ask(made, phone="0710 000 123", name="Trần Thị Mai An")
    yield from made.deeds
    at = form.at
    for minutes, values in (
        (12, {"status": "contacted", "note": "Muốn bàn trà bo góc cho nhà có em bé."}),
        (300, {"status": "qualified"}),
        (700, {"status": "won", "value_minor": 1_500_000}),
    ):
        at = outcomes.after_work(at, minutes)
        yield Change(at, form.body["key"], dict(values))


def _just_now(random: Random, tags: Tags, now: int) -> Iterator[Deed]:
    """Two who have only just asked, so that there is somebody to call whenever the demo is made."""
    for name, minutes in (("google-ke-sach", 24), ("zalo-ads", 9)):
        at = now - minutes * clock.MINUTE
        source = BY_SOURCE[name]
        made = Visit(random, tags, Visitor(new_id(random, at), browser(random, source)), at)
        arrive(made, landing(random, source), referrer(source))
        ask(made)
        yield from made.deeds


def _quotes(random: Random, tags: Tags, now: int) -> Iterator[Deed]:
    """Three who ask what it comes to: for a dining room, for one table, and for something of their own."""
    dining = [
        {"id": "ghe_an_lam", "text": "Ghế ăn Lam", "quantity": "6", "extras": ["nem"]},
        {"id": "mat_ban", "text": "Mặt bàn đóng theo kích thước", "quantity": "1.6", "extras": []},
    ]
    table = [{"id": "ban_tra_suoi", "text": "Bàn trà Suối", "quantity": "1", "extras": ["bo_goc"]}]
    own = [{"id": "theo_mau", "text": "Đóng theo mẫu riêng", "quantity": "1", "extras": []}]
    for hours, source, name, asked, need in (
        (76, "google-ban-tra", "Chị Hạnh", dining, "Giao chung cư tầng 12, có thang máy."),
        (22, "facebook-tan-gia", "Anh Phúc", table, "Cần trước Tết."),
        (3, "zalo-ads", "Cô Diệp", own, "Tủ thờ cao 1,27 m, gỗ gõ đỏ."),
    ):
        at = now - hours * clock.HOUR
        came = BY_SOURCE[source]
        made = Visit(random, tags, Visitor(new_id(random, at), browser(random, came)), at)
        arrive(made, landing(random, came), referrer(came))
        ask(made, widget=tags.quote, name=name, need=need, items=asked)
        yield from made.deeds


def _evening(at: int) -> int:
    return _midnight(at) + 20 * clock.HOUR + 12 * clock.MINUTE
