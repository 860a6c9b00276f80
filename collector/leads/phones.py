"""Phone numbers: kept as typed, understood where possible, never a reason to lose a lead."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers
from babel.core import get_global

LEAST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Phone:
    """`e164` is None when the number cannot be understood; `digits` counts what was typed."""

    typed: str
    e164: str | None
    digits: int


def region(timezone: str) -> str:
    """The country of a site's zone, which a number without a country code belongs to."""
    return str(get_global("zone_territories").get(timezone, "VN"))


def understand(typed: str, default_region: str) -> Phone:
    """Read a number in any of its spellings: 0912 345 678, +84…, 84…, 0084…, full-width digits, dots, dashes."""
    plain = unicodedata.normalize("NFKC", typed)
    digits = sum(letter.isdigit() for letter in plain)
    number = _parse(plain, default_region)
    if number is None:
        return Phone(typed, None, digits)
    return Phone(typed, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), digits)


def _parse(text: str, default_region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, default_region)
    except phonenumbers.NumberParseException:
        number = None
    if number is not None and phonenumbers.is_possible_number(number):
        return number
    # Words or a second number around it: the first number in the text is who to call.
    return next((found.number for found in phonenumbers.PhoneNumberMatcher(text, default_region)), None)
