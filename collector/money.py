"""Integer minor units to and from what people type and read."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import format_currency, get_currency_precision, list_currencies

LIMIT_MINOR = 10**15

_WHOLE = re.compile(r"(?P<whole>-?(?:[0-9]+|[0-9]{1,3}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*))")
_WITH_DECIMALS = re.compile(
    r"(?P<whole>-?(?:[0-9]+|[0-9]{1,3}(?P<mark>[.,])[0-9]{3}(?:(?P=mark)[0-9]{3})*))[.,](?P<fraction>[0-9]{1,3})"
)


def known(currency: str) -> bool:
    """Whether this is an ISO 4217 code."""
    return currency in list_currencies()


def to_minor(amount: str | Decimal | int, currency: str) -> int:
    """`1500000` VND is 1500000, `12.34` EUR is 1234. Raises ValueError for what is no such amount.

    A point or a comma as people type them: three digits after it are thousands, otherwise it begins the decimals.
    """
    precision = get_currency_precision(currency)
    number = Decimal(_plain(amount, precision)) if isinstance(amount, str) else Decimal(amount)
    minor = number.scaleb(precision)
    if minor != minor.to_integral_value() or abs(minor) > LIMIT_MINOR:
        raise ValueError(f"not an amount in {currency}: {amount}")
    return int(minor)


def rounded_minor(amount: str, currency: str) -> int | None:
    """What a program wrote with a point for its decimals, to the nearest minor unit; None for what is no amount."""
    try:
        number = Decimal(amount).scaleb(get_currency_precision(currency))
        minor = int(number.to_integral_value(ROUND_HALF_UP))
    except (InvalidOperation, OverflowError, ValueError):
        return None
    return minor if abs(minor) <= LIMIT_MINOR else None


def _plain(typed: str, precision: int) -> str:
    """The amount with a point for its decimals and no other mark."""
    text = "".join(typed.split()).rstrip("₫đĐ")
    if len(text) <= 40:
        for pattern in (_WHOLE, _WITH_DECIMALS):
            found = pattern.fullmatch(text)
            # `1.234` of a currency with three decimals is no thousand.
            if found and not (pattern is _WHOLE and precision == 3 and found["mark"]):
                fraction = found.groupdict().get("fraction")
                return found["whole"].replace(".", "").replace(",", "") + (f".{fraction}" if fraction else "")
    raise ValueError(f"not an amount: {typed}")


def to_major(minor: int, currency: str) -> Decimal:
    """Exact decimal of minor units."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def show(minor: int, currency: str, locale: str) -> str:
    """For people: `1.500.000 ₫`."""
    return str(format_currency(to_major(minor, currency), currency, locale=locale))
