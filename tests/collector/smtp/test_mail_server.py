"""The way to the mail server, against real ones: encryption, sign-in, kept connections, and whatever goes wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from collector import smtp
from collector.settings import load
from collector.smtp import MailDelayed, MailRefused, MailServer
from tests.certificates import Authority, Certificate, self_signed
from tests.mailbox import PASSWORD, USER, Mailbox, free_port, mail_server, odd_server, polite, server_context

SENDER, STAFF = "bounces@shop.example", "nhan-vien@shop.example"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that this process trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    return made


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def reach(request: pytest.FixtureRequest) -> Callable[..., MailServer]:
    """A mail server of some settings, left when the test is over."""

    def made(port: int, security: str = "none", host: str = "127.0.0.1", **more: str) -> MailServer:
        values = {"BECKON_SMTP_HOST": host, "BECKON_SMTP_PORT": str(port), "BECKON_SMTP_SECURITY": security}
        server = MailServer(load(values | {f"BECKON_SMTP_{name.upper()}": value for name, value in more.items()}))
        request.addfinalizer(server.close)
        return server

    return made


def letter(number: int = 0) -> bytes:
    message = EmailMessage()
    message["Subject"] = f"letter {number}"
    message.set_content("hello\n.\nhello\n")
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def encrypted(certificate: Certificate, taken: list[str]) -> Any:
    """A server that speaks TLS from the first byte, and notes a conversation that came to its end."""
    context = server_context(certificate)

    def behave(connection: socket.socket, _lines: BinaryIO, _over: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as safe, safe.makefile("rb") as lines:
            polite(safe, lines, {})
            taken.append("taken")

    return behave


def reason(server: MailServer, to: str = STAFF) -> MailDelayed:
    with pytest.raises(MailDelayed) as found:
        server.deliver(SENDER, to, letter())
    return found.value


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_mail_goes_out_encrypted_by_starttls_and_signed_in(
    authority: Authority, reach: Callable[..., MailServer], mechanism: str
) -> None:
    with mail_server(starttls=authority.issue(), sign_in=True, only=mechanism) as box:
        reach(box.port, "starttls", user=USER, password=PASSWORD).deliver(SENDER, STAFF, letter())
    assert (box.senders, box.recipients, box.mechanisms) == ([SENDER], [STAFF], [mechanism])
    assert box.messages[0].get_content().splitlines() == ["hello", ".", "hello"]


def test_mail_goes_out_by_tls_from_the_first_byte(authority: Authority, reach: Callable[..., MailServer]) -> None:
    taken: list[str] = []
    with odd_server(encrypted(authority.issue(), taken)) as port:
        server = reach(port, "tls")
        server.deliver(SENDER, STAFF, letter())
        server.close()
    assert taken == ["taken"]


def test_a_wrong_password_is_named_and_not_tried_again_for_minutes(
    authority: Authority, reach: Callable[..., MailServer]
) -> None:
    with mail_server(starttls=authority.issue(), sign_in=True) as box:
        found = reason(reach(box.port, "starttls", user=USER, password="wrong"))
    said = "the mail server 127.0.0.1 did not accept the user name or password (535 5.7.8)"
    assert (str(found), found.server, found.after) == (said, True, 300_000)


def test_a_server_that_wants_to_know_who_we_are_says_so(authority: Authority, reach: Callable[..., MailServer]) -> None:
    with mail_server(starttls=authority.issue(), sign_in=True) as box:
        found = reason(reach(box.port, "starttls"))
    assert str(found) == "the mail server 127.0.0.1 wants a user name and password (530 5.7.0)"


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("expired", "it has expired"),
        ("other", "it is for another address"),
        ("stranger", "nobody we trust vouches for it"),
    ],
)
def test_a_certificate_that_is_not_valid_stops_everything_before_the_password_is_sent(
    authority: Authority, reach: Callable[..., MailServer], security: str, wrong: str, why: str
) -> None:
    made = {
        "expired": lambda: authority.issue(days=-1),
        "other": lambda: authority.issue("smtp.other.example"),
        "stranger": lambda: self_signed(authority.folder),
    }[wrong]()
    taken: list[str] = []
    if security == "tls":
        with odd_server(encrypted(made, taken)) as port:
            found = reason(reach(port, security, user=USER, password=PASSWORD))
    else:
        with mail_server(starttls=made, sign_in=True) as box:
            found = reason(reach(box.port, security, user=USER, password=PASSWORD))
            taken = box.mechanisms
    assert str(found) == f"the certificate of the mail server 127.0.0.1 is not valid ({why})"
    assert taken == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(
    mailbox: Mailbox, reach: Callable[..., MailServer]
) -> None:
    found = reason(reach(mailbox.port, "starttls", user=USER, password=PASSWORD))
    assert str(found) == "the mail server 127.0.0.1 offers no encryption (STARTTLS)"
    assert mailbox.messages == []


def test_a_server_without_sign_in_is_named(mailbox: Mailbox, reach: Callable[..., MailServer]) -> None:
    found = reason(reach(mailbox.port, user=USER, password=PASSWORD))
    assert str(found) == "the mail server 127.0.0.1 offers no sign-in; leave BECKON_SMTP_USER out"


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("", "no mail server is set (BECKON_SMTP_HOST)"),
        ("mail.nowhere.invalid", "the mail server mail.nowhere.invalid cannot be found"),
        ("127.0.0.1", "the mail server 127.0.0.1 refused the connection"),
    ],
)
def test_a_server_that_is_not_there_is_named(reach: Callable[..., MailServer], host: str, said: str) -> None:
    found = reason(reach(free_port(), host=host))
    assert (str(found), found.server) == (said, True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("550 5.1.1 no such mailbox nhan-vien@shop.example", "the mail server refused 550 5.1.1 for this address"),
        ("553 what is this", "the mail server refused 553 for this address"),
    ],
)
def test_an_address_that_is_refused_is_refused_for_good_without_the_servers_words(
    mailbox: Mailbox, reach: Callable[..., MailServer], answer: str, said: str
) -> None:
    mailbox.answer = answer
    with pytest.raises(MailRefused) as found:
        reach(mailbox.port).deliver(SENDER, STAFF, letter())
    assert str(found.value) == said


@pytest.mark.parametrize(
    ("answer", "said", "server"),
    [
        ("451 4.3.0 later", "the mail server does not take mail for this address now (451 4.3.0)", False),
        ("450 greylisted", "the mail server does not take mail for this address now (450)", False),
        ("452 4.2.2 full", "the mailbox is full, or the mail server has no room (452 4.2.2)", False),
        ("552 full", "the mailbox is full, or the mail server has no room (552)", False),
        ("550 5.2.2 over quota", "the mailbox is full, or the mail server has no room (550 5.2.2)", False),
        ("554 5.7.1 relaying denied", "the mail server does not let us write to this address (554 5.7.1)", False),
        ("421 4.3.2 going down", "the mail server 127.0.0.1 is closing (421 4.3.2)", True),
        ("530 5.7.0 sign in", "the mail server 127.0.0.1 wants a user name and password (530 5.7.0)", True),
    ],
)
def test_what_may_change_is_tried_later_and_says_whether_everything_waits(
    mailbox: Mailbox, reach: Callable[..., MailServer], answer: str, said: str, server: bool
) -> None:
    mailbox.answer = answer
    found = reason(reach(mailbox.port))
    assert (str(found), found.server) == (said, server)


def test_a_message_that_is_refused_whole_is_refused(mailbox: Mailbox, reach: Callable[..., MailServer]) -> None:
    mailbox.data_answer = "554 5.6.0 I do not like it"
    with pytest.raises(MailRefused, match=r"^the mail server refused 554 5\.6\.0 for this address$"):
        reach(mailbox.port).deliver(SENDER, STAFF, letter())


def test_a_sender_that_is_not_taken_holds_everything(mailbox: Mailbox, reach: Callable[..., MailServer]) -> None:
    mailbox.sender_answer = "550 5.7.1 you may not write as that"
    found = reason(reach(mailbox.port))
    said = "the mail server 127.0.0.1 does not take mail from us (550 5.7.1)"
    assert (str(found), found.server) == (said, True)


def test_twenty_messages_go_over_one_connection(mailbox: Mailbox, reach: Callable[..., MailServer]) -> None:
    server = reach(mailbox.port)
    for number in range(20):
        server.deliver(SENDER, STAFF, letter(number))
    assert [message["Subject"] for message in mailbox.messages] == [f"letter {number}" for number in range(20)]
    assert mailbox.connections == 1


def test_an_address_that_is_refused_leaves_nothing_behind_on_the_connection(
    mailbox: Mailbox, reach: Callable[..., MailServer]
) -> None:
    mailbox.answers["nobody@shop.example"] = "550 5.1.1 no"
    server = reach(mailbox.port)
    for to in ("nobody@shop.example", STAFF, "nobody@shop.example", STAFF):
        if to == STAFF:
            server.deliver(SENDER, to, letter())
        else:
            with pytest.raises(MailRefused):
                server.deliver(SENDER, to, letter())
    assert (mailbox.recipients, mailbox.connections) == ([STAFF, STAFF], 1)


def test_a_connection_that_the_server_has_closed_meanwhile_is_made_anew(reach: Callable[..., MailServer]) -> None:
    with mail_server() as first:
        server = reach(first.port)
        server.deliver(SENDER, STAFF, letter(1))
    with mail_server(port=first.port) as second:
        server.deliver(SENDER, STAFF, letter(2))
    assert [message["Subject"] for message in second.messages] == ["letter 2"]


def test_a_kept_connection_that_has_had_enough_is_replaced_without_a_failure(
    mailbox: Mailbox, reach: Callable[..., MailServer]
) -> None:
    server = reach(mailbox.port)
    server.deliver(SENDER, STAFF, letter(1))
    mailbox.sender_answer = "421 4.7.0 too many messages"
    found = reason(server)  # asked again over a new connection, which was told the same
    mailbox.sender_answer = "250 OK"
    server.deliver(SENDER, STAFF, letter(2))
    assert (str(found), mailbox.connections) == ("the mail server 127.0.0.1 does not take mail from us (421 4.7.0)", 3)


def test_a_connection_that_nobody_uses_is_left(
    mailbox: Mailbox, reach: Callable[..., MailServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "KEPT_SECONDS", 0.0)
    server = reach(mailbox.port)
    server.deliver(SENDER, STAFF, letter(1))
    server.deliver(SENDER, STAFF, letter(2))
    assert mailbox.connections == 2


def test_messages_of_several_threads_do_not_mix(mailbox: Mailbox, reach: Callable[..., MailServer]) -> None:
    server = reach(mailbox.port)
    addresses = [f"staff-{number}@shop.example" for number in range(24)]

    def send(mine: list[str]) -> None:
        for to in mine:
            server.deliver(SENDER, to, letter())

    threads = [threading.Thread(target=send, args=(addresses[number::4],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mailbox.recipients) == sorted(addresses)
    assert len(mailbox.messages) == 24
    assert mailbox.connections <= 4


def silent(_connection: socket.socket, _lines: BinaryIO, over: threading.Event) -> None:
    over.wait()


def dripping(connection: socket.socket, _lines: BinaryIO, over: threading.Event) -> None:
    """A greeting that never ends, a byte at a time: each of them comes within any time-out."""
    while not over.wait(0.01):
        connection.sendall(b"2")


def hangs_in_data(connection: socket.socket, lines: BinaryIO, over: threading.Event) -> None:
    polite(connection, lines, {"DATA": ""})
    connection.sendall(b"354 go on\r\n")
    over.wait()


def hangs_after_data(connection: socket.socket, lines: BinaryIO, over: threading.Event) -> None:
    polite(connection, lines, {".": ""})
    over.wait()


@pytest.mark.parametrize("behave", [silent, dripping, hangs_in_data, hangs_after_data])
def test_a_server_that_hangs_is_given_up_at_the_deadline(
    reach: Callable[..., MailServer], monkeypatch: pytest.MonkeyPatch, behave: Any
) -> None:
    monkeypatch.setattr(smtp, "SECONDS", 0.5)
    with odd_server(behave) as port:
        found = reason(reach(port))
    assert (str(found), found.server) == ("the mail server 127.0.0.1 did not answer in time", True)


def test_the_deadline_ends_well_before_the_lease_of_a_delivery() -> None:
    from collector.outbox.worker import LEASE

    assert smtp.SECONDS * 1000 < LEASE / 2


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA", "."])
def test_a_server_that_breaks_off_is_tried_again(reach: Callable[..., MailServer], verb: str) -> None:
    def behave(connection: socket.socket, lines: BinaryIO, _over: threading.Event) -> None:
        polite(connection, lines, {verb: ""})

    with odd_server(behave) as port:
        found = reason(reach(port))
    assert (str(found), found.server) == ("the mail server 127.0.0.1 broke off the connection", True)


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        (b"554 5.7.1 go away 10.1.2.3\r\n", "the mail server 127.0.0.1 turned us away (554 5.7.1)"),
        (b"421 busy\r\n", "the mail server 127.0.0.1 turned us away (421)"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "the mail server 127.0.0.1 turned us away (-1)"),
        (b"220-" + b"x" * 600_000, "the mail server 127.0.0.1 turned us away (500)"),
    ],
)
def test_a_greeting_that_is_none_is_told_by_its_code_alone(
    reach: Callable[..., MailServer], greeting: bytes, said: str
) -> None:
    def behave(connection: socket.socket, _lines: BinaryIO, over: threading.Event) -> None:
        connection.sendall(greeting)
        over.wait()

    with odd_server(behave) as port:
        assert str(reason(reach(port))) == said


def test_what_a_server_says_behind_starttls_in_the_clear_is_not_believed(
    authority: Authority, reach: Callable[..., MailServer]
) -> None:
    """Somebody in between may add an answer to the last one that is not encrypted."""
    certificate = authority.issue()

    def behave(connection: socket.socket, lines: BinaryIO, _over: threading.Event) -> None:
        connection.sendall(b"220 odd.example\r\n")
        lines.readline()
        connection.sendall(b"250-odd.example\r\n250 STARTTLS\r\n")
        lines.readline()
        connection.sendall(b"220 go\r\n250 AUTH PLAIN\r\n")
        with (
            server_context(certificate).wrap_socket(connection, server_side=True) as safe,
            safe.makefile("rb") as inner,
        ):
            assert inner.readline().upper().startswith(b"EHLO")
            safe.sendall(b"250 odd.example\r\n")
            inner.readline()

    with odd_server(behave) as port:
        found = reason(reach(port, "starttls", user=USER, password=PASSWORD))
    assert str(found) == "the mail server 127.0.0.1 offers no sign-in; leave BECKON_SMTP_USER out"
