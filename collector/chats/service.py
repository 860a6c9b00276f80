"""Chat webhooks: where a team's chat takes messages, and the template that writes them.

The address of such a webhook is a secret, and so is its header: both are sealed and never read back.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from collector import clock, ids, sentences
from collector.chats import template as templates
from collector.chats.template import ADDRESSES, FIELDS, FORMATS, PRESETS
from collector.db import Db
from collector.errors import Problem
from collector.notices import service as notices
from collector.notices.notice import Notice
from collector.notices.recipients import Recipient
from collector.outbound import Forbidden, Outbound, Unreachable
from collector.outbound.targets import parse
from collector.sealing import Box, Unsealable
from collector.sites.service import Site

say = sentences.beside(__file__)

METHOD = "chat"
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]{1,4000}")
# They say how the message is sent, which is not a matter of whoever sets up a chat.
_OURS = ("host", "content-length", "content-type", "transfer-encoding", "connection", "user-agent", "accept-encoding")
_USER = re.compile(r"\d{5,30}")


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages go. Not to be shown or logged: whoever knows it can write in the chat."""

    url: str
    header_name: str
    header_value: str

    @property
    def headers(self) -> dict[str, str]:
        own = {self.header_name: self.header_value} if self.header_name else {}
        return {"Content-Type": "application/json; charset=utf-8"} | own


@dataclass(frozen=True, slots=True)
class Preset:
    """A format as a page offers it; `template` is the JSON text to begin with."""

    format: str
    name: str
    template: str
    url: str
    header_name: str


def presets() -> list[Preset]:
    """The formats, in the order in which they are offered."""
    return [
        Preset(
            name,
            known["name"],
            json.dumps(known["template"], ensure_ascii=False, indent=2),
            known.get("url", ""),
            known.get("header_name", ""),
        )
        for name, known in PRESETS.items()
    ]


def check_template(format_: str, template: str) -> list[str]:
    """What is wrong with a template, as sentences; none when it can be used. An empty one stands for the preset."""
    errors, found = _read(format_, template)
    return errors or _errors_of_zalo(format_, found)


def _read(format_: str, template: str) -> tuple[list[str], dict[str, Any]]:
    """What is wrong with it as a template, and its JSON."""
    known = f"known: {', '.join(FIELDS)}"
    if format_ not in FORMATS:
        return [f"there is no such format; known: {', '.join(FORMATS)}"], {}
    try:
        found = templates.parse(template) if template.strip() else PRESETS[format_]["template"]
    except ValueError as error:
        return [str(error)], {}
    named = templates.named(found)
    unknown = dict.fromkeys(name[:40] for name in named if name not in FIELDS)
    errors = [f"there is no field {{{{{name}}}}}; {known}" for name in unknown]
    if not unknown and set(named) <= set(ADDRESSES):
        errors = [f"a template names at least one field besides link and call; {known}"]
    return errors, found


def _errors_of_zalo(format_: str, template: dict[str, Any]) -> list[str]:
    recipient = template.get("recipient")
    user = recipient.get("user_id") if isinstance(recipient, dict) else None
    if format_ != "zalo_oa" or (isinstance(user, str) and _USER.fullmatch(user)):
        return []
    return ["write the number of the person's Zalo account into recipient.user_id"]


def preview(format_: str, template: str, locale: str) -> dict[str, Any]:
    """The message of a made-up lead, for the page that edits a template. Raises Problem 422 with `errors.template`."""
    errors, _ = _read(format_, template)
    _require({"template": errors} if errors else {})
    return message(format_, template, _made_up(locale), "18:06 18/11/2026")


def message(format_: str, template: str, notice: Notice, when: str) -> dict[str, Any]:
    """The message of a notice; `when` is the time it tells, written for people.

    What is stored was checked; a template of a format that is no more is filled like one for an unknown chat.
    """
    known = format_ if format_ in FORMATS else "own"
    found = templates.parse(template) if template.strip() else PRESETS[known]["template"]
    made = templates.filled(found, templates.filling(notice, known, when))
    # Our own words mention nobody unless the template says so (Discord, "Allowed mentions").
    return {"allowed_mentions": {"parse": []}} | made if known == "discord" else made


def add(db: Db, outbound: Outbound, box: Box, site: Site, values: dict[str, Any], now: int) -> Recipient:
    """Tell a chat of leads: `format`, `url`, and perhaps `header_name`, `header_value`, `template`, `label`; the rest
    as in notices.service.add (`person_id`, `locale`, `choices`).

    Asks a name server. Raises Problem 422 with `errors` by field, 409 for a chat that is told already.
    """
    preset = PRESETS.get(values.get("format", ""), {})
    given = {name: values.get(name) or preset.get(name, "") for name in ("url", "header_name")}
    target = Target(given["url"].strip(), given["header_name"].strip(), str(values.get("header_value") or "").strip())
    format_, template = str(values.get("format") or ""), str(values.get("template") or "").strip()
    _require(_errors_of_target(outbound, target) | _errors_of_template(format_, template))
    host = parse(target.url).host
    return notices.add(
        db,
        site,
        method=METHOD,
        address=_address(target, format_, template),
        label=str(values.get("label") or "") or host,
        now=now,
        person_id=values.get("person_id"),
        locale=values.get("locale"),
        choices=(values.get("choices") or {}) | {"format": format_, "template": template or None},
        secret=_sealed(box, target),
    )


