"""Expressions of owners: what is taken means the same in a browser, and never keeps it busy, whatever it reads."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.widgets import patterns

# The longest that one expression may take of a computer's time, in ms; the tests run on slow and busy ones.
MOST_MS = 250
# Texts that make engines go back: one letter for ever, then what no repeat takes.
TEMPTING = ["a", "b", "ab", "aab", "a/", "a1", "1", " ", "a-", "/a", "tra", "0a", "aaaaaaaaaaaaaaaaaaab"]
TEXTS = [(piece * patterns.READ)[: patterns.READ - len(end)] + end for piece in TEMPTING for end in ("", "!", "b")]

PIECES = st.sampled_from(
    ["a", "b", ".", r"\d", r"\w", r"\s", "[ab]", "[^b]", "[a-z0-9]", "/", "-", r"\.", "tra", "^", "$", r"\b", "ab"]
)
REPEATS = st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{0,9}", "{1,99}", "{3,}", "*?", "+?", "{1,5}?"])


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Sequences, groups and choices of what is there already."""
    return st.builds(
        lambda open_, parts, bar, repeat: f"{open_}{bar.join(parts)}){repeat}",
        st.sampled_from(["(", "(?:"]),
        st.lists(inner, min_size=1, max_size=4),
        st.sampled_from(["", "|"]),
        REPEATS,
    )


REPEATED = st.builds(lambda piece, repeat: piece + repeat, PIECES, REPEATS)
EXPRESSIONS = st.lists(st.recursive(REPEATED, grown, max_leaves=8), min_size=1, max_size=7).map("".join)
SOUP = st.text(alphabet=r"ab1|()[]{}*+?^$\.,-dwsbux:<=!&~", max_size=14)

RUN = """
const { found, texts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(found.map((one) => {
  const before = process.cpuUsage();
  const said = texts.map((text) => new RegExp(one).test(text));
  const { user, system } = process.cpuUsage(before);
  return { said, ms: (user + system) / 1000 / texts.length };
})));
"""


def in_a_browser(found: list[str]) -> list[dict[str, Any]]:
    """What V8 says of every text, and how long it took for one of them; an expression that hangs fails by the clock."""
    given_ = json.dumps({"found": found, "texts": TEXTS})
    done = subprocess.run(["node", "-e", RUN], input=given_, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, (found, done.stderr[-400:])
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def taken(text: str) -> bool:
    try:
        patterns.check_regex(text)
    except patterns.BadPattern:
        return False
    return True


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(EXPRESSIONS, min_size=40, max_size=60), st.lists(SOUP, min_size=40, max_size=60))
def test_what_is_taken_means_the_same_in_a_browser_and_never_keeps_it_busy(grown: list[str], soup: list[str]) -> None:
    found = [text for text in [*grown, *soup] if taken(text)]
    for text, answer in zip(found, in_a_browser(found), strict=True):
        assert answer["ms"] < MOST_MS, (text, answer["ms"])
        assert answer["said"] == [re.search(text, one, re.ASCII) is not None for one in TEXTS], text


def test_the_most_that_is_taken_still_does_not_keep_a_browser_busy() -> None:
    """As near to the bound as an expression comes."""
    heavy = [
        "a*" + "a" * 70 + "b", "^a*a*b$", r"^\w+\w+\s$", "a{0,99}a{0,9}b", ".*gia.*", "(?:a|b)(?:a|b)a*b",
        "[^b]*c", r"\w+\s", "^(?:a|aa)?a*a*b",
    ]  # fmt: skip
    assert [text for text in heavy if not taken(text)] == []
    for text, answer in zip(heavy, in_a_browser(heavy), strict=True):
        assert answer["ms"] < MOST_MS / 5, (text, answer["ms"])


def test_what_is_known_to_hang_is_refused() -> None:
    hanging = [
        "(a+)+$", "(a|a)*$", "(.*)*x", "((a*)*)*b", "(a|aa)+$", "(a|a?)+$", r"(.*a){20}", "a*a*b", "a*a*a*a*b",
        ".*.*=.*",        r"(x+x+)+y", r"^(\w+\s?)*$", r"([^/]+/?)*$", "(?:a{0,99}){0,99}b", "a?" * 30 + "a" * 30,
        "|".join(["a*a*b"] * 20),
        "a{0,99}a{0,99}a{0,99}b", r"(a)\1", "(?<=a)b", "(?<!a)b", "(?=a)", "(?!a)", "(?<n>a)", "(?P<n>a)", "(?i)a",
    ]  # fmt: skip
    assert [text for text in hanging if taken(text)] == []


def test_a_class_that_may_come_to_mean_another_thing_is_refused_without_a_warning(recwarn: Any) -> None:
    assert [text for text in ("[a&&b]", "[a||b]", "[a~~b]", "[[a]", "[!--]") if taken(text)] == []
    assert not recwarn.list
