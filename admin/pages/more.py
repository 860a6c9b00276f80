"""On a phone: the pages that have no room in the bar."""

from __future__ import annotations

from flask import Response

from admin import here
from admin.routing import site_page


@site_page("/more", "see")
def more() -> Response:
    return here.whole("more.html")
