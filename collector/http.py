"""What routes share: the database and clock of the app, client facts, tokens' reach, locale of the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

import flask_smorest
from flask import Request, Response, current_app, request
from webargs.flaskparser import FlaskParser

from collector.clock import Clock
from collector.db import Db
from collector.outbound import Outbound
from collector.sealing import Box
from collector.settings import Settings

LOCALES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Services:
    """What the composition root hands to every route."""

    db: Db
    settings: Settings
    clock: Clock
    outbound: Outbound
    box: Box


class BodyParser(FlaskParser):
    """JSON of API bodies; what Python cannot read for its depth or its endless numbers is bad JSON like any other."""

    def _raw_load_json(self, req: Request) -> Any:
        try:
            return super()._raw_load_json(req)
        except (RecursionError, ValueError):
            raise json.JSONDecodeError("cannot be read", "", 0) from None


class Blueprint(flask_smorest.Blueprint):
    """Routes of the server API."""

    ARGUMENTS_PARSER = BodyParser()


def services() -> Services:
    return cast(Services, current_app.extensions["beckon"])


def db() -> Db:
    """The app's database."""
    return services().db


def now() -> int:
    """The app's clock, in milliseconds UTC."""
    return services().clock()


def outbound() -> Outbound:
    """To check an address before it is saved. Requests send nothing: that is the worker's."""
    return services().outbound


def box() -> Box:
    """Seals secrets of others."""
    return services().box


def own_url() -> str:
    """The collector's address as people reach it: the admin lies below it."""
    return services().settings.public_url or request.host_url.rstrip("/")


def base_url() -> str:
    """The address of the public routes, with their path prefix, as the tag needs it."""
    return own_url() + services().settings.prefix


def client_address() -> str:
    """The visitor's address; a forwarded one only when a trusted proxy says so (collector/proxies.py)."""
    return request.remote_addr or ""


def locale(fallback: str) -> str:
    """The language of sentences in an answer: Accept-Language, else the site's."""
    return request.accept_languages.best_match(LOCALES) or fallback


def public_answer(status: int, body: dict[str, Any]) -> Response:
    """What a page of any origin gets from us: never kept, never run, never framed."""
    response = Response(json.dumps(body, ensure_ascii=False), status)
    response.headers["Content-Type"] = "application/json" if status < 400 else "application/problem+json"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def page(limit_default: int = 50, limit_most: int = 200) -> tuple[str, int]:
    """Cursor and limit of a listing."""
    limit = request.args.get("limit", type=int) or limit_default
    return request.args.get("cursor", ""), max(1, min(limit, limit_most))


def cursor_page(items: list[Any], limit: int, key: str) -> dict[str, Any]:
    """`{"items", "next"}` from one row more than was asked for."""
    more = len(items) > limit
    shown = items[:limit]
    return {"items": shown, "next": shown[-1][key] if more and shown else None}
