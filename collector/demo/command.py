"""`beckon demo`: the shop on one port, the collector with admin and worker on the port before it."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import replace
from ipaddress import ip_network

import click
from werkzeug.serving import WSGIRequestHandler, make_server

from collector import clock, server
from collector.demo import chat
from collector.demo.chat import Chat
from collector.demo.service import Demo, build_demo
from collector.demo.shop import create_shop
from collector.settings import Settings

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """The shop is not what one wants to read about."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


def run(settings: Settings, port: int) -> None:
    """Make the data when there is none, print where to look, serve until TERM or INT. Raises OSError, RuntimeError."""
    _check_free(port, port + 1)
    origin = f"http://{HOST}:{port}"
    base_url = (settings.public_url or origin) + settings.prefix
    # The team's chat lives in the shop, on this machine.
    os.environ.setdefault("BECKON_OUTBOUND_NETWORKS", f"{HOST}/32")
    team = Chat()
    demo = _prepare(settings, port + 1, base_url, team)
    os.environ.setdefault("BECKON_PUBLIC_URL", origin)
    os.environ.setdefault("BECKON_LOG_LEVEL", "warning")
    shop = create_shop(f"{base_url}/s/{demo.site.key}.js", chat=team)
    served = make_server(HOST, port + 1, shop, threaded=True, request_handler=Quiet)
    threading.Thread(target=served.serve_forever, name="beckon-demo-shop", daemon=True).start()
    _say(demo, settings, base_url.removesuffix(settings.prefix), port + 1)
    server.serve(HOST, port, 1)


def _check_free(*ports: int) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                raise OSError(f"port {port} is taken; choose another with --port") from None


def _prepare(settings: Settings, shop_port: int, base_url: str, team: Chat) -> Demo:
    db = server.open_all(settings)
    origins = [f"http://{name}:{shop_port}" for name in (HOST, "localhost")]
    try:
        demo = build_demo(db, origins, base_url, clock.now_ms())
        reaching = replace(settings, outbound_networks=(*settings.outbound_networks, ip_network(HOST)))
        chat.join(db, reaching, demo.site, f"{origins[0]}{chat.PATH}/{team.secret}", clock.now_ms())
        return demo
    finally:
        db.close()


def _say(demo: Demo, settings: Settings, collector: str, shop_port: int) -> None:
    made = "made just now" if demo.fresh else "from an earlier run"
    lines = (
        "",
        f"  Shop       http://{HOST}:{shop_port}/quang-cao   click an advert, leave a number 0710 000 0xx",
        f"  Team chat  http://{HOST}:{shop_port}{chat.PATH}   where staff hear of it, as in Slack or Zalo",
        f"  Admin      {collector}/admin/sign-in/{demo.sign_in_secret}   opens once, within a day",
        f"  Data       {settings.data}   {made}; remove it to start anew",
        "",
        "  Ctrl+C ends both.",
        "",
    )
    click.echo("\n".join(lines))
