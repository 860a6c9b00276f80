"""Quotes in the server API."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from collector import http
from collector.accounts import bearer
from collector.quotes import service
from collector.quotes.rows import Quote
from collector.quotes.schema import (
    NewQuoteSchema,
    QuoteChangeSchema,
    QuoteListSchema,
    QuotePageSchema,
    WholeQuoteSchema,
)
from collector.sites.service import Site

blueprint = http.Blueprint("quotes", __name__, url_prefix="/api/v1/quotes", description="What customers are offered")
blueprint.before_request(bearer.require_token)


@blueprint.route("")
class Quotes(MethodView):
    @blueprint.arguments(QuoteListSchema, location="query")
    @blueprint.response(200, QuotePageSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List quotes, the newest first."""
        site = bearer.one_site(args.pop("site"))
        cursor, limit = args.pop("cursor"), args.pop("limit")
        items, following = service.list_quotes(http.db(), site, args, http.now(), cursor, limit)
        return {"items": items, "next": following}

    @blueprint.arguments(NewQuoteSchema)
    @blueprint.response(201, WholeQuoteSchema)
    def post(self, values: dict[str, Any]) -> Quote:
        """Make a draft, of a lead or of nobody yet."""
        site = bearer.one_site(values.pop("site"))
        return _with_link(site, service.add(http.db(), site, values, http.now()))


@blueprint.route("/<quote_id>")
class One(MethodView):
    @blueprint.response(200, WholeQuoteSchema)
    def get(self, quote_id: str) -> Quote:
        """One quote with its lines and history; the customer's link for tokens that may write."""
        site = _site_of(quote_id)
        return _with_link(site, service.get(http.db(), site, quote_id, http.now()))

    @blueprint.arguments(QuoteChangeSchema)
    @blueprint.response(200, WholeQuoteSchema)
    def patch(self, values: dict[str, Any], quote_id: str) -> Quote:
        """Change what is offered. Once it was sent, that is another version, shown by the customer's link at once."""
        site = _site_of(quote_id)
        return _with_link(site, service.change(http.db(), site, quote_id, values, http.now()))


@blueprint.route("/<quote_id>/send")
class Send(MethodView):
    @blueprint.response(200, WholeQuoteSchema)
    def post(self, quote_id: str) -> Quote:
        """Open the customer's page. You pass on its link; nothing is sent from here."""
        site = _site_of(quote_id)
        return _with_link(site, service.send(http.db(), site, quote_id, http.now(), box=http.box()))


@blueprint.route("/<quote_id>/withdraw")
class Withdraw(MethodView):
    @blueprint.response(200, WholeQuoteSchema)
    def post(self, quote_id: str) -> Quote:
        """Take the offer back; the customer's page says so."""
        site = _site_of(quote_id)
        return _with_link(site, service.withdraw(http.db(), site, quote_id, http.now()))


def _with_link(site: Site, quote: Quote) -> Quote:
    """Whoever holds the link can answer, so that a token that only reads does not learn it."""
    if not bearer.may_write():
        return quote
    return quote | {"link": service.link(http.db(), site, quote["id"], box=http.box(), base_url=http.base_url())}


def _site_of(quote_id: str) -> Site:
    return bearer.site_with("quote", lambda site: service.has(http.db(), site, quote_id))
