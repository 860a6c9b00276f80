"""The demo's team chat: told of a new lead by the real worker, over the real client, and shown as text."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from threading import Thread

from werkzeug.serving import make_server

from collector.db import Db
from collector.demo import chat
from collector.demo.chat import Chat
from collector.demo.command import Quiet
from collector.demo.shop import create_shop
from collector.jobs import Context, run_once
from collector.leads import service as leads
from collector.notices import service as notices
from collector.settings import Settings
from collector.sites.service import Site
from tests.conftest import MovableClock
from tests.mailbox import free_port


def test_a_lead_shows_in_the_chat_and_a_stranger_cannot_write_there(
    db: Db, settings: Settings, site: Site, now: int, clock: MovableClock
) -> None:
    reaching = replace(settings, outbound_networks=(ip_network("127.0.0.1"),))
    team, port = Chat(), free_port()
    shop = create_shop("http://collector.example/s/KEY.js", chat=team)
    server = make_server("127.0.0.1", port, shop, threaded=True, request_handler=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{port}{chat.PATH}/{team.secret}"
    for _ in range(2):  # as on a second run
        chat.join(db, reaching, site, url, now)
    leads.add_lead(db, site, {"name": "<b>Khách Thử</b>", "phone": "0900 000 001"}, now, base_url="http://b.example")
    run_once("deliver", Context(db, reaching, clock))
    server.shutdown()
    server.server_close()
    assert [known.label for known in notices.recipients(db, site)] == [chat.LABEL]
    client = shop.test_client()
    (message,) = client.get(f"{chat.PATH}/moi").get_json()
    assert "Khách Thử" in message["text"]
    assert message["call"] == "tel:+84900000001"
    assert message["link"].startswith("http://b.example/admin/")
    assert client.get(f"{chat.PATH}/moi?after=1").get_json() == []
    assert client.post(f"{chat.PATH}/wrong", json={"title": "x"}).status_code == 404
    assert client.post(f"{chat.PATH}/{team.secret}", data="no").status_code == 400
    assert "Nhóm bán hàng" in client.get(chat.PATH).text
