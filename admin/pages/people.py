"""Who may enter a site, and as what."""

from __future__ import annotations

from typing import Any

from flask import Response

from admin import forms, here
from admin.routing import sign_in_path, site_page
from collector import http
from collector.accounts import service as accounts
from collector.accounts.roles import INSTALLATION, ROLES
from collector.errors import Problem, not_found
from collector.notices import service as notices
from collector.notices.recipients import Recipient


@site_page("/people", "manage_people")
def people() -> Response:
    return _draw()


def _draw(errors: forms.Errors | None = None, status: int = 200, **more: Any) -> Response:
    rows = accounts.list_people(http.db(), here.person())
    return here.whole(
        "people.html",
        status,
        own=[row for row in rows if row.site_id == here.site().id],
        everywhere=[row for row in rows if row.site_id == INSTALLATION],
        roles=ROLES,
        unreached=_unreached(),
        errors=errors or {},
        **{"link": None, "invited": "", "role": "agent", "told": False} | more,
    )


def _unreached() -> dict[str | None, Recipient]:
    """Whose e-mails do not arrive, by the person's id."""
    found = notices.troubles(http.db(), here.site())
    return {one.person_id: one for one in found if one.method == "email" and one.trouble and one.allowed}


@site_page("/people", "manage_people", ("POST",))
def person_invite() -> Response:
    """Gives the role; the one-time link stands on the answer itself, this once. Agents and owners are told of leads."""
    email, role = forms.text("email"), forms.text("role")
    secret, errors = forms.trial(
        lambda: accounts.invite(http.db(), here.person(), email, role, here.site().id, http.now())
    )
    if errors:
        return _draw(errors, 422, invited=email, role=role)
    told = notices.join_by_email(http.db(), here.site(), email, http.now())
    return _draw(link=f"{http.own_url()}{sign_in_path(secret)}" if secret else "", invited=email, told=told)


@site_page("/people/<person_id>", "manage_people", ("POST",))
def person_change(person_id: str) -> Response:
    """Another role, or none."""
    row = _other(person_id)
    if forms.text("do") == "remove":
        accounts.remove_role(http.db(), person_id, here.site().id)
        return here.go("people", done="removed")
    accounts.add_person(http.db(), row.email, forms.text("role"), [here.site().id], http.now())
    notices.join_by_email(http.db(), here.site(), row.email, http.now())
    return here.go("people", done="saved")


def _other(person_id: str) -> Any:
    """Somebody else with a role on this very site."""
    if person_id == here.person().id:
        raise Problem(409, "Your own role is changed by another owner")
    found = accounts.list_people(http.db(), here.person())
    row = next((row for row in found if row.id == person_id and row.site_id == here.site().id), None)
    if row is None:
        raise not_found("person")
    return row
