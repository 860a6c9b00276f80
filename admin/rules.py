"""Sentences by which the rules of a widget's configuration refuse it; `messages` adds them to its own.

tests/admin/test_rule_words.py finds every such sentence in collector/widgets and fails for one that is missing here.
"""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text that is translated later
    """Mark a text for the catalogue without translating it yet."""
    return text


RULES = (
    N_("A configuration is an object: {…}."),
    N_("Somewhere stands a sign that cannot be stored."),
    N_("This number is too large."),
    N_("A text or a number."),
    N_("Not a valid number."),
    N_("Not a valid boolean."),
    N_("Not a valid list."),
    N_("Not a valid mapping type."),
    N_("Invalid input type."),
    N_("String does not match expected pattern."),
    N_("Nobody is kept from a way to get in touch."),
    N_("At least one variant needs a weight."),
    N_("The engine itself uses this name."),
    N_("At least one second."),
    N_("At most 400 days."),
    N_("Use small letters, digits, _ and -."),
    N_("Use small letters, digits and _, a letter first."),
    N_("Use letters, digits, _ . : and -, a letter first."),
    N_("Write the country as two capital letters, like VN."),
    N_("A contact button has no form."),
    # Forms.
    N_("A hidden field, and no other, has a source."),
    N_("Nobody could fill in a hidden field."),
    N_("This field needs a label."),
    N_("Dates are whole days from today, 36500 at most."),
    N_("A rating has 3 to 10 stars."),
    N_("Choices need options."),
    N_("A source has a name; only the page's product needs none."),
    N_("A condition takes one of is, not, in, filled."),
    N_("The least is above the most."),
    # Rules and schedules.
    N_("exists takes no value, everything else one."),
    N_("A rule is all, any, or what with is and value: one of the three."),
    N_("Compared with a number."),
    N_("Compared with a text."),
    N_("Write the day like 2027-01-31."),
    N_("It ends before it begins."),
    N_("Goes with outside: variant, and that with this."),
    # Expressions.
    N_("A bracket closes that was never opened."),
    N_("A bracket is never closed."),
    N_("This expression could hang a page: it repeats or branches too often."),
    N_("A repeat inside a repeat, or a choice inside one, could hang a page."),
    # Quotes and vouchers.
    N_("Write a percentage like 8 or 8.5."),
    N_("Write the currency as three letters, like VND."),
)

# As in messages.PATTERNS; the first that fits speaks.
RULE_PATTERNS = (
    (r"A configuration has at most (\d+) characters\.", N_("A configuration has at most %(one)s characters.")),
    (r"Nested more than (\d+) deep\.", N_("Nested more than %(one)s deep.")),
    (r"Must be greater than or equal to (\S+)\.", N_("Must be %(one)s or more.")),
    (r"Must be less than or equal to (\S+)\.", N_("Must be %(one)s or less.")),
    (r"(.+) is not a Skype name\.", N_("%(one)s is not a Skype name.")),
    (r"Two channels are called (.+)\.", N_("Two channels are called %(one)s.")),
    (r"Two variants are called (.+)\.", N_("Two variants are called %(one)s.")),
    (r"Two fields are called (.+)\.", N_("Two fields are called %(one)s.")),
    (r"Two categories are called (.+)\.", N_("Two categories are called %(one)s.")),
    (r"Two are called (.+)\.", N_("Two are called %(one)s.")),
    (r"Two options have the value (.+)\.", N_("Two options have the value %(one)s.")),
    (r"Two boxes ask for (.+)\.", N_("Two boxes ask for %(one)s.")),
    (r"(.+) is no channel; there are: (.*)\.", N_("%(one)s is no channel; there are: %(two)s.")),
    (r"A trigger on (\S+) takes nothing else\.", N_("A trigger on %(one)s takes nothing else.")),
    (r"A trigger on (\S+) takes (\S+)\.", N_("A trigger on %(one)s takes %(two)s.")),
    (r"A field of type (\S+) takes no (\S+)\.", N_("A field of type %(one)s takes no %(two)s.")),
    (r"The first field of type (\S+) is called (\S+)\.", N_("The first field of type %(one)s is called %(two)s.")),
    (r"(.+) is taken; give the field another name\.", N_("%(one)s is taken; give the field another name.")),
    (r"A condition names an earlier field; (.+) is none\.", N_("A condition names an earlier field; %(one)s is none.")),
    (r"No step has the field (.+)\.", N_("No step has the field %(one)s.")),
    (
        r"A step names (.+), which is no field that is seen, or stands twice\.",
        N_("A step names %(one)s, which is no field that is seen, or stands twice."),
    ),
    (r"One of (.+)\.", N_("One of %(one)s.")),
    (r"A text of 1 to (\d+) characters\.", N_("A text of 1 to %(one)s characters.")),
    (r"Groups go (\d+) deep at most\.", N_("Groups go %(one)s deep at most.")),
    (r"At most (\d+) questions\.", N_("At most %(one)s questions.")),
    (r"null, \"site\", or 1 to (\d+) spans like (.+)\.", N_('null, "site", or 1 to %(one)s spans like %(two)s.')),
    (r"(.+); one over midnight is two\.", N_("%(one)s; one over midnight is two.")),
    (r"An expression has at most (\d+) characters\.", N_("An expression has at most %(one)s characters.")),
    (r"This is no regular expression: (.+)\.", N_("This is no regular expression: %(one)s.")),
    (
        r"What begins with (.+) cannot be used in an expression here\.",
        N_("What begins with %(one)s cannot be used in an expression here."),
    ),
    (r"(.+) cannot be used in an expression here\.", N_("%(one)s cannot be used in an expression here.")),
    (r"(.+) repeats nothing\.", N_("%(one)s repeats nothing.")),
    (r"A repeat has an end of at most (\d+)\.", N_("A repeat has an end of at most %(one)s.")),
    (r"(\S+) takes a name\.", N_("%(one)s takes a name.")),
    (r"(\S+) takes no name\.", N_("%(one)s takes no name.")),
    (r"(\S+) takes (.+)\.", N_("%(one)s takes %(two)s.")),
)
