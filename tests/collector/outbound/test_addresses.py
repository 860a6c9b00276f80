"""Where we connect, and where never: the table of hostile addresses against a trap."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from collector.outbound import Forbidden, Outbound, Unreachable
from collector.outbound.addresses import is_public
from tests.collector.outbound.conftest import Make
from tests.receiver import NEARBY, receiver
from tests.trap import HOSTILE, TABLE, leading_to, resolve, rows, trap


@pytest.mark.parametrize("networks", ["", "10.9.0.0/16"], ids=["no network of our own", "another network of our own"])
def test_no_hostile_address_is_saved_or_connected_to(make: Make, networks: str) -> None:
    client = make(networks=networks)
    with trap() as set_up:
        allowed = []
        for spelled in HOSTILE:
            url = spelled.replace("{port}", str(set_up.port))
            for way in (client.check, lambda to: client.request("POST", to, b"{}", seconds=1)):
                try:
                    way(url)
                    allowed.append(url)
                except Forbidden:
                    pass
        assert allowed == []
        assert set_up.hits() == 0
    assert len(HOSTILE) > 250


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://user:password@hooks.example/", "the address holds a user name"),
        ("https://127.0.0.1/", "the address 127.0.0.1 is not public"),
        ("https://0x7f.1/", "the host is an address written in an unusual way"),
        ("https://db/", "the name db is not public"),
        ("http://hooks.example/", "only https addresses can be used"),
        ("https://hooks.example:25/", "the port 25 is not used for https"),
        ("https://hooks.example:0/", "the port is not a number from 1 to 65535"),
        ("https://hooks.example/a b", "the address holds a space, a backslash or an invisible letter"),
        ("https://-/", "the address has no valid host"),
    ],
)
def test_the_reason_says_what_to_mend_and_costs_no_look_up(make: Make, url: str, said: str) -> None:
    looked_up: list[str] = []
    with pytest.raises(Forbidden) as refused:
        make(lambda host, *_, **__: looked_up.append(host)).check(url)
    assert (str(refused.value), looked_up) == (said, [])


def test_the_trap_would_see_a_connection(near: Outbound) -> None:
    with trap() as set_up:
        for url in (f"http://127.0.0.1:{set_up.port}/", f"http://redis:{set_up.port}/"):
            with pytest.raises(Unreachable):
                near.request("GET", url, seconds=0.4)
        assert set_up.hits() == 2


def test_a_name_that_is_not_found_is_said_so_at_saving(make: Make) -> None:
    with pytest.raises(Unreachable, match=r"^the name nowhere\.example cannot be found$"):
        make().check("https://nowhere.example/")


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example/",
        "https://hooks.example:443/in?key=1",
        "https://hooks.example:8443/",
        "HTTPS://Hooks.Example./a#b",
        "https://hooks.example",
        "https://hooks.example?x",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]:8443/",
        "https://móc-an.example/đơn-hàng",
    ],
)
def test_ordinary_public_addresses_are_allowed(make: Make, url: str) -> None:
    def lookup(host: str, port: int, **_: Any) -> list[Any]:
        assert host in ("hooks.example", "xn--mc-an-0ta.example")
        return rows(["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"], port)

    make(lookup).check(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("100.63.255.255", True),
        ("100.128.0.0", True),
        ("172.15.255.255", True),
        ("172.32.0.0", True),
        ("198.17.255.255", True),
        ("198.20.0.0", True),
        ("223.255.255.255", True),
        ("192.0.1.0", True),
        ("2001:200::1", True),
        ("2a00:1450:4001::1", True),
        ("64:ff9b::8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("192.0.0.9", False),
        ("198.19.0.0", False),
        ("224.0.0.0", False),
        ("2001:1ff:ffff::", False),
        ("2001:20::1", False),
        ("4000::1", False),
        ("::ffff:8.8.8.8", False),
        ("ff0e::1", False),
    ],
)
def test_the_edges_of_the_special_networks(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_the_name_is_looked_up_once_and_what_was_checked_is_what_is_connected_to(make: Make) -> None:
    with receiver("127.0.0.3") as target, trap() as set_up:
        client = make(leading_to(["127.0.0.3"], ["127.0.0.1"]), networks="127.0.0.3")
        assert client.post(f"http://hooks.example:{target.port}/", b"1").status == 200
        with pytest.raises(Forbidden, match=r"^the name hooks\.example is not public$"):
            client.post(f"https://hooks.example:{set_up.port}/", b"2")
        assert set_up.hits() == 0
        assert [request.body for request in target.requests] == [b"1"]


def test_what_was_allowed_at_saving_is_checked_again_at_sending(make: Make) -> None:
    client = make(leading_to(["93.184.215.14"], ["127.0.0.1"]))
    with trap() as set_up:
        client.check(f"https://hooks.example:{set_up.port}/")
        with pytest.raises(Forbidden):
            client.post(f"https://hooks.example:{set_up.port}/", b"{}")
        assert set_up.hits() == 0


def test_where_a_name_leads_inside_is_not_told(make: Make) -> None:
    with pytest.raises(Forbidden) as refused:
        make().check("https://private.example/secret?token=canary")
    assert str(refused.value) == "the name private.example is not public"


def test_the_own_network_is_reached_by_plain_http_on_any_port_and_nothing_beside_it(make: Make) -> None:
    client = make(networks="127.0.0.3/32, ::1")
    with receiver("127.0.0.3") as target, trap() as set_up:
        assert client.request("GET", target.url).status == 200
        client.check("http://127.0.0.3:22/")
        client.check("http://[::1]/")
        client.check("https://hooks.example/")
        for url in (f"http://127.0.0.1:{set_up.port}/", "http://hooks.example/", "http://mixed.example/"):
            with pytest.raises(Forbidden):
                client.request("GET", url, seconds=1)
        assert set_up.hits() == 0


def test_a_name_with_a_public_and_an_own_address_follows_the_rules_for_public_ones(make: Make) -> None:
    client = make(networks="127.0.0.0/8")
    client.check("https://mixed.example/")
    with pytest.raises(Forbidden, match="only https"):
        client.check("http://mixed.example/")


def test_a_local_name_is_only_good_for_the_own_network(make: Make) -> None:
    client = make(networks="172.18.0.0/16")
    client.check("http://db:8080/")
    for url in ("http://redis:8080/", "https://printer.local/"):
        with pytest.raises(Forbidden):
            client.check(url)


@pytest.mark.parametrize("url", TABLE["listed"]["refused"])
def test_with_a_list_of_hosts_nothing_else_is_reached(make: Make, url: str) -> None:
    client = make(hosts=TABLE["listed"]["hosts"], resolver=leading_to(["93.184.215.14"]))
    with pytest.raises(Forbidden):
        client.check(url)


@pytest.mark.parametrize("url", TABLE["listed"]["reached"])
def test_with_a_list_of_hosts_those_are_reached(make: Make, url: str) -> None:
    make(hosts=TABLE["listed"]["hosts"], resolver=leading_to(["93.184.215.14"])).check(url)


def test_a_listed_host_on_a_private_address_is_refused_still(make: Make) -> None:
    with pytest.raises(Forbidden, match="not public"):
        make(hosts="private.example").check("https://private.example/")


def test_a_listed_own_network_is_reached_and_an_unlisted_one_is_not(make: Make) -> None:
    client = make(networks=NEARBY["BECKON_OUTBOUND_NETWORKS"], hosts="redis")
    client.check("http://redis/")
    with pytest.raises(Forbidden, match="is not in the list"):
        client.check("http://localhost/")


def test_the_resolver_of_the_table_knows_no_other_names() -> None:
    with pytest.raises(OSError, match="not known"):
        resolve("nowhere.example", 443)
