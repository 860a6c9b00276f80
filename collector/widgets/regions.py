"""What the script needs to know of a country's phone numbers: how they begin elsewhere, how long they are at home."""

from __future__ import annotations

from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata

from collector.widgets.shapes import Config


@cache
def numbers(region: str) -> Config:
    """{"prefix": "84", "digits": [7, 10]}, the shortest and longest number without its 0; {} for no country.

    Only a hint is made of it: no number is refused.
    """
    code = phonenumbers.country_code_for_region(region)
    metadata = PhoneMetadata.metadata_for_region(region)
    described = metadata.general_desc if metadata else None
    if not code or described is None:
        return {}
    lengths = described.possible_length
    return {"prefix": str(code), "digits": [min(lengths), max(lengths)]}
