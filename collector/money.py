"""Integer minor units to and from what people type and read."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency, get_currency_precision, list_currencies

LIMIT_MINOR = 10**15


def known(currency: str) -> bool:
    """Whether this is an ISO 4217 code."""
    return currency in list_currencies()


def to_minor(amount: str | Decimal | int, currency: str) -> int:
    """`1500000` VND is 1500000, `12.34` EUR is 1234. Raises ValueError for what is no such amount.

    Accepts a point or a comma as people type them; a group of three digits is read as thousands.
    """
    number = _number(amount, get_currency_precision(currency))
    minor = number.scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value() or abs(minor) > LIMIT_MINOR:
        raise ValueError(f"not an amount in {currency}: {amount}")
    return int(minor)


def _number(amount: str | Decimal | int, precision: int) -> Decimal:
    if isinstance(amount, int | Decimal):
        return Decimal(amount)
    text = "".join(amount.split()).rstrip("₫đĐ")
    decimals = max(text.rfind(","), text.rfind("."))
    if decimals >= 0 and (precision == 0 or len(text) - decimals - 1 == 3):
        decimals = -1
    whole = text[:decimals] if decimals >= 0 else text
    fraction = text[decimals + 1 :] if decimals >= 0 else ""
    try:
        return Decimal(whole.replace(".", "").replace(",", "") + ("." + fraction if fraction else ""))
    except InvalidOperation:
        raise ValueError(f"not an amount: {amount}") from None


def to_major(minor: int, currency: str) -> Decimal:
    """Exact decimal of minor units."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def show(minor: int, currency: str, locale: str) -> str:
    """For people: `1.500.000 ₫`."""
    return str(format_currency(to_major(minor, currency), currency, locale=locale))
