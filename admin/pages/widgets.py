"""The site's widgets: which are on the pages, and making another."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext

from admin import forms, here, wording
from admin.pages.widget_numbers import aim
from admin.routing import site_page
from collector import http
from collector.errors import Problem
from collector.reports import service as reports
from collector.reports import widgets as numbers
from collector.widgets import schema, service


@site_page("/widgets", "see")
def widgets() -> Response:
    site = here.site()
    found = service.list_widgets(http.db(), site.id)
    counted = numbers.of_site(http.db(), site, *reports.last_days(site, numbers.DAYS, http.now()))
    return here.page(
        "widgets.html",
        widgets=[widget for widget in found if widget.status != service.ARCHIVED],
        archived=[widget for widget in found if widget.status == service.ARCHIVED],
        numbers={widget.id: counted.get(widget.id, numbers.nothing()) for widget in found},
        aim=aim,
        rate=numbers.rate,
        changed={widget.id for widget in found if service.has_changes(widget)},
        kinds=[(kind, kind_meaning(kind)) for kind in schema.KINDS],
    )


@site_page("/widgets", "edit_widgets", ("POST",))
def widget_add() -> Response:
    """A draft that is whole and useful at once."""
    kind, site = forms.text("kind"), here.site()
    if kind not in schema.KINDS:
        raise Problem(422, "This value cannot be used")
    name = forms.text("name") or wording.word("kind", kind)
    made = service.add(http.db(), site.id, kind, schema.starting(kind, site.locale, site.phone), http.now(), name)
    return here.go("widget", widget_id=made.id)


@site_page("/widgets/<widget_id>/publish", "edit_widgets", ("POST",))
def widget_publish(widget_id: str) -> Response:
    service.publish(http.db(), here.site().id, widget_id, http.now())
    return _changed("published")


@site_page("/widgets/<widget_id>/pause", "edit_widgets", ("POST",))
def widget_pause(widget_id: str) -> Response:
    service.pause(http.db(), here.site().id, widget_id, http.now())
    return _changed("paused")


def _changed(done: str) -> Response:
    return widgets() if here.wants_fragment() else here.go("widgets", done=done)


def kind_meaning(kind: str) -> str:
    """What a kind of widget is for."""
    meanings = {
        "contact": gettext("A button with Zalo, Messenger, phone and more."),
        "callback": gettext("A form in which visitors leave their number to be called."),
        "voucher": gettext("A code for a discount or a gift, for visitors who leave their number."),
        "push": gettext("Asks whether visitors want notifications in their browser."),
        "quote": gettext("A form in which visitors choose what they need and ask for a price."),
        "banner": gettext("A few words at an edge of the window, in a corner or in the page."),
    }
    return str(meanings.get(kind, ""))
