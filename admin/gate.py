"""The gate before every page: no forged change, a session, a membership, a role. One place, so none is forgotten."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, g, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin import cookie, here, problems
from admin.routing import ACTIONS, OPEN, is_admin
from collector import http
from collector.accounts import service as accounts
from collector.errors import Problem, not_found
from collector.sites import service as sites

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def register(app: Flask) -> None:
    app.before_request(_gate)


def _gate() -> AnyResponse | None:
    if not is_admin(request.path):
        return None
    g.render_problem = problems.draw
    _refuse_nul()
    _refuse_forged()
    _recognise()
    if request.endpoint is None or request.endpoint in OPEN:
        return None
    if here.signed_in() is None:
        return _ask_to_sign_in()
    if request.endpoint in ACTIONS:
        _enter_site(g.site_key, ACTIONS[request.endpoint])
    return None


def _refuse_forged() -> None:
    """Changes come from our own pages: Sec-Fetch-Site says so, or on older browsers and plain http, Origin does."""
    if request.method in SAFE_METHODS:
        return
    relation = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if relation:
        own = relation in ("same-origin", "none")
    elif origin:
        own = urlsplit(origin).netloc in (request.host, urlsplit(http.base_url()).netloc)
    else:
        # Every browser sends one of the two; without a cookie there is nothing to forge with.
        own = cookie.read() is None
    if not own:
        raise Problem(403, "This change did not come from a page of the admin", "Open the page again and repeat it.")


def _refuse_nul() -> None:
    """PostgreSQL stores no NUL and no person types one."""
    typed = (request.path, *request.args.keys(), *request.form.keys())
    lists = [found for source in (request.args, request.form) for _, found in source.lists()]
    if any("\0" in text for text in (*typed, *(text for found in lists for text in found))):
        raise Problem(400, "Bad Request")


def _recognise() -> None:
    secret = cookie.read()
    found = accounts.person_of_session(http.db(), secret, http.now()) if secret else None
    if found:
        g.person, g.session_id = found


def _ask_to_sign_in() -> Response:
    """401 with the form itself; under htmx the browser is sent to it instead of drawing it inside a page."""
    if here.wants_fragment():
        current = urlsplit(request.headers.get("HX-Current-URL", "")).path
        return Response(status=401, headers={"HX-Redirect": url_for("admin.sign_in", next=current)})
    wanted = request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
    return here.whole("sign_in.html", 401, wanted=wanted, email="", wrong=False)


def _enter_site(key: str, action: str) -> None:
    """A foreign site looks like none at all."""
    site = sites.require(http.db(), key)
    role = here.person().role(site.id)
    if role is None:
        raise not_found("site")
    g.site = site
    if not here.can(action):
        raise Problem(403, "Your role does not allow this", "Ask an owner of the site.")
