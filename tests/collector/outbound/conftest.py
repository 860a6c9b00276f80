"""An authority for certificates, and clients for the cases that matter."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from collector.outbound import Outbound
from collector.settings import load
from tests.certificates import Authority
from tests.receiver import NEARBY
from tests.trap import resolve

Make = Callable[..., Outbound]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def make(authority: Authority) -> Iterator[Make]:
    """Make a client: settings by their short names, names looked up in the table of hostile addresses."""
    made: list[Outbound] = []

    def one(resolver: Any = resolve, networks: str = "", hosts: str = "") -> Outbound:
        settings = load({"BECKON_OUTBOUND_NETWORKS": networks, "BECKON_OUTBOUND_HOSTS": hosts})
        made.append(Outbound(settings, resolver, ssl.create_default_context(cafile=authority.certificate)))
        return made[-1]

    yield one
    for client in made:
        client.close()


@pytest.fixture
def near(make: Make) -> Outbound:
    """A client that may reach this machine."""
    return make(networks=NEARBY["BECKON_OUTBOUND_NETWORKS"])
