"""Bodies that break naive collectors, each with what has to become of it: one line, one input.

`KEY` stands for a site's key. Sources: JSONTestSuite's kinds (github.com/nst/JSONTestSuite), RFC 8259, and what turned
into a 500 in a plain Flask and sqlite3 collector (nesting, lone surrogates, integers of 2**63 and of 4,301 digits).
"""

from __future__ import annotations

from typing import NamedTuple

GOOD = '{"id":"good","name":"open","at":1795000000000}'


class Hostile(NamedTuple):
    """An input; `reason` of the whole body or of its one bad event at `pointer`; how many events are stored."""

    name: str
    body: bytes
    reason: str | None = None
    pointer: str | None = None
    stored: int = 0
    whole: bool = True


def envelope(events: str, before: str = "", visitor: str = "null", sent_at: str = "1795000000000") -> str:
    return f'{{{before}"site":"KEY","visitor":{visitor},"sent_at":{sent_at},"events":[{events}]}}'


def raw(name: str, body: bytes, reason: str, pointer: str | None = None) -> Hostile:
    """A body of which nothing can be used."""
    return Hostile(name, body, reason, pointer)


def around(name: str, text: str, pointer: str, reason: str = "shape") -> Hostile:
    """An envelope that is wrong."""
    return Hostile(name, text.encode(), reason, pointer)


def bad(name: str, fields: str, reason: str, pointer: str) -> Hostile:
    """A bad event between two good ones: the good ones are stored."""
    events = f'{GOOD},{{"id":"bad","name":"open","at":1,{fields}}},{GOOD.replace("good", "other")}'
    return Hostile(name, envelope(events).encode(), reason, "/events/1" + pointer, 2, whole=False)


def fine(name: str, fields: str) -> Hostile:
    """An event that looks odd and is stored all the same."""
    return Hostile(name, envelope(f'{{"id":"odd","name":"open","at":1,{fields}}}').encode(), stored=1)


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def keys(number: int) -> str:
    return "{" + ",".join(f'"k{n}":1' for n in range(number)) + "}"


NOT_JSON = [
    raw("nothing", b"", "json"),
    raw("a space", b" ", "json"),
    raw("an open brace", b"{", "json"),
    raw("cut in the middle", envelope(GOOD).encode()[:-9], "json"),
    raw("something behind the end", envelope(GOOD).encode() + b"x", "json"),
    raw("two documents", (envelope(GOOD) * 2).encode(), "json"),
    raw("a comma too many", envelope(GOOD + ",").encode(), "json"),
    raw("single quotes", b"{'site':'KEY'}", "json"),
    raw("a comment", b"/* */" + envelope(GOOD).encode(), "json"),
    raw("a number with a leading zero", envelope('{"id":"a","name":"open","at":01}').encode(), "json"),
    raw("a raw NUL", b'{"site":"KEY\x00"}', "json"),
    raw("a raw line feed in a text", b'{"site":"KEY\n"}', "json"),
    raw("only NULs", b"\x00" * 64, "json"),
    raw("a byte order mark", b"\xef\xbb\xbf" + envelope(GOOD).encode(), "json"),
    raw("form data", b"site=KEY&name=open", "json"),
    raw("HTML", b"<!doctype html><title>no</title>", "json"),
    raw("a number of 4,301 digits", envelope('{"id":"a","name":"open","at":' + "9" * 4301 + "}").encode(), "json"),
    raw("half an escape", b'{"site":"\\u12', "json"),
    raw("an unknown escape", b'{"site":"\\x41"}', "json"),
    raw("500 open brackets", b"[" * 500, "json"),
    raw("60,000 open brackets", b"[" * 60_000, "too_deep"),
    raw("60,000 open braces", b'{"a":' * 12_000, "too_deep"),
    raw("30,000 brackets opened and closed", b"[" * 30_000 + b"]" * 30_000, "too_deep"),
]

NOT_UTF8 = [
    raw("a lone continuation byte", b"\x80", "utf8"),
    raw("an overlong slash", envelope(GOOD).encode().replace(b"open", b"o\xc0\xaf"), "utf8"),
    raw("a surrogate in UTF-8", envelope(GOOD).encode().replace(b"open", b"\xed\xa0\x80"), "utf8"),
    raw("beyond Unicode", envelope(GOOD).encode().replace(b"open", b"\xf4\x90\x80\x80"), "utf8"),
    raw("a cut character", envelope(GOOD).encode().replace(b"open", b"\xe1\xba"), "utf8"),
    raw("Latin-1 in a field that nobody reads", envelope(GOOD, '"x":"\xe9",').encode("latin-1"), "utf8"),
    raw("UTF-16 with its mark", envelope(GOOD).encode("utf-16"), "utf8"),
    raw("UTF-16 without", envelope(GOOD).encode("utf-16-le"), "json"),
    raw("UTF-32", envelope(GOOD).encode("utf-32-be"), "json"),
    raw("gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", "utf8"),
    raw("every byte", bytes(range(256)), "utf8"),
]

