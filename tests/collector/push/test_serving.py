"""`GET /sw/{key}.js` and the window `GET /push/{key}`: what a browser gets for notifications."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.db import Db
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import service as widgets
from tests.make import ORIGIN


@pytest.fixture
def opt_in(db: Db, site: Site, now: int) -> str:
    made = widgets.add(db, site.id, "push", {"content": {"texts": {"vi": {"title": "Nhận <b>tin</b>?"}}}}, now)
    return widgets.publish(db, site.id, made.id, now).id


def config(text: str) -> dict[str, Any]:
    found = re.search(r'id="config">(.*?)</script>', text, re.S)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def test_the_worker_knows_its_site_and_may_serve_the_window_alone(client: FlaskClient, site: Site) -> None:
    answer = client.get(f"/sw/{site.key}.js", headers={"Accept-Encoding": "identity"})
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert (answer.headers["Service-Worker-Allowed"], answer.headers["X-Content-Type-Options"]) == (
        f"/push/{site.key}",
        "nosniff",
    )
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert client.get("/v1/push/keys").json["key"] in answer.text
    assert f'"site":"{site.key}"' in answer.text
    assert "__BECKON" not in answer.text


def test_the_worker_carries_no_name_that_could_end_its_script(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    sites.change(db, site.id, {"name": "</script>\u2028`${1}"}, now)
    text = client.get(f"/sw/{site.key}.js", headers={"Accept-Encoding": "identity"}).text
    assert "</script" not in text
    assert "\u2028" not in text


def test_an_unknown_site_has_a_comment_for_a_worker_and_no_window(client: FlaskClient) -> None:
    answer = client.get("/sw/no*/thing.js")
    assert answer.status_code == 404
    answer = client.get("/sw/nobody.js")
    assert (answer.status_code, answer.text[:11]) == (404, "/* Beckon: ")
    assert client.get("/push/nobody").status_code == 404


def test_a_site_without_an_opt_in_has_no_window(client: FlaskClient, site: Site) -> None:
    assert client.get(f"/push/{site.key}").status_code == 404


def test_the_window_runs_nothing_but_its_own_script(client: FlaskClient, site: Site, opt_in: str) -> None:
    answer = client.get(f"/push/{site.key}?w={opt_in}&l=vi&o={ORIGIN}")
    (nonce,) = set(re.findall(r'nonce="([^"]+)"', answer.text))
    policy = answer.headers["Content-Security-Policy"]
    assert f"script-src 'nonce-{nonce}'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    # Else the page that opened it could not be told.
    assert "Cross-Origin-Opener-Policy" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert nonce not in client.get(f"/push/{site.key}").text
    script = re.search(r'src="([^"]+push-window[^"]+)"', answer.text)
    assert script
    assert client.get(re.sub(r"^https?://[^/]+", "", script[1])).status_code == 200


def test_the_window_speaks_the_widgets_words_in_the_language_asked_for(
    client: FlaskClient, site: Site, opt_in: str
) -> None:
    text = client.get(f"/push/{site.key}?w={opt_in}&l=vi").text
    assert "<title>Nhận &lt;b&gt;tin" in text
    assert config(text)["content"]["content"]["texts"]["vi"]["title"] == "Nhận <b>tin</b>?"
    assert '<html lang="en">' in client.get(f"/push/{site.key}?l=en").text
    assert '<html lang="vi">' in client.get(f"/push/{site.key}?l=%22%3E").text


@pytest.mark.parametrize(
    ("asked", "believed"),
    [
        (ORIGIN, ORIGIN),
        ("https://evil.example", None),
        (ORIGIN + ".evil.example", None),
        ("null", None),
        ("*", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_only_a_page_of_the_site_is_told_what_became_of_it(
    client: FlaskClient, site: Site, opt_in: str, asked: str, believed: str | None
) -> None:
    assert config(client.get(f"/push/{site.key}", query_string={"o": asked}).text)["opener"] == believed
