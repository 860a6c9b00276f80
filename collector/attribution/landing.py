"""What a landing URL says: the UTM values, the click IDs and the page. Pure; no text makes it raise.

The reading rules and limits are those of `data/click_ids.json` (its `about` block): names without regard to case, the
first value that is not empty wins, macros that the ad platform left unfilled are empty, click IDs are kept byte for
byte or dropped, never cut.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.parse import unquote, unquote_plus

MAX_UTM = 255
MAX_PAGE = 1000
MAX_HOST = 253
MAX_PAIRS = 1000

UTM = (
    "source",
    "medium",
    "campaign",
    "term",
    "content",
    "id",
    "source_platform",
    "creative_format",
    "marketing_tactic",
)


class ClickId(NamedTuple):
    """One click ID; `param` is in the platform's own spelling."""

    param: str
    value: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of click_ids.json, as far as reading a URL needs it."""

    name: str
    network: str
    source: str | None
    medium: str | None
    kind: str
    paid: bool | None
    pattern: re.Pattern[str]
    shortest: int
    longest: int
    store: bool

    def accepts(self, value: str) -> bool:
        return self.shortest <= len(value) <= self.longest and self.pattern.fullmatch(value) is not None


def _parameter(name: str, row: dict[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        network=row["network"],
        source=row["infer_source"],
        medium=row["medium"],
        kind=row["kind"],
        paid=row["paid"],
        pattern=re.compile(row["pattern"]),
        shortest=row["min_length"],
        longest=row["max_length"],
        store=row["store"],
    )


_DATA = json.loads((files("collector.attribution") / "data" / "click_ids.json").read_text(encoding="utf-8"))
PARAMETERS = {name: _parameter(name, row) for name, row in _DATA["params"].items()}
PRIORITY: tuple[str, ...] = tuple(_DATA["about"]["priority"])

_UTM_NAMES = {f"utm_{name}": name for name in UTM}
_BY_NAME = {
    alias.lower(): PARAMETERS[name] for name, row in _DATA["params"].items() for alias in [name, *row["name_aliases"]]
}

# C0 and C1 controls, zero-width marks and lone surrogates: no name holds them, and no database takes all of them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
# {{ad.name}} Meta, {keyword} Google and Microsoft, __CID__ TikTok; a value made of these and separators says nothing.
# A single way to read every text (no "__" inside a TikTok name), so that no input makes the match slow.
_MACROS = re.compile(r"(?:\{\{[^{}]*\}\}|\$?\{[^{}]*\}|__[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*__|[\s|/_.:,;+-])+")
_AUTHORITY = re.compile(r"(?:(?:[A-Za-z][A-Za-z0-9+.-]*:)?//([^/?#\\]*)|[A-Za-z][A-Za-z0-9+.-]*:(?![\d/]))?")
_SPLIT = re.compile(r"([?&#])")
_UNSTORED_HINT = re.compile(
    "|".join(["%", *(re.escape(name) for name, row in _BY_NAME.items() if not row.store)]), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Landing:
    """One parsed landing. `marks` names the parameters that were seen but whose values are never kept."""

    host: str
    page: str | None
    utm: dict[str, str]
    click_ids: dict[str, str]
    marks: frozenset[str]

    @property
    def primary(self) -> ClickId | None:
        """The click ID that stands for this landing: the first of the published priority that is present."""
        return next((ClickId(name, self.click_ids[name]) for name in PRIORITY if name in self.click_ids), None)


def read(url: str | None) -> Landing:
    """Parse a landing URL as the browser saw it (anything at all may come)."""
    before, _, fragment = (url or "").strip().partition("#")
    address, _, query = before.partition("?")
    utm, ids = _values(query)
    if fragment and ("=" in fragment):
        # Hash routers keep the query after the '#'; what the real query says goes first.
        more_utm, more_ids = _values(fragment.partition(":~:")[0].rpartition("?")[2])
        utm, ids = utm or more_utm, more_ids | ids
    kept = {name: value for name, value in ids.items() if PARAMETERS[name].store}
    if "md" in kept and not _is_coccoc(utm, kept):
        del kept["md"]
    found = _AUTHORITY.match(address)
    authority = (found[1] or "") if found else ""
    return Landing(
        host=host_of(authority)[:MAX_HOST],
        page=_page(address, found, url),
        utm=utm,
        click_ids=kept,
        marks=frozenset(ids) - frozenset(kept) - {"md"},
    )


def host_of(authority: str) -> str:
    """The host in `user@HOST:port`, lower-cased, without the root's dot; empty when there is none."""
    host = authority.rpartition("@")[2].strip().lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].rstrip(".")


