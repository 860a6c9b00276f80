"""Mail to recipients: kind `email`."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from collector.notices import service as notices
from collector.notices.inert import inert
from collector.notices.notice import Item, Notice, line
from collector.outbox.sending import Delivery, Kind, Refused, TryLater
from collector.senders import Surroundings
from collector.smtp import MailDelayed, MailRefused, MailServer

WIDTH = 4
PREVIEW_ITEMS = 3
# Seven bits, because not every server on the way takes eight, and some break a signature when they convert.
POLICY = SMTP.clone(cte_type="7bit")

_templates = Environment(
    loader=PackageLoader("collector.senders", "templates"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)


def kind(at: Surroundings) -> Kind:
    server = MailServer(at.settings)
    return Kind("email", lambda delivery: _send(at, server, delivery), WIDTH, notices.settle, server.close)


def _send(at: Surroundings, server: MailServer, delivery: Delivery) -> None:
    # What an earlier version queued names no recipient: its target is the address.
    address = notices.reached(at.db, delivery).address if delivery.target_id else delivery.target
    message = compose(delivery, address, at.settings.mail_from).as_bytes()
    try:
        server.deliver(at.settings.mail_return, address, message)
    except MailRefused as reason:
        raise Refused(str(reason)) from None
    except MailDelayed as reason:
        raise TryLater(str(reason), after=reason.after, lane=reason.server) from None


def compose(delivery: Delivery, address: str, sender: str) -> EmailMessage:
    """The message of a notice. Visitors' words reach the text and the escaped HTML, never a header, and nothing in
    them is a link. The Message-ID is the delivery's over all attempts, so that a doubled one can be told."""
    notice = _inert(delivery.payload)
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = address
    message["Subject"] = line(notice["title"])
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{delivery.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday note answers (RFC 3834)
    text, html = (_templates.get_template(f"email.{form}").render(notice) for form in ("txt", "html"))
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def _inert(notice: Notice) -> dict[str, Any]:
    """The notice with every word of others made harmless; the links and numbers to tap are ours."""
    items = [_inert_item(item) for item in notice["items"]]
    preview = _preview(items) or notice["intro"]
    return {**notice, "items": items, "preview": preview, "many": len(items) > 1}


def _inert_item(item: Item) -> Item:
    rows = [[inert(line(label)), inert(line(value))] for label, value in item["rows"]]
    return item | {"heading": inert(line(item["heading"])), "rows": rows}


def _preview(items: list[Item]) -> str:
    """What a phone shows beside the subject: whom to call, before the mail is opened."""
    if len(items) == 1:
        return " · ".join(value for _, value in items[0]["rows"][:2])
    return " · ".join(item["rows"][0][1] for item in items[:PREVIEW_ITEMS] if item["rows"])