NO_ENVELOPE = [
    around("null", "null", ""),
    around("a number", "42", ""),
    around("NaN", "NaN", ""),
    around("a text", '"KEY"', ""),
    around("a list", "[]", ""),
    around("an empty object", "{}", ""),
    around("a site that is a number", '{"site":1,"visitor":null,"sent_at":1,"events":[]}', "/site"),
    around("a site that is a list", '{"site":["KEY"],"visitor":null,"sent_at":1,"events":[]}', "/site"),
    around("no events", '{"site":"KEY","visitor":null,"sent_at":1}', ""),
    around("events that are an object", '{"site":"KEY","visitor":null,"sent_at":1,"events":{}}', "/events"),
    around("events that are null", '{"site":"KEY","visitor":null,"sent_at":1,"events":null}', "/events"),
    around("101 events", envelope(",".join(GOOD.replace("good", str(n)) for n in range(101))), "/events"),
    around("no time of sending", '{"site":"KEY","visitor":null,"events":[]}', ""),
    around("a time of sending that is a text", envelope(GOOD, sent_at='"now"'), "/sent_at"),
    around("a time of sending that is a fraction", envelope(GOOD, sent_at="1.5"), "/sent_at"),
    around("a time of sending that is NaN", envelope(GOOD, sent_at="NaN"), "/sent_at"),
    around("a time of sending of 2**63", envelope(GOOD, sent_at=str(2**63)), "/sent_at"),
    around("a visitor that is a number", envelope(GOOD, visitor="7"), "/visitor"),
    around("a visitor that is too short", envelope(GOOD, visitor='"abc"'), "/visitor"),
    around("a visitor with a line feed", envelope(GOOD, visitor='"' + "A" * 22 + '\\n"'), "/visitor"),
    around("a visitor with NULs", envelope(GOOD, visitor='"' + "\\u0000" * 22 + '"'), "/visitor"),
]

BAD_EVENTS = [
    Hostile("an event that is null", envelope(f"null,{GOOD}").encode(), "shape", "/events/0", 1, whole=False),
    Hostile("an event that is a list", envelope(f"[],{GOOD}").encode(), "shape", "/events/0", 1, whole=False),
    Hostile("an event without a name", envelope('{"id":"a","at":1}').encode(), "shape", "/events/0", 0, whole=False),
    bad("an id that is empty", '"id":""', "shape", "/id"),
    bad("an id of 65 letters", '"id":"' + "i" * 65 + '"', "shape", "/id"),
    bad("an id that is a number", '"id":7', "shape", "/id"),
    bad("an id with a NUL", '"id":"a\\u0000b"', "nul", "/id"),
    bad("a name in capitals", '"name":"Open"', "shape", "/name"),
    bad("a name with a line feed at its end", '"name":"open\\n"', "shape", "/name"),
    bad("a name of 41 letters", '"name":"' + "n" * 41 + '"', "shape", "/name"),
    bad("a time that is true", '"at":true', "shape", "/at"),
    bad("a time that is a text", '"at":"1795000000000"', "shape", "/at"),
    bad("a time that is a fraction", '"at":1.0', "shape", "/at"),
    bad("a time that is NaN", '"at":NaN', "number", "/at"),
    bad("a time of 2**63", f'"at":{2**63}', "number", "/at"),
    bad("a time of 2**53 + 1", f'"at":{2**53 + 1}', "shape", "/at"),
    bad("a time of -2**64", f'"at":-{2**64}', "number", "/at"),
    bad("a URL that is null", '"url":null', "shape", "/url"),
    bad("a URL of 8,193 letters", '"url":"' + "u" * 8193 + '"', "shape", "/url"),
    bad("a URL with a NUL", '"url":"https://shop.example/\\u0000"', "nul", "/url"),
    bad("half a surrogate pair in a URL", '"url":"https://shop.example/\\ud800"', "surrogate", "/url"),
    bad("a pair the wrong way round", '"referrer":"\\udc00\\ud800"', "surrogate", "/referrer"),
    bad("a widget of 65 letters", '"widget":"' + "w" * 65 + '"', "shape", "/widget"),
    bad("an amount of 2**63", f'"value_minor":{2**63}', "number", "/value_minor"),
    bad("an amount above the limit", f'"value_minor":{10**15 + 1}', "shape", "/value_minor"),
    bad("an amount that is a fraction", '"value_minor":1.5', "shape", "/value_minor"),
    bad("an amount of minus infinity", '"value_minor":-Infinity', "number", "/value_minor"),
    bad("a currency in small letters", '"currency":"vnd"', "shape", "/currency"),
    bad("properties that are a list", '"props":[]', "shape", "/props"),
    bad("properties that are null", '"props":null', "shape", "/props"),
    bad("a NUL in a property", '"props":{"a":["b",{"c":"d\\u0000"}]}', "nul", "/props/a/1/c"),
    bad("a NUL in a property's name", '"props":{"a\\u0000":1}', "nul", "/props"),
    bad("half a pair in a property's name", '"props":{"\\ud83d":1}', "surrogate", "/props"),
    bad("a property of 2**63", f'"props":{{"n":{2**63}}}', "number", "/props/n"),
    bad("a property of -2**63 - 1", f'"props":{{"n":-{2**63 + 1}}}', "number", "/props/n"),
    bad("a property of 10**400", '"props":{"n":1e400}', "number", "/props/n"),
    bad("a property of 40 digits", '"props":{"n":' + "9" * 40 + "}", "number", "/props/n"),
    bad("NaN in a property", '"props":{"n":[NaN]}', "number", "/props/n/0"),
    bad("properties 17 deep", f'"props":{nested(17)}', "too_deep", "/props" + "/a" * 17),
    bad("properties 700 deep", f'"props":{nested(700)}', "too_deep", "/props" + "/a" * 17),
    bad("lists 17 deep", '"props":{"a":' + "[" * 17 + "]" * 17 + "}", "too_deep", "/props/a" + "/0" * 16),
    bad("201 properties", f'"props":{keys(201)}', "too_many_keys", "/props"),
    bad("201 properties in two places", f'"props":{{"a":{keys(100)},"b":{keys(99)}}}', "too_many_keys", "/props/a"),
]

