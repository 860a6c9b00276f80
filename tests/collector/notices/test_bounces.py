"""Mail that comes back later is read for whom it did not reach: notifications as mail servers write them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.cli import beckon as program
from collector.db import Db, open_database
from collector.errors import Problem
from collector.notices import bounces
from collector.notices import service as notices
from collector.sites import service as sites
from collector.sites.service import Site
from tests.collector.notices.people import lead, queued, told_by_mail
from tests.command import Beckon

STAFF = "nhan-vien@shop.example"


def report(
    sent: str = "<d_01kb2000000000000000000000@shop.example>",
    to: str = STAFF,
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """As Postfix writes it."""
    text = f"""\
        From: MAILER-DAEMON@mx.example (Mail Delivery System)
        To: bounces@shop.example
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="B1"

        --B1
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not be delivered.
        <someone-else@shop.example>: 550 5.1.1 User unknown

        --B1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example
        X-Postfix-Queue-ID: 4Xy1
        Arrival-Date: Sun, 22 Nov 2026 02:00:00 +0000 (UTC)

        Final-Recipient: rfc822; {to}
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mx2.example
        Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address
            rejected: User unknown in relay recipient table

        --B1
        Content-Type: {returned}

        Return-Path: <bounces@shop.example>
        From: Beckon <beckon@shop.example>
        To: {to}
        Message-ID: {sent}
        Subject: =?utf-8?q?Kh=C3=A1ch?=

        --B1--
        """
    return textwrap.dedent(text).replace("\n", "\r\n").encode()


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_the_mail_that_came_back_names_its_recipient(db: Db, site: Site, now: int, returned: str) -> None:
    added = told_by_mail(db, site, STAFF, now)
    lead(db, site, now)
    message_id = f"<{queued(db)[0]['id']}@shop.example>"
    # Forwarded on: the address that failed is one that we never heard of.
    said = bounces.note(db, report(message_id, to="private@other.example", returned=returned), now)
    assert said == f"{STAFF}: mail to this address came back (5.1.1)"
    found = notices.get(db, site, added.id)
    assert (found.trouble, found.trouble_at) == ("mail to this address came back (5.1.1)", now)


def test_without_our_mail_the_address_says_whom_it_was_for(db: Db, site: Site, other_site: Site, now: int) -> None:
    for one in (site, other_site):
        told_by_mail(db, one, STAFF, now)
    bounces.note(db, report("<else@x.example>", to=STAFF.upper(), status="5.4.4"), now)
    for one in (site, other_site):
        assert [found.trouble for found in notices.troubles(db, one)] == ["mail to this address came back (5.4.4)"]


def test_nobody_else_of_the_site_is_in_trouble(db: Db, site: Site, now: int) -> None:
    told_by_mail(db, site, STAFF, now)
    told_by_mail(db, site, "someone-else@shop.example", now)
    bounces.note(db, report(), now)
    assert [found.address for found in notices.troubles(db, site)] == [STAFF]


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0"), ("failed", "4.2.2")]
)
def test_mail_that_is_only_late_or_was_passed_on_is_no_trouble(
    db: Db, site: Site, now: int, action: str, status: str
) -> None:
    told_by_mail(db, site, STAFF, now)
    assert bounces.note(db, report(action=action, status=status), now) == (
        f"{STAFF}: nothing to note, the mail is not lost"
    )
    assert notices.troubles(db, site) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: hello\r\n\r\nhow are you",
        b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n--B--",
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n",
    ],
)
def test_other_mail_is_a_plain_no(db: Db, site: Site, now: int, raw: bytes) -> None:
    told_by_mail(db, site, STAFF, now)
    with pytest.raises(Problem, match="no delivery status notification"):
        bounces.note(db, raw, now)


def test_a_notification_about_a_stranger_is_a_plain_no(db: Db, site: Site, now: int) -> None:
    told_by_mail(db, site, STAFF, now)
    with pytest.raises(Problem, match="about nobody who is told of leads"):
        bounces.note(db, report(to="stranger@other.example"), now)
    assert notices.troubles(db, site) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_arrives_ends_in_a_plain_answer(db: Db, data: st.DataObject) -> None:
    """Anybody can write to the address that mail comes back to."""
    raw = bytearray(report())
    for _ in range(data.draw(st.integers(1, 30))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
        if not raw:
            break
    with pytest.raises(Problem) as found:
        bounces.note(db, bytes(raw), 0)
    assert found.value.status == 422


@pytest.mark.slow
def test_the_command_reads_a_file_or_what_the_mail_server_hands_over(tmp_path: Path) -> None:
    beckon = Beckon(tmp_path)
    beckon.json("site", "add", "Mộc An", "--origin", "https://shop.example", "--notify", STAFF)
    (tmp_path / "returned.eml").write_bytes(report())
    done = beckon("bounce", "returned.eml")
    assert (done.status, done.out) == (0, f"{STAFF}: mail to this address came back (5.1.1)\n")
    piped = CliRunner().invoke(program, ["bounce"], input=report(action="delayed"), env=beckon.environment())
    assert piped.output == f"{STAFF}: nothing to note, the mail is not lost\n"
    (tmp_path / "other.eml").write_bytes(b"Subject: hello\r\n\r\nhow are you")
    done = beckon("bounce", "other.eml")
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "no delivery status notification" in done.err


@pytest.mark.slow
def test_who_is_given_a_role_on_a_site_by_the_command_line_is_told_of_its_leads(tmp_path: Path) -> None:
    beckon = Beckon(tmp_path)
    keys = [beckon.json("site", "add", name, "--origin", "https://shop.example")["key"] for name in ("A", "B")]
    beckon("user", "add", STAFF, "--role", "agent", "--site", keys[0])
    beckon("user", "add", "nguoi-xem@shop.example", "--role", "viewer", "--site", keys[0])
    beckon("user", "add", "owner@shop.example", "--role", "owner")
    db = open_database(f"sqlite:///{beckon.data}/beckon.db", beckon.data)
    told = [[found.address for found in notices.recipients(db, sites.require(db, key))] for key in keys]
    db.close()
    assert told == [[STAFF], []]
