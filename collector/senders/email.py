"""Mail by SMTP: kind `email`."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from jinja2 import Environment, PackageLoader, select_autoescape

from collector.outbox.sending import Delivery, Kind, Refused, TryLater
from collector.senders import Surroundings
from collector.settings import Settings

TIMEOUT_SECONDS = 15
WIDTH = 4

_templates = Environment(
    loader=PackageLoader("collector.senders", "templates"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
)


def kind(at: Surroundings) -> Kind:
    return Kind("email", lambda delivery: _send(at.settings, delivery), WIDTH)


def compose(delivery: Delivery, sender: str) -> EmailMessage:
    """The message of a notice. Visitors' words reach the text and the escaped HTML, never a header; the id is the
    delivery's."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = delivery.target
    message["Subject"] = delivery.payload["title"]
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = f"<{delivery.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    text, html = (_templates.get_template(f"email.{form}").render(delivery.payload) for form in ("txt", "html"))
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


def _send(settings: Settings, delivery: Delivery) -> None:
    if not settings.smtp_host:
        raise TryLater("no mail server is set (BECKON_SMTP_HOST)")
    try:
        with _connect(settings) as server:
            server.send_message(compose(delivery, settings.mail_from), to_addrs=[delivery.target])
    except smtplib.SMTPRecipientsRefused as error:
        raise _by_code(next(iter(error.recipients.values()))[0]) from None
    except smtplib.SMTPResponseException as error:
        raise _by_code(error.smtp_code) from None
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(f"the mail server cannot be reached ({error.__class__.__name__})") from None


def _connect(settings: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    place = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
    if settings.smtp_user:
        server.login(settings.smtp_user, settings.smtp_password)
    return server


def _by_code(code: int) -> Exception:
    """5xx is for ever, except what concerns the sign-in of this installation (RFC 4954, RFC 5321 section 4.2.1)."""
    if code >= 500 and code not in (530, 534, 535):
        return Refused(f"the mail server refused the message ({code})")
    return TryLater(f"the mail server did not take the message ({code})", lane=code in (421, 530, 534, 535))
