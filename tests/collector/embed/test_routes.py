"""What pages fetch: small, cacheable, without a cookie."""

from __future__ import annotations

import gzip
import json
import re

import brotli
from flask.testing import FlaskClient

from collector.db import Db
from collector.embed import build, service
from collector.notices import service as notices
from collector.sites import service as sites
from collector.sites.service import Site
from collector.widgets import service as widgets
from tests.make import make_widget


def site_config(client: FlaskClient, site: Site) -> dict[str, object]:
    """The configuration literal inside the script, read back as JSON."""
    text = client.get(f"/s/{site.key}.js").text
    begin = text.index('{"v":3')
    return json.JSONDecoder().raw_decode(text[begin:])[0]  # type: ignore[no-any-return]


def content_path(site: Site, entry: dict[str, str]) -> str:
    return f"/s/{site.key}/{entry['id']}.{entry['content']}.json"


def test_the_tag_is_one_cacheable_compressed_response_without_a_cookie(client: FlaskClient, site: Site) -> None:
    plain = client.get(f"/s/{site.key}.js")
    assert plain.status_code == 200
    assert plain.content_type == "text/javascript; charset=utf-8"
    assert plain.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in plain.headers
    packed = client.get(f"/s/{site.key}.js", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    zipped = client.get(f"/s/{site.key}.js", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == plain.data


def test_the_etag_saves_the_second_download_until_something_changes(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    first = client.get(f"/s/{site.key}.js")
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/s/{site.key}.js", headers=known).status_code == 304
    make_widget(db, site, "contact", now)
    assert client.get(f"/s/{site.key}.js", headers=known).status_code == 200


def test_an_unknown_key_is_a_script_that_says_so(client: FlaskClient) -> None:
    answer = client.get("/s/nobody*/alert(1).js")
    assert answer.status_code == 404
    answer = client.get("/s/nobody'alert(1).js")
    assert answer.status_code == 404
    assert answer.text.startswith("/* Beckon: there is no site with the key nobodyalert1.")
    assert answer.content_type == "text/javascript; charset=utf-8"


def test_the_configuration_holds_what_the_loader_decides_by_and_nothing_secret(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    notices.add_email(db, site, "secret@shop.example", now)
    contact = make_widget(db, site, "contact", now)
    config = site_config(client, site)
    assert (config["key"], config["base"]) == (site.key, "https://beckon.example.com")
    assert config["own"] == ["shop.example"]
    assert [widget["id"] for widget in config["widgets"]] == [contact]  # type: ignore[attr-defined]
    assert "secret" not in client.get(f"/s/{site.key}.js").text.replace("secretly", "")


def test_a_name_cannot_break_out_of_the_script(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    sites.change(db, site.id, {"phone": "</script><!--\u2028'\""}, now)
    text = client.get(f"/s/{site.key}.js").text
    assert "</script" not in text
    assert "\u2028" not in text
    assert site_config(client, site)["phone"] == "</script><!--\u2028'\""


def test_the_files_that_the_configuration_names_are_served_for_ever(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    make_widget(db, site, "callback", now)
    (entry,) = site_config(client, site)["widgets"]  # type: ignore[misc]
    own, *shared = entry["part"].split(" ")
    for path in (f"/w/callback.{own}.js", *(f"/w/ui.{found}.js" for found in shared), content_path(site, entry)):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert len(shared) > 1


def test_the_parts_that_a_widget_imports_are_named_beside_it(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    make_widget(db, site, "callback", now)
    (entry,) = site_config(client, site)["widgets"]  # type: ignore[misc]
    waiting, found = [f"callback.{entry['part'].split(' ')[0]}.js"], set()
    while waiting:
        imports = re.findall(r'from"\./([\w.]+)"|import"\./([\w.]+)"', client.get(f"/w/{waiting.pop()}").text)
        fresh = {name for pair in imports for name in pair if name} - found
        found |= fresh
        waiting += fresh
    assert {f"ui.{shared}.js" for shared in entry["part"].split(" ")[1:]} == found


def test_hosts_that_a_site_ignores_travel_where_something_is_decided(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    sites.change(db, site.id, {"ignored_referrers": ["tra-gop.example"]}, now)
    make_widget(db, site, "callback", now)
    assert "ignore" not in site_config(client, site)
    widget = make_widget(db, site, "contact", now)
    draft = widgets.find(db, site.id, widget).draft
    rule = {"what": "channel", "is": "is", "value": "direct"}
    widgets.save(db, site.id, widget, draft | {"rules": rule}, now)
    widgets.publish(db, site.id, widget, now)
    assert site_config(client, site)["ignore"] == ["tra-gop.example"]


def test_the_content_of_an_earlier_publication_stays_for_open_tabs(
    client: FlaskClient, db: Db, site: Site, now: int
) -> None:
    widget = make_widget(db, site, "contact", now)
    (before,) = site_config(client, site)["widgets"]  # type: ignore[misc]
    draft = widgets.find(db, site.id, widget).draft
    widgets.save(db, site.id, widget, draft | {"look": {"color": "#112233"}}, now)
    widgets.publish(db, site.id, widget, now)
    (after,) = site_config(client, site)["widgets"]  # type: ignore[misc]
    assert before["content"] != after["content"]
    assert client.get(content_path(site, before)).status_code == 200


def test_a_paused_widget_leaves_the_pages(client: FlaskClient, db: Db, site: Site, now: int) -> None:
    widget = make_widget(db, site, "contact", now)
    widgets.pause(db, site.id, widget, now)
    assert site_config(client, site)["widgets"] == []


def test_a_script_of_an_earlier_build_stays_served(client: FlaskClient, db: Db, now: int) -> None:
    build.remember(db, now)
    with db.write() as tx:
        build.SQL.keep_file(tx, name="contact.OLD00000.js", body=b"/* old */", now=now)
    assert client.get("/w/contact.OLD00000.js").text == "/* old */"
    build.remember(db, now + build.KEPT_FOR + 1)
    assert client.get("/w/contact.OLD00000.js").status_code == 404
    current = build.manifest()["parts"]["contact"]
    assert client.get(f"/w/{current}").status_code == 200


def test_another_sites_widget_is_not_found_under_this_key(
    client: FlaskClient, db: Db, site: Site, other_site: Site, now: int
) -> None:
    make_widget(db, site, "contact", now)
    (entry,) = site_config(client, site)["widgets"]  # type: ignore[misc]
    assert client.get(content_path(other_site, entry)).status_code == 404


def test_packing_is_by_content() -> None:
    assert service.pack(b"a").etag != service.pack(b"b").etag
