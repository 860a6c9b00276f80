"""Vouchers in the server API."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from collector import http
from collector.accounts import bearer
from collector.accounts.service import Token
from collector.vouchers import listing, redeeming
from collector.vouchers.schema import RedemptionSchema, VoucherListSchema, VoucherPageSchema, VoucherSchema

blueprint = http.Blueprint("vouchers", __name__, url_prefix="/api/v1/vouchers", description="Codes, redeemed once")
blueprint.before_request(bearer.require_token)


@blueprint.route("")
class Vouchers(MethodView):
    @blueprint.arguments(VoucherListSchema, location="query")
    @blueprint.response(200, VoucherPageSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List codes, the newest first: those that were given, and uploaded ones that wait."""
        site = bearer.one_site(args.pop("site"))
        cursor, limit = args.pop("cursor"), args.pop("limit")
        items, following = listing.told(http.db(), site, args, http.now(), cursor, limit)
        return {"items": items, "next": following}


@blueprint.route("/<code>/redemptions")
class Redemptions(MethodView):
    @blueprint.arguments(RedemptionSchema)
    @blueprint.response(201, VoucherSchema)
    def post(self, told: dict[str, Any], code: str) -> dict[str, Any]:
        """Redeem a code, once. Wrong, used, expired and foreign codes answer alike: 404."""
        token: Token = g.token
        site = bearer.one_site(told.pop("site"))
        phone = told.pop("phone")
        redemption = redeeming.Redemption(phone_e164=redeeming.phone(site, phone), **told)
        return redeeming.redeem(http.db(), site, code, redemption, redeeming.by_token(token.id), http.now())