def stored(url: str | None) -> str:
    """The URL as we keep it: raw, save that values which click_ids.json marks `store: false` are left empty.

    The name stays, because that a link came from a newsletter is no personal data and the reader value is.
    """
    text = _storable(url or "")
    if _UNSTORED_HINT.search(text) is None:
        return text
    return "".join(_without_value(part) for part in _SPLIT.split(text))


def tagging_names() -> list[str]:
    """Every parameter name whose presence marks a landing as tagged, for the script's configuration."""
    return sorted({alias for alias, row in _BY_NAME.items() if row.source is not None})


def clean(text: str) -> str:
    """What people can see of a text, in Unicode's composed form."""
    return normalize("NFC", _UNSEEN.sub("", text)).strip()


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _without_value(part: str) -> str:
    name, equals, value = part.partition("=")
    row = _BY_NAME.get(_name(name)) if value else None
    return part if row is None or row.store else name + equals


def _name(raw: str) -> str:
    name = (unquote_plus(raw) if "%" in raw or "+" in raw else raw).strip().lower()
    while name.startswith("amp;"):
        name = name[4:]
    return name


def _values(query: str) -> tuple[dict[str, str], dict[str, str]]:
    """The UTM values and the accepted click IDs of one query string, by canonical name."""
    utm: dict[str, str] = {}
    ids: dict[str, str] = {}
    if not query:
        return utm, ids
    for pair in query.split("&", MAX_PAIRS)[:MAX_PAIRS]:
        raw_name, _, raw = pair.partition("=")
        name = _name(raw_name)
        if name in _UTM_NAMES:
            value = _utm_value(raw)
            if value:
                utm.setdefault(_UTM_NAMES[name], value)
        elif name in _BY_NAME:
            row = _BY_NAME[name]
            value = unquote_plus(raw) if "%" in raw or "+" in raw else raw
            # A value that is never kept proves its network by its name alone: `stored` may have emptied it.
            if not row.store or (row.accepts(value) and _MACROS.fullmatch(value) is None):
                ids.setdefault(row.name, value)
    return utm, ids


def _utm_value(raw: str) -> str:
    text = unquote_plus(raw) if "%" in raw or "+" in raw else raw
    if "%" in text:
        text = _decode_again(text)
    text = clean(text)
    return "" if _MACROS.fullmatch(text) else text[:MAX_UTM].rstrip()


def _decode_again(text: str) -> str:
    """Undo double encoding, where the second reading is still sound UTF-8: "100%de" stays as it is."""
    if _ESCAPED.search(text) is None:
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _is_coccoc(utm: dict[str, str], ids: dict[str, str]) -> bool:
    """`md` is a common name of other applications: ours only beside another sign of Cốc Cốc."""
    return "ctm_event_id" in ids or utm.get("source", "").lower().startswith("coccoc")


def _page(address: str, found: re.Match[str] | None, url: str | None) -> str | None:
    if not url or not url.strip():
        return None
    path = address[found.end() :] if found else address
    if not (found and found.end()) and not path.startswith("/"):
        path = path.partition("/")[2]  # typed without a scheme: shop.example/spa
    page = clean(unquote(path) if "%" in path else path)[:MAX_PAGE]
    return page if page.startswith("/") else "/" + page
