"""The first page of a site: what needs a call now, today against yesterday, and what is wrong."""

from __future__ import annotations

from typing import Any

from flask import Response

from admin import alerts, forms, here
from admin.pages.site import tag
from admin.routing import site_page
from collector import clock, http
from collector.leads import replay
from collector.leads import service as leads
from collector.outbox import service as outbox
from collector.reports import arrivals
from collector.reports import service as reports
from collector.widgets import service as widgets


@site_page("/", "see")
def overview() -> Response:
    site, now, db = here.site(), http.now(), http.db()
    counts = leads.counts(db, site, now)
    empty = not counts["status"] and not counts["held"]
    stuck, since = outbox.stuck(db, site.id, now)
    failed = outbox.failed_since(db, site.id, now - clock.DAY)
    return here.page(
        "overview.html",
        counts=counts,
        empty=empty,
        today=clock.day(now, site.timezone),
        sources=_sources(now),
        offers=replay.origin_offers(db, site),
        alerts=alerts.everything(),
        alerts_shown=alerts.SHOWN,
        stuck=stuck,
        stuck_since=since,
        failed=failed,
        seen_at=arrivals.last_pageview(db, site.id),
        tag=tag(),
        live=[widget for widget in widgets.list_widgets(db, site.id) if widget.status == widgets.LIVE],
    )


def _sources(now: int) -> dict[str, Any]:
    """Where the last seven days' leads came from."""
    site = here.site()
    from_, to = reports.last_days(site, 7, now)
    found = reports.conversions(http.db(), [site], from_, to, ("channel", "source"), "last_non_direct", "lead")
    rows = sorted((row for row in found["rows"] if row["conversions"]), key=lambda row: -row["conversions"])
    return {"rows": rows[:6], "total": found["totals"]["conversions"], "from": from_, "to": to}


@site_page("/first-pageview", "see")
def first_pageview() -> Response:
    """Whether the tag works, asked again every few seconds by the page that tells how to paste it."""
    return here.whole("_first_pageview.html", seen_at=arrivals.last_pageview(http.db(), here.site().id))


@site_page("/origins", "edit_site", ("POST",))
def origin_accept() -> Response:
    """Add a domain that was forgotten, and take in the leads that came from it."""
    replay.accept_origin(http.db(), here.site(), forms.text("origin"), http.now())
    return here.go("overview", done="origin")
