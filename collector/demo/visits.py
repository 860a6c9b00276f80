"""One visit of the fictional shop, as the requests that the script would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from collector import clock
from collector.demo import people
from collector.demo.arrivals import SHOP, Source, landing, referrer
from collector.demo.catalogue import PRODUCTS
from collector.demo.deeds import Beacon, Deed, Form, Tags, new_id

LENGTHS = (34, 23, 17, 11, 7, 5, 3)  # of each number of pages, from 1
OTHERS = ("/san-pham", "/san-pham", "/gioi-thieu", "/chinh-sach", "/lien-he", "/lich-hen/mon-do")
CHANNELS = ("zalo", "zalo", "zalo", "zalo", "phone", "phone", "messenger")
SEEN = 0.9  # of the pages, the button is in view long enough


@dataclass
class Visitor:
    """One browser: its id, its User-Agent, and the landings that the script remembers."""

    id: str
    user_agent: str
    touches: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Visit:
    """A visit under way: `at` is the present moment, `url` the page in view."""

    random: Random
    tags: Tags
    visitor: Visitor
    at: int
    url: str = ""
    referrer: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)

    def event(self, name: str, widget: str | None = None, **props: Any) -> str:
        """Something happens now on this page; returns the event's id."""
        made = {"id": new_id(self.random, self.at), "name": name, "at": self.at, "url": self.url}
        self.events.append(made | {"referrer": self.referrer, "widget": widget, "props": props})
        return str(made["id"])

    def show(self, url: str, referrer: str) -> str:
        """A page comes into view; what the last one queued is sent."""
        self.send()
        self.url, self.referrer = url, referrer
        event_id = self.event("pageview")
        self.wait(1.1, 1.6)
        if self.random.random() < SEEN:
            self.event("impression", self.tags.contact)
        return event_id

    def wait(self, least: float, most: float) -> None:
        """Let seconds pass."""
        self.at += round(self.random.uniform(least, most) * clock.SECOND)

    def send(self) -> None:
        """The beacon of the events that wait."""
        if self.events:
            body = {"site": self.tags.site, "visitor": self.visitor.id, "sent_at": self.at, "events": self.events}
            self.deeds.append(Beacon(self.at, self.visitor.user_agent, body))
            self.events = []


def visit(random: Random, tags: Tags, visitor: Visitor, source: Source, at: int) -> Visit:
    """Arrive and look around; what the visitor leaves behind is told by `tap` and `ask` afterwards."""
    made = Visit(random, tags, visitor, at)
    arrive(made, landing(random, source), referrer(source))
    for _ in range(random.choices(range(len(LENGTHS)), LENGTHS)[0]):
        made.wait(8, 95)
        made.show(SHOP + _next_path(random), made.url)
    made.wait(6, 60)
    return made


def arrive(made: Visit, url: str, referrer: str) -> None:
    """The landing of a visit: its pageview is remembered as a touch."""
    at = made.at
    event_id = made.show(url, referrer)
    made.visitor.touches.append({"id": event_id, "at": at, "url": url, "referrer": referrer})


def _next_path(random: Random) -> str:
    return random.choice(PRODUCTS).path if random.random() < 0.62 else random.choice(OTHERS)


def tap(made: Visit) -> None:
    """A channel of the contact button."""
    channel = made.random.choice(CHANNELS)
    made.event("open", made.tags.contact, by="button")
    made.wait(1, 6)
    made.event("click", made.tags.contact, channel=channel, id=channel, ref="")


def hesitate(made: Visit) -> None:
    """The form is opened and closed again."""
    made.event("open", made.tags.callback, by="button")
    made.wait(3, 20)
    made.event("close", made.tags.callback, by="button")


def ask(made: Visit, phone: str | None = None, widget: str = "", **more: Any) -> Form:
    """Fill in a form, the call-back's unless `widget` names another, and send it; `more` are further fields."""
    random, tags = made.random, made.tags
    widget = widget or tags.callback
    made.event("open", widget, by="button")
    made.wait(2, 8)
    made.event("start", widget)
    opened = made.at
    made.wait(7, 40)
    fields = {"phone": phone or people.phone(random), "name": people.name(random)} | more
    body = {
        "site": tags.site,
        "key": new_id(random, made.at),
        "visitor": made.visitor.id,
        "widget": widget,
        "variant": None,
        "fields": {name: value for name, value in fields.items() if value},
        "consent": {"purposes": {"marketing": random.random() < 0.4}, "wording": tags.wording},
        "at": made.at,
        "sent_at": made.at,
        "url": made.url,
        "referrer": made.referrer,
        "language": "vi",
        "zone": "Asia/Ho_Chi_Minh",
        "elapsed_ms": made.at - opened,
        "touches": [dict(touch) for touch in made.visitor.touches],
        "pixel": None,
    }
    made.send()
    form = Form(made.at, made.visitor.user_agent, SHOP, body)
    made.deeds.append(form)
    made.wait(2, 9)
    return form
