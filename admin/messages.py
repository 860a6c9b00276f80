"""Sentences that services raise in English, in the language of the page."""

from __future__ import annotations

import re

from flask_babel import gettext


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text that is translated later
    """Mark a text for the catalogue without translating it yet."""
    return text


# Raised elsewhere as they stand here; tests/admin compares that each is still raised.
KNOWN = (
    N_("E-mail address or password is wrong"),
    N_("This sign-in link was used already or is too old"),
    N_("Ask for a new one."),
    N_("This password is too short"),
    N_("This e-mail address cannot be used"),
    N_("No such site"),
    N_("No such lead"),
    N_("No such widget"),
    N_("No such person"),
    N_("No such part"),
    N_("No such delivery"),
    N_("This delivery cannot be changed"),
    N_("It is being sent just now."),
    N_("It does not wait any more."),
    N_("Your own role is changed by another owner"),
    N_("Ask an owner of the installation."),
    N_("Unauthorized"),
    N_("Too Many Requests"),
    N_("Not Found"),
    N_("Method Not Allowed"),
    N_("Bad Request"),
    N_("Request Entity Too Large"),
    N_("Cannot store just now"),
    N_("Nothing was stored. Keep your copy and send it again."),
    N_("Something went wrong here"),
    N_("It was logged. Please try again."),
    N_("Your role does not allow this"),
    N_("Ask an owner of the site."),
    N_("This change did not come from a page of the admin"),
    N_("Open the page again and repeat it."),
    N_("Too many attempts to sign in"),
    N_("Wait a little and try again."),
    N_("The last owner of the installation cannot be removed"),
    N_("This value cannot be used"),
    N_("Some values cannot be used"),
    N_("Missing data for required field."),
    N_("Field may not be null."),
    N_("Not a valid email address."),
    N_("Not a valid integer."),
    N_("Not a valid string."),
    N_("a lead has a phone, an e-mail address or a name"),
    N_("This key was used for another lead"),
    N_("Say where this channel leads: a number, a name or an address."),
    N_("The call-back form needs no value here."),
    N_("A link needs a label that says where it leads."),
    N_("A hotline has a phone channel, and a callback one for the hours it is closed."),
    N_("Write the colour as six digits, like #0f766e."),
    N_("A call-back form has one required phone field, and one slot at most."),
)

# The same for sentences with something in them; a group stands where the text has %(one)s and %(two)s.
PATTERNS = (
    (r"at least (\d+) characters", N_("at least %(one)s characters")),
    (r"Length must be between (\d+) and (\d+)\.", N_("Length must be between %(one)s and %(two)s.")),
    (r"Shorter than minimum length (\d+)\.", N_("Shorter than %(one)s.")),
    (r"Longer than maximum length (\d+)\.", N_("Longer than %(one)s.")),
    (
        r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.",
        N_("Must be from %(one)s to %(two)s."),
    ),
    (r"Must be one of: (.+)\.", N_("Must be one of: %(one)s.")),
    (r"(.+): an origin is written like .+", N_("%(one)s: a domain is written like https://shop.vn")),
    (r"(.+) is no time zone; .+", N_("%(one)s is no time zone; one is written like Asia/Ho_Chi_Minh")),
    (r"(.+) is no currency; .+", N_("%(one)s is no currency; one is written like VND")),
    (r"(.+) is no span of hours", N_("%(one)s is no span of hours")),
    (
        r"(.+) is not a phone number; write it like .+",
        N_("%(one)s is not a phone number; write it like 0912 345 678 or +84 912 345 678."),
    ),
    (r"(.+) cannot receive messages; .+", N_("%(one)s cannot receive messages; give a mobile number.")),
    (
        r"(.+) is neither a phone number nor the id of a Zalo official account\.",
        N_("%(one)s is neither a phone number nor the id of a Zalo official account."),
    ),
    (
        r"(.+) is not a Facebook page; .+",
        N_("%(one)s is not a Facebook page; give its name or its m.me address."),
    ),
    (r"(.+) is not an e-mail address: .+", N_("%(one)s is not an e-mail address.")),
    (
        r"(.+) is not an address that starts with https://\.",
        N_("%(one)s is not an address that starts with https://."),
    ),
    (r"Unknown setting; known here: (.+)\.", N_("Unknown setting; known here: %(one)s.")),
)


def translate(text: str) -> str:
    """The sentence in the language of the page; one that nobody listed stays as it is."""
    for pattern, known in PATTERNS:
        found = re.fullmatch(pattern, text)
        if found:
            values = dict(zip(("one", "two"), found.groups(), strict=False))
            return str(gettext(known, **values))
    return str(gettext(text)) if text in KNOWN else text
