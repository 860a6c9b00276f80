"""New leads on an open page: how many wait for an answer, what came in since, and whether it rings."""

from __future__ import annotations

from flask import Response, jsonify, request, url_for
from flask_babel import gettext

from admin import forms, here, wording
from admin.routing import own_page, site_page
from admin.show import plain
from collector import http
from collector.accounts import service as accounts
from collector.leads import service as leads


@site_page("/news", "see")
def news() -> Response:
    """Asked every few seconds by static/news.js; `since` is the `at` of the answer before."""
    since = request.args.get("since", type=int)
    came = leads.news(http.db(), here.site(), http.now() if since is None else since)
    return jsonify(
        at=max([row.received_at for row in came], default=since or http.now()),
        waiting=leads.unanswered(http.db(), here.site()),
        leads=[
            {
                "what": wording.word("kind", row.kind),
                "who": plain(row.name or row.phone or gettext("No name")),
                "href": url_for("admin.lead", lead_id=row.id),
            }
            for row in came
        ],
    )


@own_page("/account/sound", ("POST",))
def sound_set() -> Response:
    """Switched on the page itself, and kept for the person's other devices."""
    accounts.set_sound(http.db(), here.person(), forms.text("sound") == "on")
    return Response(status=204)
