"""What is done to a widget as a whole: back to an earlier version, a copy, shown again, put away."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext

from admin import forms, here
from admin.routing import site_page
from collector import http
from collector.widgets import history, service


@site_page("/widgets/<widget_id>/restore", "edit_widgets", ("POST",))
def widget_restore(widget_id: str) -> Response:
    """An earlier publication becomes the draft; with the newest one the draft is thrown away."""
    found = service.find(http.db(), here.site().id, widget_id)
    version = forms.text("version") or found.hash or ""
    _, errors = forms.trial(lambda: history.restore(http.db(), found.site_id, found.id, version, http.now()))
    return here.go("widget", widget_id=widget_id, done="too-old" if errors else "restored")


@site_page("/widgets/<widget_id>/copy", "edit_widgets", ("POST",))
def widget_copy(widget_id: str) -> Response:
    found = service.find(http.db(), here.site().id, widget_id)
    name = gettext("Copy of %(name)s", name=found.name)[:120]
    made, errors = forms.trial(lambda: history.duplicate(http.db(), found.site_id, found.id, name, http.now()))
    return here.go("widget", widget_id=widget_id if errors else made.id, done="too-old" if errors else "copied")


@site_page("/widgets/<widget_id>/resume", "edit_widgets", ("POST",))
def widget_resume(widget_id: str) -> Response:
    """What was published last is on the pages again, whatever the draft says."""
    service.resume(http.db(), here.site().id, widget_id, http.now())
    return here.go("widgets", done="shown-again")


@site_page("/widgets/<widget_id>/archive", "edit_widgets", ("POST",))
def widget_archive(widget_id: str) -> Response:
    service.archive(http.db(), here.site().id, widget_id, http.now())
    return here.go("widgets", done="archived")
