"""What a voucher widget offers, read from its published configuration, and said in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from babel.dates import format_date, format_time

from collector import clock, money, sentences
from collector.sites.service import Site
from collector.widgets.service import Published

say = sentences.beside(__file__)
KIND = "voucher"
LANGUAGES = ("vi", "en")

Worth = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offer:
    """`worth` as it is kept with each code: {kind, percent, amount_minor, currency, gift, minimum_order, apply_link}.

    A limit of 0, and a total of None, are no limit.
    """

    widget_id: str
    code_kind: str
    fixed: str
    prefix: str
    worth: Worth
    total: int | None
    per_phone: int
    per_device: int
    expiry: dict[str, Any]
    at_once: bool


def read(site: Site, published: Published, variant: str | None = None) -> Offer:
    """The offer of a published voucher widget, as its variant has it."""
    content: dict[str, Any] = published.config["content"]
    for each in published.config["variants"]:
        if each["name"] == variant:
            content = content | each["content"]
    code, limits = content["code"], content["limits"]
    return Offer(
        widget_id=published.id,
        code_kind=code["kind"],
        fixed=code["fixed"],
        prefix=code["prefix"],
        worth=_worth(site, content),
        total=limits["total"],
        per_phone=limits["per_phone"],
        per_device=limits["per_device"],
        expiry=content["expiry"],
        at_once=content["reveal"] == "at_once",
    )


def _worth(site: Site, content: dict[str, Any]) -> Worth:
    """Only what its kind has: a percentage that is not meant does not stand beside an amount."""
    given, kind = content["worth"], content["worth"]["kind"]
    return {
        "kind": kind,
        "percent": given["percent"] if kind == "percent" else None,
        "amount_minor": given["amount_minor"] if kind == "amount" else None,
        "currency": (given["currency"] or site.currency) if kind == "amount" else None,
        "gift": given["gift"] if kind == "gift" else {},
        "minimum_order": content["minimum_order"],
        "apply_link": content["apply_link"],
    }


def expires_at(offer: Offer, timezone: str, until_at: int | None, now: int) -> int | None:
    """The last millisecond in which a code that is given now holds; None when it holds for ever."""
    kind = offer.expiry["kind"]
    ends = [until_at] if until_at is not None else []
    if kind == "after":
        ends.append(now + int(offer.expiry["minutes"]) * clock.MINUTE)
    elif kind == "date":
        ends.append(end_of(offer.expiry["date"], timezone))
    return min(ends, default=None)


def end_of(day: str, timezone: str) -> int:
    """The last millisecond of a date in the zone, whatever its clocks do that night. Raises ValueError."""
    following = date.fromisoformat(day) + timedelta(days=1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=clock.zone(timezone))
    return int(midnight.timestamp() * 1000) - 1


def language(wanted: str | None, site: Site) -> str:
    """The language of a page, as far as we speak it."""
    found = (wanted or site.locale)[:2].lower()
    return found if found in LANGUAGES else "en"


def worth_text(worth: Worth, locale: str) -> str:
    """`Giảm 10%`, in words for people."""
    kind = worth["kind"]
    if kind == "gift":
        return _in(worth["gift"], locale)
    if kind == "amount":
        return say(kind, locale, amount=money.show(worth["amount_minor"], worth["currency"], locale))
    return say(kind, locale, percent=worth["percent"])


def conditions(worth: Worth, expires: int | None, timezone: str, locale: str) -> str:
    """Whole sentences: from which order on, until when."""
    minimum = _in(worth["minimum_order"], locale).rstrip(". ")
    said = [say("minimum", locale, minimum=minimum)] if minimum else []
    if expires is None:
        return " ".join([*said, say("never", locale)])
    moment = clock.local(expires, timezone)
    time = format_time(moment, "H:mm" if locale == "vi" else "h:mm a", locale=locale)
    day = format_date(moment, "d/M/yyyy" if locale == "vi" else "d MMM yyyy", locale=locale)
    return " ".join([*said, say("until", locale, time=time, date=day)])


def apply_url(worth: Worth, code: str) -> str | None:
    """The address that takes the code to the shop."""
    link: str | None = worth["apply_link"]
    return link.replace("{code}", quote(code, safe="")) if link else None


def _in(texts: dict[str, str], locale: str) -> str:
    return texts.get(locale) or next(iter(texts.values()), "")
