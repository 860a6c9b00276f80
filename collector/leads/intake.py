"""`POST /v1/leads`, decided: stored, the same again, another body under the key, to be corrected, or quarantined."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from collector import clock, sentences
from collector.db import Db, Tx, queries
from collector.errors import Problem
from collector.events import body as bodies
from collector.events import origin as page_origin
from collector.events import service as events
from collector.leads import phones, promises, store
from collector.leads.schema import SubmissionSchema
from collector.quarantine import service as quarantine
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import answers
from collector.widgets import service as widgets
from collector.widgets.service import Published

SQL = queries(__file__)
say = sentences.beside(__file__)
ROUTE = "leads"
_submission = SubmissionSchema()  # making one takes longer than using it
NO_FORM: dict[str, Any] = {"form": {"fields": []}, "consent": {}}
TRAP = "website"  # a field that no person sees; whoever fills it is a program


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came. `received_at` is when it came: a replay keeps the first time."""

    body: bytes
    origin: str
    own_origin: str
    user_agent: str
    base_url: str
    received_at: int
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; a problem is answered, not raised, because what it came with is kept."""

    status: int
    body: dict[str, Any]


def receive(db: Db, request: Request, now: int) -> Answer:
    """Decide one posted lead. Raises Problem 404 for an unknown site, 413; Busy when nothing could be stored."""
    try:
        raw = bodies.document(request.body)
    except bodies.Unreadable as error:
        known = sites.require(db, error.site) if error.site else None
        return _quarantine(db, known, request, error.reason, error.pointer, now)
    site = sites.require(db, str(raw.get("site", "")))
    if not (request.replayed or page_origin.admits(site, request.origin, request.own_origin)):
        return _quarantine(db, site, request, "origin", None, now)
    try:
        body = _submission.load(raw)
    except ValidationError as error:
        return _quarantine(db, site, request, "shape", bodies.pointer_of(error.messages), now)
    with db.write() as tx:
        return _decide(tx, site, body, request, body_hash(raw), now)


def body_hash(raw: dict[str, Any]) -> str:
    """What makes two bodies the same: everything but the time of sending, which a retry changes."""
    kept = {name: value for name, value in raw.items() if name != "sent_at"}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _quarantine(db: Db, site: Site | None, request: Request, reason: str, pointer: str | None, now: int) -> Answer:
    with db.write() as tx:
        _keep(tx, site, request, reason, pointer, now)
    return Answer(202, {"status": "quarantined", "reason": reason})


def _keep(tx: Tx, site: Site | None, request: Request, reason: str, pointer: str | None, now: int) -> None:
    quarantine.keep(
        tx,
        site_id=site.id if site else "",
        route=ROUTE,
        origin=request.origin,
        reason=reason,
        body=request.body,
        pointer=pointer,
        request={"user_agent": request.user_agent, "base_url": request.base_url},
        now=now,
    )


def _decide(tx: Tx, site: Site, body: dict[str, Any], request: Request, found_hash: str, now: int) -> Answer:
    known = SQL.get_by_key(tx, site_id=site.id, key=body["key"])
    if known is not None:
        return _again(tx, site, known, request, found_hash, now)
    widget = widgets.published(tx, site.id, body["widget"]) if body["widget"] else None
    errors = check(site, widget, body["fields"], body["language"] or site.locale)
    if errors and not _insists(tx, site, body, errors):
        _keep_attempt(tx, site, body, request, errors, found_hash)
        return Answer(422, Problem(422, "Some fields need another look", errors=errors).body())
    lead = new_lead(site, widget, body, request)
    lead.body_hash = found_hash
    if errors:
        lead.flags.append("insisted")
    SQL.delete_attempt(tx, site_id=site.id, key=body["key"])
    answer = store.put(tx, site, lead, request.base_url, now)
    if answer is None:  # the same key a moment earlier, in another process
        return _again(tx, site, SQL.get_by_key(tx, site_id=site.id, key=body["key"]), request, found_hash, now)
    return Answer(201, answer)


def _again(tx: Tx, site: Site, known: Any, request: Request, found_hash: str, now: int) -> Answer:
    if known.body_hash == found_hash:
        return Answer(200, json.loads(known.answer))
    _keep(tx, site, request, "key_reused", "/key", now)
    detail = "The first one stands; this one was kept aside."
    return Answer(409, Problem(409, "This key was used for another lead", detail).body())


def check(site: Site, widget: Published | None, fields: dict[str, Any], locale: str) -> dict[str, list[str]]:
    """What a visitor can correct: a required field that is empty, a phone with fewer than eight digits."""
    locale = locale[:2].lower()
    config = widget.config if widget else NO_FORM
    judged = answers.judge(config, fields)
    kinds = {field["name"]: field["type"] for field in config["form"]["fields"]}
    errors = {
        name: [say("phone_required" if kinds[name] == "phone" else "required", locale)] for name in judged.missing
    }
    for name in judged.phones + ["phone"] * ("phone" not in kinds):
        typed = str(fields.get(name) or "").strip()
        if typed and phones.understand(typed, phones.region(site.timezone)).digits < phones.LEAST_DIGITS:
            errors[name] = [say("phone_short", locale)]
    return errors


def _insists(tx: Tx, site: Site, body: dict[str, Any], errors: dict[str, list[str]]) -> bool:
    """The same odd phone sent a second time is meant: it is stored, flagged."""
    attempt = SQL.get_attempt(tx, site_id=site.id, key=body["key"])
    if attempt is None:
        return False
    before = json.loads(attempt.body)["fields"]
    return all(
        str(body["fields"].get(name) or "").strip() and before.get(name) == body["fields"][name] for name in errors
    )


def _keep_attempt(
    tx: Tx, site: Site, body: dict[str, Any], request: Request, errors: dict[str, list[str]], found_hash: str
) -> None:
    came = {"user_agent": request.user_agent, "base_url": request.base_url, "body_hash": found_hash}
    SQL.put_attempt(
        tx,
        site_id=site.id,
        key=body["key"],
        body=json.dumps(body, ensure_ascii=False),
        errors=json.dumps(errors, ensure_ascii=False),
        request=json.dumps(came),
        now=request.received_at,
    )


def new_lead(site: Site, widget: Published | None, body: dict[str, Any], request: Request) -> store.NewLead:
    """The lead of a posted body, its times corrected by the page's own clock against ours."""
    received = request.received_at
    slip = received - body["sent_at"]
    at = events.corrected(body["at"], body["sent_at"], received)
    locale = (body["language"] or site.locale)[:2].lower()
    promise = promises.make(site, widget, body["fields"], received, locale)
    excluded = events.excluded_reason(request.user_agent)
    config = widget.config if widget else NO_FORM
    today = clock.day(received, site.timezone)
    judged = answers.judge(config, body["fields"], body["consent"]["purposes"], today)
    return store.NewLead(
        key=body["key"],
        kind=widget.kind if widget else "form",
        at=at,
        fields={name: value for name, value in body["fields"].items() if name != TRAP},
        widget_id=body["widget"],
        variant=body["variant"],
        visitor=body["visitor"],
        url=body["url"],
        referrer=body["referrer"] or "",
        # A device's clock may step between landing and lead; what the lead brought along came before it all the same.
        candidates=[touch | {"at": min(at, touch["at"] + slip)} for touch in body["touches"]],
        consent=body["consent"],
        consent_known=body["visitor"] is not None or bool(body["touches"]),
        pixel=body["pixel"] if body["consent"]["purposes"].get("ads") else None,
        language=body["language"],
        zone=body["zone"],
        device=events.device(request.user_agent),
        user_agent=request.user_agent,
        held="trap" if body["fields"].get(TRAP) else excluded,
        flags=["unknown_widget"] * bool(body["widget"] and widget is None) + judged.flags,
        self_reported=answers.heard(config, body["fields"], site.locale),
        promise_at=promise.at if promise else None,
        success={
            "title": say("success_title", locale),
            "text": promise.text if promise else say("success_text", locale),
            "promise_at": clock.rfc3339(promise.at) if promise else None,
            # With these words the route adds a link; what is stored holds no secret.
            **({"link_text": say("change", locale)} if promise else {}),
        },
    )
