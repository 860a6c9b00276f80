"""The demo's data, made once: the site "Mộc An", its people and widgets, and six weeks of history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from collector import clock
from collector.accounts import service as accounts
from collector.accounts.roles import INSTALLATION, Person
from collector.db import Db
from collector.demo import history, story, wares
from collector.demo.arrivals import SHOP
from collector.demo.deeds import Tags
from collector.demo.outcomes import HOURS
from collector.demo.people import HOTLINE
from collector.demo.progress import Advance, reporting
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import service as widgets

NAME = "Mộc An"
UNFINISHED = "Mộc An (demo is being made)"
OWNER = "chu-xuong@mocan.example"
STAFF = {"binh@mocan.example": "Bình", "chi@mocan.example": "Chi"}

CONTACT: dict[str, Any] = {
    "content": {
        "channels": [
            {"kind": "zalo", "value": HOTLINE},
            {"kind": "phone", "value": HOTLINE},
            {"kind": "messenger", "value": "mocan.example"},
            {"kind": "callback"},
            {"kind": "email", "value": "xin-chao@mocan.example"},
        ],
        # Nobody dials from a computer: there the form comes first.
        "order": {"phone": ["zalo", "phone"], "desktop": ["callback", "zalo"]},
        "greeting": {"show": True, "delay_seconds": 12},
    },
    "look": {"color": "#1f4d3a"},
}
CALLBACK: dict[str, Any] = {
    "content": {"phone": HOTLINE, "promise_minutes": 15},
    "look": {"color": "#1f4d3a"},
    "consent": {"marketing": True},
}
# At the bottom, where it hides nothing of the shop's own head; what it says is in the shop as well.
BANNER: dict[str, Any] = {
    "content": {
        "place": "bottom",
        "messages": [
            {
                "id": "giao",
                "text": {"vi": "<b>0 ₫</b> giao và lắp trong nội thành, cho mọi món."},
                "button": {"kind": "link", "url": "/san-pham", "label": {"vi": "Xem sản phẩm"}},
            },
            {
                "id": "do",
                "text": {"vi": "Thợ đến đo tận nhà, <b>mang theo mẫu gỗ</b>."},
                "button": {"kind": "widget", "widget": "callback", "label": {"vi": "Gọi lại cho tôi"}},
            },
        ],
    },
    "look": {"color": "#1f4d3a"},
    "triggers": [{"on": "scroll", "percent": 40}],
}
QUOTE: dict[str, Any] = {
    "content": {
        "phone": HOTLINE,
        "products": wares.WARES,
        "tax_percent": "8",
        # The products' pages lead to it; one button in the corner is enough.
        "launcher": "never",
    },
    "look": {"color": "#1f4d3a"},
}
# Its tab is on the left, where nothing else of ours is.
VOUCHER: dict[str, Any] = {
    "content": {
        "worth": {"kind": "percent", "percent": 10},
        "minimum_order": {"vi": "Đơn từ 2.000.000 ₫", "en": "Orders from 2,000,000 ₫"},
        "code": {"kind": "generated", "prefix": "MOCAN"},
        "expiry": {"kind": "after", "minutes": 3 * 24 * 60},
        "launcher": "always",
    },
    "look": {"color": "#9a3412", "side": "left"},
    "rules": {"what": "path", "is": "starts", "value": "/san-pham"},
}
# Asked of who stays: a browser's own question is asked once, and a no is for ever.
PUSH: dict[str, Any] = {
    "content": {
        "categories": [
            {"id": "new", "label": {"vi": "Mẫu mới", "en": "New pieces"}},
            {"id": "sale", "label": {"vi": "Giảm giá", "en": "Sales"}},
        ]
    },
    "look": {"color": "#1f4d3a"},
    "triggers": [{"on": "stay", "seconds": 90}],
}

SHOWN = (
    ("contact", "Nút liên hệ", CONTACT),
    ("callback", "Gọi lại", CALLBACK),
    ("banner", "Banner", BANNER),
    ("quote", "Báo giá", QUOTE),
    ("voucher", "Giảm 10%", VOUCHER),
    ("push", "Thông báo", PUSH),
)

Reporting = Callable[[str, int], AbstractContextManager[Advance]]


@dataclass(frozen=True, slots=True)
class Demo:
    """`sign_in_secret` opens one session as the shop's owner; `fresh` is False when the data was there already."""

    site: Site
    sign_in_secret: str
    fresh: bool


def build_demo(
    db: Db,
    shop_origins: Sequence[str],
    base_url: str,
    now: int,
    *,
    seed: int = story.SEED,
    visitors: int = story.VISITORS,
    report: Reporting = reporting,
) -> Demo:
    """Make the demo, or find the one of an earlier run; the origins the shop now has are added either way.

    `base_url` is the collector's own, with its prefix. Raises RuntimeError when an earlier run was interrupted.
    """
    known = {site.name: site for site in sites.everything(db) if SHOP in site.origins}
    if UNFINISHED in known:
        raise RuntimeError("an earlier run did not finish making the demo; remove its data folder and start again")
    site = known.get(NAME) or _make(db, base_url, now, report, seed, visitors)
    for origin in shop_origins:
        if origin not in site.origins:
            site = sites.add_origin(db, site.id, origin, now)
    return Demo(site, accounts.add_person(db, OWNER, "owner", [], now), NAME not in known)


def _make(db: Db, base_url: str, now: int, report: Reporting, seed: int, visitors: int) -> Site:
    began = now - (story.DAYS + 1) * clock.DAY
    values = {"name": UNFINISHED, "origins": [SHOP], "hours": HOURS, "phone": HOTLINE}
    site = sites.add(db, values, began)
    staff = _people(db, site, began)
    deeds = story.tell(_tags(db, site, began), now, seed, visitors)
    with report("Making six weeks of history", len(deeds)) as advance:
        history.play(db, site, deeds, staff, base_url, now, advance)
    # The name is the mark of a whole demo: an interrupted run must not pass for one.
    return sites.change(db, site.id, {"name": NAME}, now)


def _people(db: Db, site: Site, now: int) -> list[str]:
    """The owner and two agents; returns the agents' ids."""
    accounts.add_person(db, OWNER, "owner", [], now, "Lê Hải An")
    for email, name in STAFF.items():
        accounts.add_person(db, email, "agent", [site.id], now, name)
    installation = Person("", "", "", None, {INSTALLATION: "owner"})
    found = {row.email: row.id for row in accounts.list_people(db, installation)}
    return [found[email] for email in STAFF]


def _tags(db: Db, site: Site, now: int) -> Tags:
    """Publish the widgets; returns what a page's script would know of them."""
    made = {}
    for kind, name, config in SHOWN:
        widget = widgets.add(db, site.id, kind, config, now, name)
        made[kind] = widgets.publish(db, site.id, widget.id, now).id
    with db.read() as tx:
        form = widgets.published(tx, site.id, made["callback"])
    wording = form.config["consent"]["wording"] if form else ""
    return Tags(site.key, made["contact"], made["callback"], wording, made["quote"])
