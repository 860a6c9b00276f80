"""Who asks, about which site: what the gate has found, typed."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, g, make_response, redirect, render_template, request, url_for

from collector.accounts.roles import Person
from collector.sites.service import Site


def person() -> Person:
    """Who is signed in; only behind the gate."""
    return cast(Person, g.person)


def signed_in() -> Person | None:
    """Who is signed in, on pages that also answer others."""
    return cast("Person | None", g.get("person"))


def session_id() -> str:
    """The session at hand, to tell it from the person's others."""
    return cast(str, g.session_id)


def site() -> Site:
    """The site of the page; only on pages of a site."""
    return cast(Site, g.site)


def can(action: str) -> bool:
    """Whether the person may do this on the site of the page."""
    return person().can(action, site().id)


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page; going back in history asks for the whole."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def page(template: str, status: int = 200, **values: Any) -> Response:
    """The whole page, or under htmx its fragment (`_name.html`) for the same URL."""
    return make_response(render_template(f"_{template}" if wants_fragment() else template, **values), status)


def whole(template: str, status: int = 200, **values: Any) -> Response:
    """The whole page, for those that have no fragment."""
    return make_response(render_template(template, **values), status)


def go(endpoint: str, **values: Any) -> Response:
    """After a change: see another page (303, so that reloading does not repeat the change).

    htmx would follow a 303 by itself and put the other page into this one, so it is told to go there.
    """
    target = url_for(f"admin.{endpoint}", **values)
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": target})
    return cast(Response, redirect(target, 303))
