"""Bearer tokens on the server API: who asks, for which site, and whether they may write."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, request

from collector import http
from collector.accounts import service as accounts
from collector.accounts.service import Token
from collector.errors import Problem, not_found
from collector.sites import service as sites
from collector.sites.service import Site


def require_token() -> None:
    """A before_request of API blueprints. Raises Problem 401 without a live token, 403 when a read token writes."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    found = accounts.token(http.db(), secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None
    if found is None:
        detail = "Send a token made by `beckon token add` as `Authorization: Bearer …`."
        raise Problem(401, "A token is needed", detail, headers={"WWW-Authenticate": 'Bearer realm="beckon"'})
    if request.method not in ("GET", "HEAD") and found.scope != "write":
        raise Problem(403, "This token may only read")
    g.token = found


def sites_in_reach(key: str | None = None) -> list[Site]:
    """The sites that the request may see; with a key, that one. Raises Problem 404 for one out of reach."""
    token: Token = g.token
    db = http.db()
    if key is None:
        return [sites.find(db, token.site_id)] if token.site_id else sites.everything(db)
    site = sites.require(db, key)
    if token.site_id not in (None, site.id):
        raise not_found("site")
    return [site]


def one_site(key: str | None) -> Site:
    """The site a request is about. A token for all sites has to name it. Raises Problem 404, 422."""
    reach = sites_in_reach(key)
    if len(reach) == 1:
        return reach[0]
    raise Problem(422, "Which site?", "This token reaches several sites.", {"site": ["the site's key"]})


def site_with(what: str, has: Callable[[Site], bool]) -> Site:
    """The site in reach that has a thing. Raises Problem 404, which calls it `what`."""
    for site in sites_in_reach():
        if has(site):
            return site
    raise not_found(what)


def require_reach_of_all() -> None:
    """Raises Problem 403 for a token of one site."""
    token: Token = g.token
    if token.site_id:
        raise Problem(403, "This token is for one site", "Use one made with `beckon token add --all`.")


def may_write() -> bool:
    """Whether the request's token could change what it reads."""
    token: Token = g.token
    return token.scope == "write"
