"""Codes: made, compared as people type them, and refused where they could not be typed."""

from __future__ import annotations

import re
import secrets
import unicodedata

# Crockford's base 32 (crockford.com/base32.html): no I, L, O, U; who reads 0 as O or 1 as l is understood all the same.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONFUSED = str.maketrans("OIL", "011")
GROUPS, GROUP = 3, 4  # twelve letters are 60 bits
LONGEST = 64
TYPED = 200
_CODE = re.compile(r"[^\W_][\w. -]{1,62}[^\W_]", re.UNICODE)


def make(prefix: str = "") -> str:
    """A code that cannot be guessed: `K7PM-2QXR-9DTV`, with the prefix before it."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS)]
    return "-".join([prefix.upper(), *groups] if prefix else groups)


def plain(typed: str) -> str:
    """A code as it is compared: without case, spaces, dashes and what cannot be seen."""
    text = unicodedata.normalize("NFKC", typed[:TYPED]).casefold()
    kept = (letter for letter in text if letter.isprintable() and not letter.isspace())
    return "".join(letter for letter in kept if unicodedata.category(letter) != "Pd").upper()


def spoken(typed: str) -> str:
    """The same for codes that we made: letters that look alike are one."""
    return plain(typed).translate(CONFUSED)


def compared(code: str, kind: str) -> str:
    """What `lookup` holds for a code of this kind."""
    return spoken(code) if kind == "generated" else plain(code)


def fault(code: str) -> str | None:
    """Why this cannot be a code, for whoever uploads it; None when it can."""
    if not code:
        return "There is no code here."
    if not _CODE.fullmatch(code) or len(plain(code)) < 3:
        return "A code has 3 to 64 letters and digits; spaces, dots, dashes and underscores may stand between them."
    return None
