"""Certificates are checked as a browser checks them, for the name in the address."""

from __future__ import annotations

from pathlib import Path

import pytest

from collector.outbound import Outbound, Unreachable
from collector.settings import load
from tests.certificates import Authority, self_signed
from tests.collector.outbound.conftest import Make
from tests.receiver import NEARBY, receiver
from tests.trap import leading_to


def refused(client: Outbound, url: str) -> str:
    with pytest.raises(Unreachable) as raised:
        client.post(url, b"{}")
    return str(raised.value)


def test_a_good_certificate_is_accepted_for_a_name_and_for_an_address(near: Outbound, authority: Authority) -> None:
    with receiver(certificate=authority.issue("localhost", "127.0.0.1")) as target:
        for host in ("127.0.0.1", "localhost"):
            assert near.post(f"https://{host}:{target.port}/", b"{}").status == 200
            assert near.post(f"https://{host}:{target.port}/", b"{}").status == 200
        assert target.connections == 2


def test_the_name_of_the_address_is_asked_for_though_the_connection_goes_to_a_number(
    make: Make, authority: Authority
) -> None:
    client = make(leading_to(["127.0.0.1"]), NEARBY["BECKON_OUTBOUND_NETWORKS"])
    with receiver(certificate=authority.issue("hooks.example")) as target:
        assert client.post(f"https://hooks.example:{target.port}/", b"{}").status == 200
        assert target.requests[0].headers["host"] == f"hooks.example:{target.port}"
        # A connection that is kept for one name is not used for another at the same address.
        assert "certificate is not valid" in refused(client, f"https://other.example:{target.port}/")


def test_a_self_signed_certificate_is_refused(near: Outbound, tmp_path: Path) -> None:
    with receiver(certificate=self_signed(tmp_path)) as target:
        assert refused(near, target.url) == "the certificate is not valid (self-signed certificate)"
        assert target.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(near: Outbound, tmp_path: Path) -> None:
    with receiver(certificate=Authority(tmp_path).issue()) as target:
        assert refused(near, target.url).startswith("the certificate is not valid (unable to get local issuer")


def test_a_certificate_for_another_host_is_refused(near: Outbound, authority: Authority) -> None:
    with receiver(certificate=authority.issue("hooks.example")) as target:
        assert refused(near, target.url).startswith("the certificate is not valid (IP address mismatch")


def test_an_expired_certificate_is_refused(near: Outbound, authority: Authority) -> None:
    with receiver(certificate=authority.issue(days=-1)) as target:
        assert refused(near, target.url) == "the certificate is not valid (certificate has expired)"


def test_plain_http_where_https_was_asked_for_is_refused(near: Outbound) -> None:
    with receiver() as target:
        said = refused(near, target.url.replace("http:", "https:"))
        assert said.startswith(("no encrypted connection could be made", "the connection was cut"))
        assert target.requests == []


def test_https_where_plain_http_was_asked_for_is_refused(near: Outbound, authority: Authority) -> None:
    with receiver(certificate=authority.issue()) as target:
        assert refused(near, target.url.replace("https:", "http:")) in (
            "the connection was cut",
            "the answer is not proper HTTP",
        )


def test_authorities_of_the_environment_are_trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    client = Outbound(load(NEARBY))
    with receiver(certificate=authority.issue()) as target:
        assert client.post(target.url, b"{}").status == 200
    client.close()
