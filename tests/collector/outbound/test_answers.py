"""Requests and answers: what is sent, what is read, what is never followed."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from collector.outbound import Forbidden, Outbound, Unreachable
from tests.receiver import Reply, receiver
from tests.trap import trap


def test_a_request_arrives_as_it_was_meant(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(201, {"X-Two": "1", "x-two": "2"}, b"thanks")
        answer = near.request("PUT", target.url + "/đơn?a=%20b#part", b"\x00body", {"webhook-id": "d_1"})
        (got,) = target.requests
    assert (answer.status, answer.body, answer.cut) == (201, b"thanks", False)
    assert answer.headers["x-two"] == "1, 2"
    assert (got.method, got.path, got.body) == ("PUT", "/%C4%91%C6%A1n?a=%20b", b"\x00body")
    assert got.headers.pop("user-agent").startswith("Beckon/")
    assert got.headers == {
        "host": f"127.0.0.1:{target.port}",
        "accept-encoding": "identity",
        "content-length": "5",
        "webhook-id": "d_1",
    }


def test_post_is_a_request(near: Outbound) -> None:
    with receiver() as target:
        assert near.post(target.url, b"{}", {"Content-Type": "application/json"}).status == 200
        assert target.requests[0].headers["content-type"] == "application/json"
        assert target.requests[0].method == "POST"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_never_followed(near: Outbound, status: int) -> None:
    with receiver() as target, trap() as set_up:
        target.reply = Reply(status, {"Location": f"http://127.0.0.1:{set_up.port}/"})
        answer = near.post(target.url, b"{}")
        assert (answer.status, answer.headers["location"]) == (status, f"http://127.0.0.1:{set_up.port}/")
        assert set_up.hits() == 0
        assert len(target.requests) == 1


@pytest.mark.parametrize("status", [204, 304, 404, 410, 429, 500, 503])
def test_every_status_is_an_answer(near: Outbound, status: int) -> None:
    with receiver() as target:
        target.reply = Reply(status, {"Retry-After": "7"})
        answer = near.post(target.url, b"{}")
    assert (answer.status, answer.headers["retry-after"]) == (status, "7")


def test_ten_gigabytes_cost_no_more_than_what_is_read(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(manner="endless")
        answer = near.request("GET", target.url, most=1000)
        assert (answer.status, len(answer.body), answer.cut) == (200, 1000, True)
        assert target.left.wait(10)
        assert target.sent < 5_000_000


def test_a_body_of_exactly_the_limit_is_whole(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(body=b"x" * 1000)
        assert near.request("GET", target.url, most=1000).cut is False
        assert near.request("GET", target.url, most=999).cut is True


def test_a_header_that_is_folded_becomes_one_line(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(raw=b"HTTP/1.1 200 OK\r\nX-Long: one\r\n\t two \r\nContent-Length: 0\r\n\r\n")
        assert near.request("GET", target.url).headers["x-long"] == "one two"


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_a_body_in_chunks_is_put_together(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(raw=CHUNKED + b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n")
        assert near.request("GET", target.url).body == b"hello world"


def test_a_body_without_a_length_ends_with_the_connection(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(raw=b"HTTP/1.0 200 OK\r\n\r\nall of it")
        assert near.request("GET", target.url).body == b"all of it"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.9\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/2.0 200 OK\r\n\r\n", id="another version"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 5000 + b"\r\n", id="too many headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200_000 + b"\r\n\r\n", id="a long header"),
        pytest.param(CHUNKED + b"-1\r\n" + b"x" * 2_000_000, id="a chunk of minus one"),
        pytest.param(CHUNKED + b"-5\r\n" + b"x" * 100, id="a chunk of minus five"),
        pytest.param(CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n", id="a chunk of no number"),
        pytest.param(CHUNKED + b"1\r\nx\r\n" * 60_000 + b"0\r\n\r\n", id="chunks of one byte"),
        pytest.param(CHUNKED + b"0\r\n" + b"X-Trailer: 1\r\n" * 50_000 + b"\r\n", id="endless trailers"),
    ],
)
def test_what_is_no_proper_answer_is_unreachable(near: Outbound, raw: bytes) -> None:
    with receiver() as target:
        target.reply = Reply(raw=raw)
        with pytest.raises(Unreachable, match=r"^(the answer is not proper HTTP|the connection was cut)$"):
            near.post(target.url, b"{}")


def test_interim_answers_without_end_are_not_read_without_end(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(manner="endless interim")
        with pytest.raises(Unreachable, match="not proper HTTP"):
            near.post(target.url, b"{}")
        assert target.left.wait(10)
        assert target.sent < 5_000_000


@pytest.mark.parametrize("manner", ["cut", "reset", "hang up"])
def test_a_cut_connection_is_unreachable(near: Outbound, manner: Any) -> None:
    with receiver() as target:
        target.reply = Reply(body=b"half", manner=manner)
        with pytest.raises(Unreachable, match=r"^the connection was cut$"):
            near.post(target.url, b"{}")
        assert len(target.requests) == 1


def test_a_refused_connection_is_unreachable(near: Outbound) -> None:
    with receiver() as target:
        url = target.url
    with pytest.raises(Unreachable, match=r"^the connection was refused$"):
        near.post(url, b"{}")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "1\r\nX-Injected: 2"},
        {"X-A": "1\n folded"},
        {"X-A": "1\r"},
        {"X-A": "\x00"},
        {"X-A": "Đơn"},
        {"X A": "1"},
        {"X-A\r\nX-Injected": "1"},
        {"": "1"},
        {"Host": "127.0.0.1"},
        {"content-length": "0"},
        {"Transfer-Encoding": "chunked"},
        {"CONNECTION": "upgrade"},
    ],
)
def test_a_header_that_would_bend_the_request_is_refused(near: Outbound, headers: dict[str, str]) -> None:
    with receiver() as target:
        with pytest.raises(Forbidden):
            near.post(target.url, b"{}", headers)
        assert target.connections == 0


def test_nothing_that_may_be_secret_is_in_a_reason(near: Outbound) -> None:
    said = []
    with receiver() as target:
        target.reply = Reply(raw=b"HTTP/1.1 canary\r\n\r\n")
        for url in (
            target.url + "/canary?canary#canary",
            "https://canary:canary@hooks.example/canary",
            "https://nowhere.example/canary?canary",
            "ftp://hooks.example/canary",
            "https://hooks.example:22/canary",
            "https://127.0.0.1:1/canary",
            "https://hooks.example/" + "canary" * 1000,
        ):
            with pytest.raises((Forbidden, Unreachable)) as raised:
                near.post(url, b"canary", {"X-Key": "canary"})
            said.append(str(raised.value))
    assert "canary" not in " ".join(said)


def test_proxies_of_the_environment_are_ignored(near: Outbound, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as target, trap() as set_up:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{set_up.port}")
        assert near.post(target.url, b"{}").status == 200
        assert set_up.hits() == 0


def test_one_connection_serves_many_requests(near: Outbound) -> None:
    with receiver() as target:
        for _ in range(5):
            near.post(target.url, b"{}")
        assert (len(target.requests), target.connections) == (5, 1)


def test_threads_do_not_share_a_connection_at_the_same_time(near: Outbound) -> None:
    with receiver() as target, ThreadPoolExecutor(8) as threads:
        target.reply = Reply(body=b"ok")
        answers = list(threads.map(lambda number: near.post(target.url, b"%d" % number), range(200)))
        assert {(answer.status, answer.body) for answer in answers} == {(200, b"ok")}
        assert sorted(int(request.body) for request in target.requests) == list(range(200))
        assert target.connections <= 8


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(near: Outbound) -> None:
    with receiver() as target:
        target.reply = Reply(manner="leave")
        for _ in range(3):
            assert near.post(target.url, b"{}").status == 200
        assert (len(target.requests), target.connections) == (3, 3)


def test_a_request_that_a_kept_connection_swallowed_is_sent_again_once(near: Outbound) -> None:
    with receiver() as target:
        target.replies = [Reply(), Reply(manner="hang up"), Reply(202)]
        near.post(target.url, b"first")
        assert near.post(target.url, b"second").status == 202
        assert [request.body for request in target.requests] == [b"first", b"second", b"second"]
        assert target.connections == 2


@pytest.mark.parametrize("manner", ["cut", "reset"])
def test_a_request_is_not_sent_again_once_an_answer_has_begun(near: Outbound, manner: Any) -> None:
    with receiver() as target:
        target.replies = [Reply(), Reply(body=b"half", manner=manner)]
        near.post(target.url, b"first")
        with pytest.raises(Unreachable):
            near.post(target.url, b"second")
        assert [request.body for request in target.requests] == [b"first", b"second"]


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Pad: %s\r\n\r\n"
FORGED = b"HTTP/1.1 500 Forged\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(headers={"Connection": "close"}),
        Reply(raw=b"HTTP/1.1 103 Early Hints\r\n\r\n", stay=True),
        # As much as is read in one piece, so that the second answer still waits in the socket.
        Reply(raw=OK % (b"x" * (io.DEFAULT_BUFFER_SIZE - len(OK) + 2)) + FORGED, stay=True),
    ],
    ids=["closing", "interim", "an answer to a question not yet asked"],
)
def test_a_connection_that_could_answer_wrongly_is_not_kept(near: Outbound, reply: Reply) -> None:
    with receiver() as target:
        target.replies = [reply]
        near.post(target.url, b"first")
        assert near.post(target.url, b"second").status == 200
        assert target.connections == 2


def test_a_closed_client_keeps_nothing(near: Outbound) -> None:
    with receiver() as target:
        near.post(target.url, b"{}")
        near.close()
        near.post(target.url, b"{}")
        assert target.connections == 2
