"""Widgets in the server API: drafts, publications, and what became of them."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from collector import clock, http
from collector.accounts import bearer
from collector.reports import service as reports
from collector.reports import widgets as numbers
from collector.sites.service import Site
from collector.widgets import history, schema, service
from collector.widgets.resource import (
    CopySchema,
    NewWidgetSchema,
    NumbersQuerySchema,
    NumbersSchema,
    SeenSchema,
    VersionPageSchema,
    WholeVersionSchema,
    WholeWidgetSchema,
    WidgetChangeSchema,
    WidgetListSchema,
    WidgetPageSchema,
)
from collector.widgets.service import Widget
from collector.widgets.warnings import warnings

blueprint = http.Blueprint("widgets", __name__, url_prefix="/api/v1/widgets", description="What visitors are shown")
blueprint.before_request(bearer.require_token)


@blueprint.route("")
class Widgets(MethodView):
    @blueprint.arguments(WidgetListSchema, location="query")
    @blueprint.response(200, WidgetPageSchema)
    def get(self, args: dict[str, Any]) -> dict[str, Any]:
        """List widgets, the oldest first, each with its numbers of the days asked for."""
        site = bearer.one_site(args["site"])
        from_, to = _span(site, args)
        found, following = service.page(http.db(), site.id, args, args["cursor"], args["limit"])
        counted = numbers.of_site(http.db(), site, from_, to)
        items = [_listed(site, one) | {"numbers": counted.get(one.id, numbers.nothing())} for one in found]
        return {"items": items, "next": following, "from": from_, "to": to, "timezone": site.timezone}

    @blueprint.arguments(NewWidgetSchema)
    @blueprint.response(201, WholeWidgetSchema)
    def post(self, values: dict[str, Any]) -> dict[str, Any]:
        """Make a draft, and show it when asked to."""
        site, kind, raw = bearer.one_site(values["site"]), values["kind"], values["config"]
        raw = schema.starting(kind, site.locale, site.phone) if raw is None else raw
        made = service.add(http.db(), site.id, kind, raw, http.now(), values["name"], values["key"])
        if values["publish"] and made.hash is None:
            made = service.publish(http.db(), site.id, made.id, http.now())
        return _whole(site, made)


@blueprint.route("/<widget_id>")
class One(MethodView):
    @blueprint.response(200, WholeWidgetSchema)
    def get(self, widget_id: str) -> dict[str, Any]:
        """One widget with its draft."""
        site = _site_of(widget_id)
        return _whole(site, service.find(http.db(), site.id, widget_id))

    @blueprint.arguments(WidgetChangeSchema)
    @blueprint.response(200, WholeWidgetSchema)
    def patch(self, values: dict[str, Any], widget_id: str) -> dict[str, Any]:
        """Change the draft or the name; pages change when it is published."""
        site = _site_of(widget_id)
        config, name, seen = values.get("config"), values.get("name"), values.get("revision")
        return _whole(site, service.save(http.db(), site.id, widget_id, config, http.now(), name, seen))

    @blueprint.response(204)
    def delete(self, widget_id: str) -> None:
        """Take it off the pages and out of sight. Its leads and numbers stay; publishing brings it back."""
        service.archive(http.db(), _site_of(widget_id).id, widget_id, http.now())


@blueprint.route("/<widget_id>/publish")
class Publish(MethodView):
    @blueprint.arguments(SeenSchema, required=False)
    @blueprint.response(200, WholeWidgetSchema)
    def post(self, values: dict[str, Any] | None, widget_id: str) -> dict[str, Any]:
        """Show the draft on the pages. One that is refused changes nothing of what is published."""
        site = _site_of(widget_id)
        return _whole(site, service.publish(http.db(), site.id, widget_id, http.now(), (values or {}).get("revision")))


@blueprint.route("/<widget_id>/pause")
class Pause(MethodView):
    @blueprint.response(200, WholeWidgetSchema)
    def post(self, widget_id: str) -> dict[str, Any]:
        """Take it off the pages."""
        site = _site_of(widget_id)
        return _whole(site, service.pause(http.db(), site.id, widget_id, http.now()))


@blueprint.route("/<widget_id>/resume")
class Resume(MethodView):
    @blueprint.response(200, WholeWidgetSchema)
    def post(self, widget_id: str) -> dict[str, Any]:
        """Show again what was published last, not the draft."""
        site = _site_of(widget_id)
        return _whole(site, service.resume(http.db(), site.id, widget_id, http.now()))


@blueprint.route("/<widget_id>/copies")
class Copies(MethodView):
    @blueprint.arguments(CopySchema)
    @blueprint.response(201, WholeWidgetSchema)
    def post(self, values: dict[str, Any], widget_id: str) -> dict[str, Any]:
        """Make another draft that says the same."""
        site = _site_of(widget_id)
        name = values["name"] or service.find(http.db(), site.id, widget_id).name
        return _whole(site, history.duplicate(http.db(), site.id, widget_id, name, http.now()))


@blueprint.route("/<widget_id>/versions")
class Versions(MethodView):
    @blueprint.response(200, VersionPageSchema)
    def get(self, widget_id: str) -> dict[str, Any]:
        """What was published, the newest first."""
        found = history.versions(http.db(), _find(widget_id))
        items = [
            {"version": one.hash, "published_at": clock.rfc3339(one.published_at), "current": one.current}
            for one in found
        ]
        return {"items": items, "next": None}


@blueprint.route("/<widget_id>/versions/<version>")
class Version(MethodView):
    @blueprint.response(200, WholeVersionSchema)
    def get(self, widget_id: str, version: str) -> dict[str, Any]:
        """One publication with its whole configuration."""
        return {"version": version, "config": history.version(http.db(), _find(widget_id), version).config}


@blueprint.route("/<widget_id>/versions/<version>/restore")
class Restore(MethodView):
    @blueprint.arguments(SeenSchema, required=False)
    @blueprint.response(200, WholeWidgetSchema)
    def post(self, values: dict[str, Any] | None, widget_id: str, version: str) -> dict[str, Any]:
        """Make an earlier publication the draft; publish it to show it."""
        site, seen = _site_of(widget_id), (values or {}).get("revision")
        return _whole(site, history.restore(http.db(), site.id, widget_id, version, http.now(), seen))


@blueprint.route("/<widget_id>/numbers")
class Numbers(MethodView):
    @blueprint.arguments(NumbersQuerySchema, location="query")
    @blueprint.response(200, NumbersSchema)
    def get(self, args: dict[str, Any], widget_id: str) -> dict[str, Any]:
        """Seen, opened, started, sent and closed, by day or by arm of its test."""
        site = _site_of(widget_id)
        return numbers.of_widget(http.db(), site, widget_id, *_span(site, args), args["by"])


def _span(site: Site, args: dict[str, Any]) -> tuple[str, str]:
    from_, to = reports.last_days(site, numbers.DAYS, http.now())
    return args["from_"] or from_, args["to"] or to


def _site_of(widget_id: str) -> Site:
    return bearer.site_with("widget", lambda site: service.has(http.db(), site.id, widget_id))


def _find(widget_id: str) -> Widget:
    return service.find(http.db(), _site_of(widget_id).id, widget_id)


def _listed(site: Site, widget: Widget) -> dict[str, Any]:
    times = {name: clock.rfc3339(getattr(widget, name)) for name in ("created_at", "updated_at")}
    plain = {name: getattr(widget, name) for name in ("id", "kind", "name", "status", "revision")}
    changed = service.has_changes(widget)
    return plain | times | {"site": site.key, "published": widget.hash, "has_changes": changed}


def _whole(site: Site, widget: Widget) -> dict[str, Any]:
    return _listed(site, widget) | {"config": widget.draft, "warnings": warnings(widget.draft)}
