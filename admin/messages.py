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
    N_("No such recipient"),
    N_("No such webhook"),
    N_("This address is told already"),
    N_("Change what it hears of in the list."),
    N_("only a person of the site has leads of their own"),
    N_("choose at least one day with hours"),
    N_("a date is written like 2027-02-14"),
    N_("Choose at least one, or all."),
    N_("There is a webhook with this address"),
    N_("There are too many webhooks"),
    N_("This address cannot be used"),
    N_("This token cannot be used"),
    N_("The site has no Telegram bot"),
    N_("Set up the bot first."),
    N_("write the number of the person's Zalo account into recipient.user_id"),
    N_("a template has 16 KB at most"),
    N_("this is not JSON that a chat could read"),
    N_("a template is a JSON object: {…}"),
    N_("a header has a name and a value"),
    N_("this header cannot be chosen"),
    N_("a header holds letters without accents, and no line break"),
    # Why something did not leave, or would not.
    N_("no mail server is set (BECKON_SMTP_HOST)"),
    N_("it is not valid yet"),
    N_("it has expired"),
    N_("it is for another name"),
    N_("it is for another address"),
    N_("nobody we trust vouches for it"),
    N_("the user name or password of the mail server has letters beyond ASCII"),
    N_("mail to this address came back"),
    N_("this recipient was removed"),
    N_("this person no longer works on the site"),
    N_("Telegram asks to wait"),
    N_("Telegram does not know this token"),
    N_("Telegram does not know this bot's token any more"),
    N_("Telegram does not know this chat any more"),
    N_("Telegram cannot be asked: the answer is not Telegram's"),
    N_("another program receives this bot's messages; make a bot for Beckon alone"),
    N_("this bot serves another site already; make a bot for each site"),
    N_("there is no token in this text; BotFather writes it like 123456789:AAE…"),
    N_("the bot may not write in this chat"),
    N_("the group became a supergroup, which is told already"),
    N_("the topic of this chat was closed or deleted"),
    N_("the site has no Telegram bot"),
    N_("the site's Telegram bot was removed"),
    N_("the site has another Telegram bot now: connect this chat again"),
    N_("the webhook was removed"),
    N_("the webhook is switched off"),
    N_("its secret was sealed with another secret key: make a new one"),
    N_("sealed with another secret key (BECKON_SECRET_KEY)"),
    N_("the receiver said that it is gone (410)"),
    N_("the receiver answered with a redirect, which is not followed"),
    N_("a header holds letters that cannot be sent"),
    N_("only https addresses can be used"),
    N_("the address has no valid host"),
    N_("the address holds a space, a backslash or an invisible letter"),
    N_("the address holds a user name"),
    N_("the host is an address written in an unusual way"),
    N_("the port is not a number from 1 to 65535"),
    N_("the answer is not proper HTTP"),
    N_("the connection was cut"),
    N_("the connection was refused"),
    N_("the host cannot be reached"),
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
    (r"this is not JSON: line (\d+), column (\d+)", N_("this is not JSON: line %(one)s, column %(two)s")),
    (r"there is no field (.+); known: (.+)", N_("there is no field %(one)s; known: %(two)s")),
    (r"there is no such format; known: (.+)", N_("there is no such format; known: %(one)s")),
    (
        r"a template names at least one field besides link and call; known: (.+)",
        N_("a template names at least one field besides link and call; known: %(one)s"),
    ),
    (r"this version sends no (.+)", N_("this version sends no %(one)s")),
    (r"mail to this address came back \((.+)\)", N_("mail to this address came back (%(one)s)")),
    (r"timed out after (\S+) seconds", N_("timed out after %(one)s seconds")),
    (
        r"switched off, because nothing arrived for five days: (.+)",
        N_("switched off, because nothing arrived for five days: %(one)s"),
    ),
    (r"switched off: (.+)", N_("switched off: %(one)s")),
    (r"Telegram cannot be asked: (.+)", N_("Telegram cannot be asked: %(one)s")),
    (r"Telegram cannot be reached: (.+)", N_("Telegram cannot be reached: %(one)s")),
    (r"Telegram did not take it: (.+)", N_("Telegram did not take it: %(one)s")),
    (r"Telegram did not take it \((.+)\)", N_("Telegram did not take it (%(one)s)")),
    (r"Telegram may not be reached: (.+)", N_("Telegram may not be reached: %(one)s")),
    (r"Telegram refused the message \((.+)\)", N_("Telegram refused the message (%(one)s)")),
    (r"the answer is not Telegram's \((.+)\)", N_("the answer is not Telegram's (%(one)s)")),
    (r"the bot's token cannot be read: (.+)", N_("the bot's token cannot be read: %(one)s")),
    (
        r"this chat was left, or the bot was blocked \((.+)\)",
        N_("this chat was left, or the bot was blocked (%(one)s)"),
    ),
    (r"no encrypted connection could be made \((.+)\)", N_("no encrypted connection could be made (%(one)s)")),
    (
        r"no encrypted connection to the mail server (\S+) could be made",
        N_("no encrypted connection to the mail server %(one)s could be made"),
    ),
    (r"the address is longer than (\d+) letters", N_("the address is longer than %(one)s letters")),
    (r"the (?:name|address|550) (\S+) is not public", N_("%(one)s is not a public address")),
    (r"the certificate is not valid \((.+)\)", N_("the certificate is not valid (%(one)s)")),
    (
        r"the certificate of the mail server (\S+) is not valid \((.+)\)",
        N_("the certificate of the mail server %(one)s is not valid (%(two)s)"),
    ),
    (r"the header (\S+) cannot be chosen", N_("the header %(one)s cannot be chosen")),
    (
        r"the host (\S+) is not in the list of hosts that may be reached",
        N_("the host %(one)s is not in the list of hosts that may be reached"),
    ),
    (r"the mail server (\S+) broke off the connection", N_("the mail server %(one)s broke off the connection")),
    (r"the mail server (\S+) cannot be found", N_("the mail server %(one)s cannot be found")),
    (r"the mail server (\S+) cannot be reached", N_("the mail server %(one)s cannot be reached")),
    (
        r"the mail server (\S+) could not sign us in just now \((.+)\)",
        N_("the mail server %(one)s could not sign us in just now (%(two)s)"),
    ),
    (
        r"the mail server (\S+) did not accept the user name or password \((.+)\)",
        N_("the mail server %(one)s did not accept the user name or password (%(two)s)"),
    ),
    (r"the mail server (\S+) did not answer in time", N_("the mail server %(one)s did not answer in time")),
    (
        r"the mail server (\S+) does not speak as mail servers do",
        N_("the mail server %(one)s does not speak as mail servers do"),
    ),
    (
        r"the mail server (\S+) does not take mail from us \((.+)\)",
        N_("the mail server %(one)s does not take mail from us (%(two)s)"),
    ),
    (r"the mail server (\S+) is closing \((.+)\)", N_("the mail server %(one)s is closing (%(two)s)")),
    (
        r"the mail server (\S+) offers no encryption \(STARTTLS\)",
        N_("the mail server %(one)s offers no encryption (STARTTLS)"),
    ),
    (
        r"the mail server (\S+) offers no sign-in; leave BECKON_SMTP_USER out",
        N_("the mail server %(one)s offers no sign-in; leave BECKON_SMTP_USER out"),
    ),
    (r"the mail server (\S+) refused the connection", N_("the mail server %(one)s refused the connection")),
    (r"the mail server (\S+) turned us away \((.+)\)", N_("the mail server %(one)s turned us away (%(two)s)")),
    (
        r"the mail server (\S+) wants a user name and password \((.+)\)",
        N_("the mail server %(one)s wants a user name and password (%(two)s)"),
    ),
    (
        r"the mail server does not let us write to this address \((.+)\)",
        N_("the mail server does not let us write to this address (%(one)s)"),
    ),
    (
        r"the mail server does not take mail for this address now \((.+)\)",
        N_("the mail server does not take mail for this address now (%(one)s)"),
    ),
    (r"the mail server refused (.+) for this address", N_("there is no such mailbox, or it refuses us (%(one)s)")),
    (r"the mail server refused the message \((.+)\)", N_("the mail server refused the message (%(one)s)")),
    (
        r"the mailbox is full, or the mail server has no room \((.+)\)",
        N_("the mailbox is full, or the mail server has no room (%(one)s)"),
    ),
    (r"the name (\S+) cannot be found", N_("the name %(one)s cannot be found")),
    (r"the port (\S+) is not used for https", N_("the port %(one)s is not used for https")),
    (r"the receiver answered (\d+)", N_("the receiver answered %(one)s")),
    (r"Unknown setting; known here: (.+)\.", N_("Unknown setting; known here: %(one)s.")),
)


def translate(text: str) -> str:
    """The sentence in the language of the page; one that nobody listed stays as it is."""
    for pattern, known in PATTERNS:
        found = re.fullmatch(pattern, text)
        if found:
            # What is inside may be a sentence as well: `Telegram cannot be reached: the connection was cut`.
            values = dict(zip(("one", "two"), map(translate, found.groups()), strict=False))
            return str(gettext(known, **values))
    return str(gettext(text)) if text in KNOWN else text