def change(
    db: Db, outbound: Outbound, box: Box, site: Site, recipient_id: str, values: dict[str, Any], now: int
) -> Recipient:
    """Change some of what `add` takes; an address or a header that is empty stays as it is. Raises Problem 404, 422."""
    known = notices.get(db, site, recipient_id)
    format_ = str(values.get("format", known.choices["format"]) or "")
    template = str(values.get("template", known.choices["template"]) or "").strip()
    errors, changed = _errors_of_template(format_, template), {}
    wanted = {name: str(values.get(name) or "").strip() for name in ("url", "header_name", "header_value")}
    if any(wanted.values()):
        target = _merged(box, known, wanted)
        errors |= _errors_of_target(outbound, target)
        changed["secret"] = _sealed(box, target)
    _require(errors)
    choices = (values.get("choices") or {}) | {"format": format_, "template": template or None}
    given = {name: values[name] for name in ("label", "locale") if name in values}
    return notices.change(db, site, recipient_id, changed | given | {"choices": choices}, now)


def target_of(box: Box, recipient: Recipient) -> Target:
    """For the sender: where messages go. Raises Unsealable."""
    if not recipient.secret:
        raise Unsealable("not kept")
    return Target(**json.loads(box.open(recipient.secret)))


def moment(site: Site, at: int) -> str:
    """A time as {{when}} tells it, in the site's zone."""
    return f"{clock.local(at, site.timezone):%H:%M %d/%m/%Y}"


def _merged(box: Box, known: Recipient, wanted: dict[str, str]) -> Target:
    try:
        old = target_of(box, known)
    except Unsealable:
        old = Target("", "", "")
    return Target(*(wanted[name] or getattr(old, name) for name in ("url", "header_name", "header_value")))


def _sealed(box: Box, target: Target) -> str:
    names = ("url", "header_name", "header_value")
    return box.seal(json.dumps({name: getattr(target, name) for name in names}))


def _address(target: Target, format_: str, template: str) -> str:
    """Unlike that of every other chat, and no secret. Zalo's is the same for everybody; the template says for whom."""
    known = [target.url, target.header_name, target.header_value, template if format_ == "zalo_oa" else ""]
    return ids.content_hash(json.dumps(known).encode())


def _errors_of_template(format_: str, template: str) -> dict[str, list[str]]:
    errors = check_template(format_, template)
    return {"template" if format_ in FORMATS else "format": errors} if errors else {}


def _errors_of_target(outbound: Outbound, target: Target) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    try:
        outbound.check(target.url)
    except (Forbidden, Unreachable) as error:
        errors["url"] = [str(error)]
    if bool(target.header_name) != bool(target.header_value):
        errors["header_value"] = ["a header has a name and a value"]
    elif target.header_name and (not _HEADER_NAME.fullmatch(target.header_name) or target.header_name.lower() in _OURS):
        errors["header_name"] = ["this header cannot be chosen"]
    elif target.header_name and not _HEADER_VALUE.fullmatch(target.header_value):
        errors["header_value"] = ["a header holds letters without accents, and no line break"]
    return errors


def _require(errors: dict[str, list[str]]) -> None:
    if errors:
        raise _unusable(errors)


def _unusable(errors: dict[str, list[str]]) -> Problem:
    return Problem(422, "Some values cannot be used", errors=errors)


def _made_up(locale: str) -> Notice:
    link = "https://beckon.example.com/admin/abcdefghjkmn/leads/l_1"
    words = {
        name: say(name, locale, site="Mộc An") for name in ("title", "name", "wish", "source", "call", "open", "note")
    }
    labels = ("name", "phone", "wish", "source")
    rows = [[say(f"{name}_label", locale), words.get(name, "0900 000 001")] for name in labels]
    item = {"heading": "", "rows": rows, "phone": "+84900000001", "phone_text": words["call"], "link": link}
    return {
        "event": "test",
        "locale": locale,
        "title": words["title"],
        "intro": "",
        "items": [item | {"link_text": words["open"]}],
        "note": words["note"],
        "fields": {
            "name": words["name"],
            "phone": "0900 000 001",
            "email": "on@shop.example",
            "kind": "callback",
            "site": "Mộc An",
            "source": words["source"],
            "page": "https://shop.example/ban-tra",
            "link": link,
        },
    }
