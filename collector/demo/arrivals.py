"""How visitors of the fictional shop arrive: their sources, how eager each is, their devices and their hours."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from collector.demo.adverts import BY_ID, Advert
from collector.demo.catalogue import PRODUCTS

SHOP = "https://mocan.example"

_CHROME = (
    "Mozilla/5.0 (Linux; Android 15; {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
)
_VIEW = (
    "Mozilla/5.0 (Linux; Android 14; {}; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/141.0.7390.122 Mobile Safari/537.36 {}"
)
_DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) {}Safari/537.36"
_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1"
)
_IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.7 Mobile/15E148 Safari/604.1"
)

# Browsers with their shares among visitors of small Vietnamese shops, by eye: phones are four in five.
BROWSERS: tuple[tuple[str, int], ...] = (
    (_CHROME.format("SM-A155F"), 24),
    (_CHROME.format("CPH2565"), 14),
    (_CHROME.format("V2120"), 9),
    (_IPHONE, 26),
    (_DESKTOP.format("Chrome/142.0.0.0 "), 15),
    (_DESKTOP.format("coc_coc_browser/142.0.150 Chrome/136.0.0.0 "), 5),
    (_DESKTOP.format("Chrome/142.0.0.0 ") + " Edg/142.0.0.0", 4),
    (_IPAD, 3),
)
IN_APP: dict[str, str] = {
    "facebook": _VIEW.format("2312DRA50G", "[FB_IAB/FB4A;FBAV/536.0.0.46.77;]"),
    "zalo": _VIEW.format("CPH2565", "Zalo android/25100821 ZaloTheme/light ZaloLanguage/vi"),
    "tiktok": _VIEW.format("V2120", "trill_420001 BytedanceWebview/d8a21c6"),
    "coccoc": _DESKTOP.format("coc_coc_browser/142.0.150 Chrome/136.0.0.0 "),
}
BOTS: tuple[str, ...] = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
)

# Weight of each hour of the day: mornings, after lunch, and the long evening on the sofa.
HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 11, 15, 15, 12, 9, 9, 13, 14, 12, 10, 10, 13, 17, 17, 12, 6)
# Monday first: people look for furniture at the weekend.
WEEKDAYS = (1.0, 0.95, 0.95, 1.0, 1.05, 1.25, 1.3)


@dataclass(frozen=True)
class Source:
    """One way to arrive. `leads` is the share of visits that leave a number, `clicks` that tap a channel.

    `since` is how many days before the end it began (a campaign has a start), `app` the browser it may open in.
    """

    id: str
    weight: float
    leads: float
    clicks: float
    wins: float
    advert: Advert | None = None
    referrer: str = ""
    paths: tuple[str, ...] = ("/",)
    app: str | None = None
    since: int = 99


_GOODS = tuple(product.path for product in PRODUCTS)


def _ad(
    name: str, weight: float, leads: float, clicks: float, wins: float, app: str | None = None, since: int = 99
) -> Source:
    return Source(name, weight, leads, clicks, wins, advert=BY_ID[name], app=app, since=since)


def _link(name: str, weight: float, leads: float, clicks: float, wins: float, referrer: str, *paths: str) -> Source:
    return Source(name, weight, leads, clicks, wins, referrer=referrer, paths=paths)


# Shares and rates are invented, but differ as such shops' do: search asks to buy, short video mostly looks.
SOURCES: tuple[Source, ...] = (
    _ad("google-ban-tra", 15, 0.080, 0.07, 0.30),
    _ad("google-ke-sach", 8, 0.120, 0.08, 0.38, since=33),
    _ad("google-tu-gan-the", 5, 0.100, 0.09, 0.34),
    _ad("facebook-tan-gia", 17, 0.045, 0.08, 0.18, "facebook", since=24),
    _ad("facebook-bai-viet", 7, 0.030, 0.06, 0.20, "facebook"),
    _ad("zalo-ads", 6, 0.095, 0.14, 0.26, "zalo"),
    _ad("zalo-oa", 3, 0.080, 0.16, 0.30, "zalo", since=12),
    _ad("tiktok-xuong", 14, 0.020, 0.05, 0.08, "tiktok", since=16),
    _ad("coccoc-tu-khoa", 4, 0.085, 0.06, 0.28, "coccoc"),
    _ad("ban-tin", 3, 0.070, 0.05, 0.42),
    _ad("chatgpt", 3, 0.110, 0.04, 0.36, since=38),
    _ad("google-ho-so", 4, 0.125, 0.22, 0.36),
    _link("google-tu-nhien", 10, 0.060, 0.06, 0.30, "https://www.google.com/", "/", "/san-pham", *_GOODS),
    _link("coccoc-tu-nhien", 2, 0.055, 0.05, 0.25, "https://coccoc.com/", *_GOODS),
    _link("truc-tiep", 8, 0.060, 0.10, 0.32, "", "/", "/", "/san-pham", "/lien-he"),
    _link("blog", 3, 0.050, 0.05, 0.25, "https://nha-nho.example/10-mau-ban-tra", "/san-pham/ban-tra-suoi"),
)
# Who comes back mostly types the name or searches it; some are met by another advert.
RETURNS: tuple[tuple[str, float], ...] = (
    ("truc-tiep", 46),
    ("google-tu-nhien", 22),
    ("google-tu-gan-the", 9),
    ("facebook-tan-gia", 11),
    ("zalo-oa", 7),
    ("ban-tin", 5),
)
BY_SOURCE: dict[str, Source] = {source.id: source for source in SOURCES}

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
# The beginnings that the networks' own ids have; the rest is random, "demo" says so.
_CLICK_SHAPES = {
    "gclid": "Cj0KCQiAdemo{}EALw_wcB",
    "fbclid": "IwY2xjawDEMO{}_aem_demo",
    "ttclid": "E.C.P.demo{}",
    "md": "_0demo{}",
}


def landing(random: Random, source: Source) -> str:
    """An absolute landing URL, with a click id of its own where the network gives one."""
    if source.advert is None:
        return SHOP + random.choice(source.paths)
    shape = _CLICK_SHAPES.get(source.advert.click_id or "")
    value = shape.format("".join(random.choices(_LETTERS, k=36))) if shape else None
    return SHOP + source.advert.target(value)


def referrer(source: Source) -> str:
    """What the browser says of where the visitor came from."""
    return source.advert.referrer if source.advert else source.referrer


def browser(random: Random, source: Source) -> str:
    """A User-Agent; links inside an app mostly open in that app's own browser."""
    if source.app and random.random() < 0.62:
        return IN_APP[source.app]
    return random.choices([name for name, _ in BROWSERS], [share for _, share in BROWSERS])[0]


def pick_return(random: Random) -> Source:
    """How somebody comes back."""
    return BY_SOURCE[random.choices([name for name, _ in RETURNS], [weight for _, weight in RETURNS])[0]]
