"""Where pages hang their routes, with what each one asks of whoever opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, current_app, g

View = TypeVar("View", bound=Callable[..., Any])

ROOT = "/admin"

blueprint = Blueprint("admin", "admin", url_prefix=ROOT, template_folder="templates", static_folder="static")

# Endpoints that answer without a session, and the action that every page of a site needs (accounts/roles.py).
OPEN = {"admin.static"}
ACTIONS: dict[str, str] = {}


def is_admin(path: str) -> bool:
    """Whether a path belongs to the admin, also when no page answers there."""
    return path == ROOT or path.startswith(ROOT + "/")


def sign_in_path(secret: str) -> str:
    """The path of a one-time sign-in link, for behind the installation's public address."""
    return f"{ROOT}/sign-in/{secret}"


def open_page(rule: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """A page for people who are not signed in."""

    def keep(view: View) -> View:
        OPEN.add(f"admin.{view.__name__}")
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
        return view

    return keep


def own_page(rule: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """A page for whoever is signed in, about themselves or about all their sites."""

    def keep(view: View) -> View:
        blueprint.add_url_rule(rule, view_func=view, methods=methods)
        return view

    return keep


def site_page(rule: str, action: str, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """A page of one site, under its key, for people whose role allows the action."""

    def keep(view: View) -> View:
        ACTIONS[f"admin.{view.__name__}"] = action
        blueprint.add_url_rule(f"/<string(length=12):key>{rule}", view_func=view, methods=methods)
        return view

    return keep


@blueprint.url_value_preprocessor
def _take_key(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.site_key = values.pop("key", None) if values else None


@blueprint.url_defaults
def _give_key(endpoint: str, values: dict[str, Any]) -> None:
    """Links between pages of a site need not name it."""
    if "key" not in values and g.get("site") and current_app.url_map.is_endpoint_expecting(endpoint, "key"):
        values["key"] = g.site.key
