"""A receiver that hangs, wherever it hangs, costs no more than the seconds it is given."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from collector.outbound import Outbound, Unreachable
from tests.collector.outbound.conftest import Make
from tests.mailbox import free_port
from tests.receiver import NEARBY, Reply, receiver
from tests.trap import leading_to, rows

SECONDS = 0.4
# Far above what a busy machine needs, far below what the receivers would take.
AT_MOST = 8.0


@contextmanager
def in_time() -> Iterator[None]:
    begun = time.monotonic()
    with pytest.raises(Unreachable, match=f"^timed out after {SECONDS:g} seconds$"):
        yield
    assert time.monotonic() - begun < AT_MOST


@pytest.mark.parametrize("manner", ["deaf", "silent", "drip status", "drip headers", "drip body"])
def test_a_hanging_receiver_is_left_at_the_deadline(near: Outbound, manner: Any) -> None:
    with receiver() as target:
        target.reply = Reply(manner=manner)
        with in_time():
            near.request("POST", target.url, b"{}", seconds=SECONDS)
        assert target.left.wait(10)


def test_a_receiver_that_does_not_shake_hands_is_left_at_the_deadline(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(manner="deaf")
        with in_time():
            near.request("POST", target.url.replace("http:", "https:"), b"{}", seconds=SECONDS)
        assert target.left.wait(10)


@pytest.mark.parametrize("manner", ["silent", "drip status", "drip headers", "drip body"])
def test_a_hanging_receiver_is_left_over_tls_too(near: Outbound, authority: Any, manner: Any) -> None:
    with receiver(certificate=authority.issue()) as target:
        target.reply = Reply(manner=manner)
        with in_time():
            near.request("POST", target.url, b"{}", seconds=SECONDS)
        assert target.left.wait(10)


def test_a_receiver_that_reads_nothing_of_a_long_body_is_left_at_the_deadline(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(manner="deaf")
        with in_time():
            near.request("POST", target.url, bytes(50_000_000), seconds=SECONDS)
        assert target.left.wait(10)


def test_a_kept_connection_that_hangs_is_left_at_the_deadline(near: Outbound) -> None:
    with receiver() as target:
        near.post(target.url, b"{}")
        target.reply = Reply(manner="silent")
        with in_time():
            near.request("POST", target.url, b"{}", seconds=SECONDS)
        assert (len(target.requests), target.connections) == (2, 1)


@pytest.fixture
def full() -> Iterator[int]:
    """A port on 127.0.0.4 where connections are never taken: its queue is full."""
    port = free_port()
    with socket.create_server(("127.0.0.4", port), backlog=0):
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.4", port))
        yield port
        for one in waiting:
            one.close()


def test_a_connection_that_is_never_taken_is_given_up_at_the_deadline(near: Outbound, full: int) -> None:
    with in_time():
        near.request("POST", f"http://127.0.0.4:{full}/", b"{}", seconds=SECONDS)


def test_the_next_address_of_a_name_is_tried_within_the_time(make: Make, full: int) -> None:
    client = make(leading_to(["127.0.0.4", "127.0.0.5", "127.0.0.6"]), NEARBY["BECKON_OUTBOUND_NETWORKS"])
    with receiver("127.0.0.6", port=full) as target:
        assert client.request("POST", f"http://two.example:{full}/", b"{}", seconds=3).status == 200
        assert target.requests[0].headers["host"] == f"two.example:{full}"


def test_a_slow_look_up_is_part_of_the_time(make: Make) -> None:
    def slow(host: str, port: int, **_: Any) -> list[Any]:
        time.sleep(0.05)
        return rows(["127.0.0.1"], port)

    with receiver() as target:
        client = make(slow, NEARBY["BECKON_OUTBOUND_NETWORKS"])
        with pytest.raises(Unreachable, match=r"^timed out after 0\.05 seconds$"):
            client.request("POST", f"http://slow.example:{target.port}/", b"{}", seconds=0.05)
        assert target.connections == 0
