"""Webhooks on an installation whose name server says what the test wants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from collector.outbound import Outbound
from collector.sealing import Box
from collector.settings import Settings

URL = "https://hooks.example.com/in/canary-of-the-path?key=canary-of-the-query"
PUBLIC = "93.184.215.14"
NAMES = {
    "hooks.example.com": PUBLIC,
    "crm.example.net": "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "in.example.org": "10.0.0.8",
}


def resolve(host: str, port: int, **_: Any) -> list[Any]:
    """As socket.getaddrinfo would, for a handful of names."""
    if host not in NAMES:
        raise OSError("no such name")
    return [(2, 1, 6, "", (NAMES[host], port))]


@pytest.fixture
def outbound(settings: Settings) -> Outbound:
    return Outbound(settings, resolve)


@pytest.fixture
def box() -> Box:
    return Box("a secret key of this installation")


@pytest.fixture
def app(app: Flask, outbound: Outbound) -> Flask:
    """The application with that name server."""
    app.extensions["beckon"] = replace(app.extensions["beckon"], outbound=outbound)
    return app
