"""Mail that a server took and sent back later: a delivery status notification (RFC 3464) says whom it did not reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message

from collector.db import Db
from collector.errors import Problem
from collector.notices.recipients import Recipient, at_address, one
from collector.notices.service import RETURNED, note_trouble
from collector.outbox import service as outbox
from collector.sites import service as sites

LARGEST = 5_000_000
LARGEST_HEADERS = 100_000
OURS = re.compile(r"<(d_[0-9a-z]{26})@[^<>\s]+>")
STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Report:
    """What a notification says: `deliveries` of ours that it names, and each address with its action and status."""

    deliveries: tuple[str, ...]
    addresses: tuple[tuple[str, str, str], ...]

    def failed(self) -> str | None:
        """The status of what failed for good (5.x.x); None for mail that is only late, or was passed on."""
        return next((status for _, action, status in self.addresses if action == "failed" and status[:1] == "5"), None)


def note(db: Db, raw: bytes, now: int) -> str:
    """Show a recipient that mail to them came back; returns what to print. Raises Problem 422 for other mail.

    Only where mail failed for good. The Message-ID of ours that came back says who it was for; without it, the address.
    """
    report = read(raw)
    found = _meant(db, report)
    if not found:
        raise Problem(422, "This mail is about nobody who is told of leads")
    status = report.failed()
    names = ", ".join(dict.fromkeys(recipient.label for recipient in found))
    if status is None:
        return f"{names}: nothing to note, the mail is not lost"
    reason = f"{RETURNED} ({status})"
    with db.write() as tx:
        for recipient in found:
            note_trouble(tx, recipient.site_id, recipient.id, reason, now)
    return f"{names}: {reason}"


def read(raw: bytes) -> Report:
    """Raises Problem 422 for what is no delivery status notification."""
    try:
        parts = list(message_from_bytes(raw[:LARGEST], policy=policy.default).walk())
        blocks = [block for part in parts for block in _blocks(part)]
        report = Report(tuple(_ours(parts)), tuple(_addresses(blocks)))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):  # what strangers send breaks parsers
        raise _no_notification() from None
    if not report.addresses:
        raise _no_notification()
    return report


def _no_notification() -> Problem:
    return Problem(422, "This mail is no delivery status notification (RFC 3464)")


def _blocks(part: EmailMessage) -> list[Message]:
    """The groups of fields of a message/delivery-status part: one about the mail, then one for each address."""
    if part.get_content_type() != "message/delivery-status":
        return []
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _addresses(blocks: list[Message]) -> Iterator[tuple[str, str, str]]:
    for block in blocks:
        action = str(block.get("Action", "")).strip().lower()
        status = STATUS.search(str(block.get("Status", "")))
        for name in ("Final-Recipient", "Original-Recipient"):
            address = str(block.get(name, "")).rpartition(";")[2].strip(" <>\t").lower()
            if action and address:
                yield address, action, status[0] if status else ""


def _ours(parts: list[EmailMessage]) -> Iterator[str]:
    """Deliveries whose Message-ID came back: in the returned mail or its headers, or as what this answers to."""
    for part in parts:
        texts = [str(part.get(name, "")) for name in ("Message-ID", "In-Reply-To", "References")]
        if part.get_content_type() == "text/rfc822-headers":
            texts.append(str(part.get_content())[:LARGEST_HEADERS])
        for text in texts:
            yield from OURS.findall(text)


def _meant(db: Db, report: Report) -> list[Recipient]:
    """Who the mail was for. Nobody guesses ids of deliveries, so they go before addresses, which anybody can write."""
    site_ids = [site.id for site in sites.everything(db)]
    targets = [(site_id, _target(db, site_id, sent)) for site_id in site_ids for sent in report.deliveries]
    addresses = dict.fromkeys(address for address, _, _ in report.addresses)
    with db.read() as tx:
        by_mail = [one(tx, site_id, target) for site_id, target in targets if target]
        by_address = [at_address(tx, site_id, "email", address) for site_id in site_ids for address in addresses]
    return [found for found in by_mail if found] or [found for found in by_address if found]


def _target(db: Db, site_id: str, delivery_id: str) -> str | None:
    try:
        target: str | None = outbox.get(db, site_id, delivery_id)[0].target_id
    except Problem:
        return None
    return target
