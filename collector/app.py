"""The composition root: one Flask application from all domains, and the thin intake in front of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from flask_cors import CORS

import admin
from collector import clock, errorhandlers, logs
from collector import settings as settings_table
from collector.apidocs import routes as apidocs
from collector.apidocs.description import Description
from collector.callbacks import public_routes as visitor_callbacks
from collector.db import Db
from collector.embed import routes as embed
from collector.events.intake import Intake
from collector.health import routes as health
from collector.http import Services
from collector.leads import public_routes as lead_intake
from collector.leads import routes as leads
from collector.outbound import Outbound
from collector.outbox import routes as deliveries
from collector.proxies import TrustedProxies
from collector.push import public_routes as push_intake
from collector.quotes import public_routes as customer_quotes
from collector.quotes import routes as quotes
from collector.reports import routes as reports
from collector.sealing import Box
from collector.settings import Settings
from collector.sites import routes as sites
from collector.spend import routes as spend
from collector.vouchers import public_routes as voucher_intake
from collector.vouchers import routes as vouchers
from collector.webhooks import routes as webhooks
from collector.widgets import routes as widgets

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BODY_LIMIT = 1024 * 1024


def create_app(
    settings: Settings, db: Db, read_clock: clock.Clock = clock.now_ms, outbound: Outbound | None = None
) -> Flask:
    """Every route but the thin intake. Tests pass their own database, clock and way out."""
    app = Flask("collector", static_folder=None)
    secret_key = settings_table.secret_key(settings)
    app.extensions["beckon"] = Services(db, settings, read_clock, outbound or Outbound(settings), Box(secret_key))
    app.config.update(
        SECRET_KEY=secret_key,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        API_TITLE="Beckon",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Description(app)
    for blueprint in (
        leads.blueprint,
        reports.blueprint,
        webhooks.blueprint,
        deliveries.blueprint,
        quotes.blueprint,
        spend.blueprint,
        vouchers.blueprint,
        widgets.blueprint,
        sites.blueprint,
    ):
        api.register_blueprint(blueprint)
    for public in (
        embed.blueprint,
        lead_intake.blueprint,
        push_intake.blueprint,
        customer_quotes.blueprint,
        visitor_callbacks.blueprint,
        voucher_intake.blueprint,
    ):
        app.register_blueprint(public, url_prefix=settings.prefix or None)
    CORS(
        app,
        resources={rf"{settings.prefix}/v1/.*": {"origins": "*"}},
        send_wildcard=True,
        max_age=7200,
        expose_headers="Retry-After",
    )
    app.register_blueprint(health.blueprint)
    app.register_blueprint(apidocs.blueprint)
    admin.register(app)
    errorhandlers.register(app)
    logs.register(app)
    return app


class Collector:
    """What a WSGI server runs: trusted proxies, then `/v1/events` without Flask, then the application."""

    def __init__(self, app: Flask) -> None:
        services: Services = app.extensions["beckon"]
        self.intake = Intake(app.wsgi_app, services.db, services.settings, services.clock)
        self.entrance = TrustedProxies(self.intake, services.settings.trusted_proxies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.entrance(environ, start_response)

    def close(self) -> None:
        """Commit what waits; call it before the database is closed."""
        self.intake.close()
