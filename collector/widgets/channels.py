"""The channels of a contact button: what an owner may paste and what the script links to.

An owner pastes what is at hand (a number in any spelling, a page name, the address of the page), so
each kind has one cleaner that takes all of these and keeps the shortest form that makes the link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

# Numbers of these types exist only inside their country: +84 1900 1234 rings nowhere.
_DIALLED_AT_HOME = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
}


class BadValue(ValueError):
    """What is wrong with a channel's value, as a sentence for the owner."""


def _parse(value: str, region: str) -> PhoneNumber:
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise BadValue(f"{value!r} is not a phone number; write it like 0912 345 678 or +84 912 345 678.")
    return number


def _only_digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def phone(value: str, region: str) -> tuple[str, str]:
    """A number to dial (+84912345678, or 19001234 where only that rings) and how people read it."""
    number = _parse(value, region)
    shown = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    if phonenumbers.number_type(number) in _DIALLED_AT_HOME:
        return _only_digits(shown), shown
    if phonenumbers.region_code_for_number(number) not in (region, None):
        shown = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), shown


def _mobile(value: str, region: str) -> tuple[str, str]:
    """Chat apps know a person by the international number, so a home-only number is no use here."""
    value = _behind(value, ("wa.me", "api.whatsapp.com"))
    number, shown = phone(value, region)
    if not number.startswith("+"):
        raise BadValue(f"{shown} cannot receive messages; give a mobile number.")
    return number, shown


def _behind(value: str, hosts: tuple[str, ...]) -> str:
    """`https://m.me/shop.example?ref=x` is `shop.example`; what is no such address stays as it is."""
    address = urlsplit(value if "//" in value else f"//{value}")
    host = (address.hostname or "").removeprefix("www.")
    if host not in hosts or not address.path.strip("/"):
        return value
    return address.path.strip("/")


def _zalo(value: str, region: str) -> tuple[str, str]:
    name = _behind(value, ("zalo.me", "chat.zalo.me"))
    digits = _only_digits(name)
    if re.fullmatch(r"[+\d][\d .()-]{6,20}", name) and len(digits) <= 14:
        number, shown = _mobile(name, region)
        return number, shown
    # An official account is a number of 15 digits and more or a chosen name; g/… is a group.
    if re.fullmatch(r"(g/)?[A-Za-z0-9][\w.-]{2,63}", name):
        return name, ""
    raise BadValue(f"{value!r} is neither a phone number nor the id of a Zalo official account.")


def _messenger(value: str, _region: str) -> tuple[str, str]:
    name = _behind(value, ("m.me", "facebook.com", "m.facebook.com", "messenger.com")).removeprefix("t/")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{1,79}", name):
        raise BadValue(f"{value!r} is not a Facebook page; give its name or its m.me address.")
    return name, ""


def _telegram(value: str, region: str) -> tuple[str, str]:
    name = _behind(value, ("t.me", "telegram.me")).removeprefix("@")
    if re.fullmatch(r"[A-Za-z]\w{3,31}", name):
        return name, f"@{name}"
    return _mobile(name, region)


def _skype(value: str, _region: str) -> tuple[str, str]:
    """Closed since May 2025; taken so that a button of another product can be brought over (warnings.py tells)."""
    name = _behind(value, ("join.skype.com",)).removeprefix("skype:").partition("?")[0]
    if not re.fullmatch(r"[A-Za-z0-9][\w.,:+/-]{2,99}", name):
        raise BadValue(f"{value!r} is not a Skype name.")
    return name, ""


def _teams(value: str, region: str) -> tuple[str, str]:
    address, _ = _email(value, region)
    return address, ""


def _email(value: str, _region: str) -> tuple[str, str]:
    try:
        address = validate_email(value.removeprefix("mailto:"), check_deliverability=False).normalized
    except EmailNotValidError as problem:
        raise BadValue(f"{value!r} is not an e-mail address: {problem}") from None
    return address, address


def https_url(value: str) -> str:
    """The address as given; only https, so that neither `javascript:` nor a downgrade gets on a page."""
    address = urlsplit(value)
    if address.scheme != "https" or not address.hostname or address.username or re.search(r"\s", value):
        raise BadValue(f"{value!r} is not an address that starts with https://.")
    return value


def _link(value: str, _region: str) -> tuple[str, str]:
    return https_url(value), ""


def _map(value: str, region: str) -> tuple[str, str]:
    """A map's address, or the place in words: the script then asks a map for it."""
    if "://" in value or value.lower().startswith("javascript:"):
        return _link(value, region)
    return value, value


def _callback(value: str, _region: str) -> tuple[str, str]:
    if value:
        raise BadValue("The call-back form needs no value here.")
    return "", ""


CHANNELS: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "zalo": _zalo,
    "messenger": _messenger,
    "whatsapp": _mobile,
    "telegram": _telegram,
    "viber": _mobile,
    "teams": _teams,
    "skype": _skype,
    "phone": phone,
    "sms": _mobile,
    "email": _email,
    "callback": _callback,
    "map": _map,
    "link": _link,
}


def clean(kind: str, value: str, region: str) -> tuple[str, str]:
    """The value in the form that makes the link, and the words to show beside it (may be empty).

    Raises BadValue with a sentence that says what to write instead.
    """
    value = value.strip()
    if not value and kind != "callback":
        raise BadValue("Say where this channel leads: a number, a name or an address.")
    return CHANNELS[kind](value, region)
