"""The admin: server-rendered pages under /admin for the people of the sites."""

from __future__ import annotations

import importlib
import pkgutil

from flask import Flask

from admin import gate, headers, language, pages, show, throttle
from admin.routing import blueprint, sign_in_path

__all__ = ["register", "sign_in_path"]

# Importing a page hangs its routes on the blueprint.
for _found in pkgutil.iter_modules(pages.__path__, f"{pages.__name__}."):
    importlib.import_module(_found.name)


def register(app: Flask) -> None:
    """Hang the admin on the app: pages, static files, languages, the gate and its headers."""
    language.register(app)
    show.register(app)
    gate.register(app)
    headers.register(app)
    app.register_blueprint(blueprint)
    throttle.register(app)
