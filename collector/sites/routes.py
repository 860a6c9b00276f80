"""Sites in the server API. Making one takes a token for all sites; a site's own token changes that site."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask.views import MethodView

from collector import clock, http
from collector.accounts import bearer
from collector.sites import service
from collector.sites.schema import NewSiteSchema, ShownSiteSchema, SiteChangeSchema, SiteListSchema, SitePageSchema
from collector.sites.service import Site

blueprint = http.Blueprint("sites", __name__, url_prefix="/api/v1/sites", description="The pages that carry the tag")
blueprint.before_request(bearer.require_token)


@blueprint.route("")
class Sites(MethodView):
    @blueprint.arguments(SiteListSchema, location="query")
    @blueprint.response(200, SitePageSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List the sites that the token reaches, the oldest first."""
        found = sorted((site for site in bearer.sites_in_reach() if site.id > args["cursor"]), key=lambda site: site.id)
        return http.cursor_page([_shown(site) for site in found[: args["limit"] + 1]], args["limit"], "id")

    @blueprint.arguments(NewSiteSchema)
    @blueprint.response(201, ShownSiteSchema)
    def post(self, values: dict[str, Any]) -> dict[str, Any]:
        """Make a site. Only for tokens that reach all sites."""
        bearer.require_reach_of_all()
        key = values.pop("key")
        return _shown(service.add(http.db(), values, http.now(), key))


@blueprint.route("/<key>")
class One(MethodView):
    @blueprint.response(200, ShownSiteSchema)
    def get(self, key: str) -> dict[str, Any]:
        """One site with its tag."""
        return _shown(bearer.one_site(key))

    @blueprint.arguments(SiteChangeSchema(partial=True))
    @blueprint.response(200, ShownSiteSchema)
    def patch(self, values: dict[str, Any], key: str) -> dict[str, Any]:
        """Change some of its settings; lists are replaced whole."""
        site, seen = bearer.one_site(key), values.pop("revision", None)
        return _shown(service.change(http.db(), site.id, values, http.now(), seen))


def _shown(site: Site) -> dict[str, Any]:
    tag = f'<script async src="{http.base_url()}/s/{site.key}.js"></script>'
    return asdict(site) | {"created_at": clock.rfc3339(site.created_at), "tag": tag}