FINE = [
    fine("a name twice", '"name":"close","name":"open"'),
    fine("an id twice, the second is good", '"id":7,"id":"odd"'),
    fine("a backslash before u0000", '"url":"\\\\u0000"'),
    fine("a property of 2**63 - 1", f'"props":{{"n":{2**63 - 1}}}'),
    fine("a property of -2**63 + 1", f'"props":{{"n":-{2**63 - 1}}}'),
    fine("a property of 2**53 + 1", f'"props":{{"n":{2**53 + 1}}}'),
    fine("properties 16 deep", f'"props":{nested(16)}'),
    fine("200 properties", f'"props":{keys(200)}'),
    fine("a property without a name", '"props":{"":1}'),
    fine("a prototype", '"props":{"__proto__":{"admin":true},"constructor":{"prototype":{}}}'),
    fine("a URL of 8,192 letters", '"url":"' + "u" * 8192 + '"'),
    fine("8,192 emoji", '"url":"' + "😀" * 8192 + '"'),
    fine("an emoji as a pair", '"url":"\\ud83d\\ude00"'),
    fine("Vietnamese, composed and decomposed", '"props":{"tên":"Đặng Thị Ơn","te\u0302n":"Đa\u0323\u0306ng"}'),
    fine("writing to the left and its marks", '"url":"\u202egnp.exe\u202c","referrer":"\u200b\u2066\u2069"'),
    fine("line separators", '"url":"a\u2028b\u2029c"'),
    fine("SQL", '"url":"\'; drop table events; --","props":{"\'":"%s ? :rows $1"}'),
    fine("markup", '"url":"<script>alert(1)</script>","referrer":"javascript:alert(1)"'),
    fine("a formula", '"props":{"a":"=HYPERLINK(\\"http://x\\")","b":"+1","c":"@a"}'),
    fine("control characters", '"url":"\\u0001\\u001b[31m\\u007f\\r\\n"'),
    fine("a character outside Unicode's assigned ones", '"url":"\uffff\U0010ffff"'),
    fine("an amount of minus zero", '"value_minor":-0'),
    fine("NaN in a field that nobody reads", '"nobody":NaN'),
    fine("depth in a field that nobody reads", f'"nobody":{nested(300)}'),
    fine("2**64 in a field that nobody reads", f'"nobody":{2**64}'),
    Hostile("100 events", envelope(",".join(GOOD.replace("good", str(n)) for n in range(100))).encode(), stored=100),
    Hostile("a site twice, the second is good", envelope(GOOD, '"site":"nosuchsite01",').encode(), stored=1),
    Hostile("white space all round", b"\r\n\t " + envelope(GOOD).encode() + b"\n" * 9_000, stored=1),
    Hostile("the year 292 million", envelope(GOOD, sent_at=str(2**53)).encode(), stored=1),
    Hostile("before 1970", envelope(GOOD, sent_at="-1").encode(), stored=1),
]

CORPUS = [*NOT_JSON, *NOT_UTF8, *NO_ENVELOPE, *BAD_EVENTS, *FINE]
