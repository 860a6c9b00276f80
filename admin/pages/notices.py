"""Who is told of leads, when and how: one's own part, and for owners everybody else's."""

from __future__ import annotations

from typing import Any

from flask import Response

from admin import alerts, choices, forms, here
from admin.routing import site_page
from collector import http
from collector.accounts import service as accounts
from collector.errors import Problem
from collector.notices import service
from collector.notices.recipients import Recipient
from collector.notices.schema import DEFAULTS
from collector.telegram import service as telegram

WORKS = "work_leads"


@site_page("/notices", "see")
def notices() -> Response:
    return draw()


def draw(errors: forms.Errors | None = None, status: int = 200, **more: Any) -> Response:
    """The page; `errors` belong to the form that `wrong` names (`mine` or `address`)."""
    site, db = here.site(), http.db()
    everyone = service.recipients(db, site)
    mine = [one for one in everyone if one.person_id == here.person().id]
    shown: dict[str, Any] = {"errors": errors or {}, "wrong": "", "address": "", "label": "", "chosen": None} | more
    chosen = shown.pop("chosen") or (mine[0].choices if mine else DEFAULTS)
    return here.whole(
        "notices.html",
        status,
        mine=mine,
        mixed=any(_habits(one) != _habits(mine[0]) for one in mine),
        others=_others(everyone) if here.can("edit_site") else [],
        bot=telegram.bot(db, site),
        mail=alerts.mail(everyone),
        unheard=service.unheard(db, site, choices.KINDS, http.now()),
        kind_count=len(choices.KINDS),
        in_words=choices.in_words,
        **choices.values(chosen, personal=True) | shown,
    )


def _habits(recipient: Recipient) -> dict[str, Any]:
    """What one form sets for all of a person's ways."""
    return {name: value for name, value in recipient.choices.items() if name not in ("template", "format")}


def _others(everyone: list[Recipient]) -> list[tuple[Recipient, str | None]]:
    """Everybody but the person at hand, with the names of those who are people of the site."""
    names = {row.id: row.name for row in accounts.list_people(http.db(), here.person())}
    return [(one, names.get(one.person_id or "")) for one in everyone if one.person_id != here.person().id]


@site_page("/notices/mine", WORKS, ("POST",))
def notices_mine() -> Response:
    """One's own choices, for all of one's ways."""
    mine = service.of_person(http.db(), here.site(), here.person().id)
    _, errors = forms.trial(lambda: _change(mine))
    if errors:
        known = mine[0].choices if mine else DEFAULTS
        return draw(errors, 422, wrong="mine", chosen=choices.as_typed(known))
    return here.go("notices", done="saved")


def _change(mine: list[Recipient]) -> None:
    chosen = choices.typed(personal=True)
    for one in mine:
        service.change(http.db(), here.site(), one.id, {"choices": chosen}, http.now())


@site_page("/notices/mine/email", WORKS, ("POST",))
def notices_mine_email() -> Response:
    """Tell the person at hand by e-mail, at the address that they sign in with."""
    db, site, person, now = http.db(), here.site(), here.person(), http.now()
    _, errors = forms.trial(lambda: service.join_by_email(db, site, person.email, now))
    told = [one for one in service.of_person(db, site, person.id) if one.method == "email"]
    if not errors and not told:
        more = {"person_id": person.id, "locale": person.locale}
        _, errors = _told_once(lambda: service.add_email(db, site, person.email, now, **more))
    return draw(errors, 422, wrong="email") if errors else here.go("notices", done="told")


@site_page("/notices/addresses", "edit_site", ("POST",))
def notices_address() -> Response:
    """Tell an address that is nobody's on the site: the shop's own, or an assistant's."""
    address, label = forms.text("email"), forms.text("label")
    made, errors = _told_once(lambda: service.add_email(http.db(), here.site(), address, http.now()))
    if errors:
        return draw(errors, 422, wrong="address", address=address, label=label)
    if label:
        service.change(http.db(), here.site(), made.id, {"label": label}, http.now())
    return here.go("notices", done="told", _anchor="everybody")


def _told_once(act: Any) -> tuple[Any, forms.Errors]:
    """An address that is none, or is told already, is a mistake beside the field; the library's reason is English."""
    try:
        return act(), {}
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
        return None, {"email": [problem.title]}
