"""Why mail did not go out, in plain words.

They hold the host and the code that the server gave (with the enhanced one of RFC 3463), never its own text: that may
name the person the mail was for.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from collector import clock
from collector.outbound.connection import TooMuch

# A wrong password asked about every few seconds gets an installation locked out.
SIGN_IN_AGAIN = 5 * clock.MINUTE

_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")
_SIGN_IN = (530, 534, 535, 538)
# X509_V_ERR_… of OpenSSL, as people read them.
_CERTIFICATES = {
    9: "it is not valid yet",
    10: "it has expired",
    62: "it is for another name",
    64: "it is for another address",
}


class MailRefused(Exception):
    """The server will never take mail for this address."""

    server = False


class MailDelayed(Exception):
    """It did not take it now. `server`: nothing goes out at present; else it is about this message alone.

    `after` is how many ms not to ask again.
    """

    def __init__(self, reason: str, server: bool = True, after: int | None = None) -> None:
        super().__init__(reason)
        self.server = server
        self.after = after


def about_sender(host: str, code: int, reply: Any) -> MailDelayed:
    """Whatever is wrong before there is an address is wrong for all mail, and may be put right (RFC 4954 for 530)."""
    if code in _SIGN_IN:
        return MailDelayed(f"the mail server {host} wants a user name and password ({_spoken(code, reply)})")
    return MailDelayed(f"the mail server {host} does not take mail from us ({_spoken(code, reply)})")


def about_message(host: str, code: int, reply: Any) -> Exception:
    """5xx is for ever (RFC 5321 section 4.2.1), but for full mailboxes, and for rules that whoever runs the mail
    server can change (enhanced 5.7: RFC 3463 section 3.8)."""
    said = _spoken(code, reply)
    if code == 421:
        return MailDelayed(f"the mail server {host} is closing ({said})")
    if code in _SIGN_IN:
        return about_sender(host, code, reply)
    if code in (452, 552) or " 5.2.2" in said:
        return MailDelayed(f"the mailbox is full, or the mail server has no room ({said})", server=False)
    if code < 500:
        return MailDelayed(f"the mail server does not take mail for this address now ({said})", server=False)
    if " 5.7." in said:
        return MailDelayed(f"the mail server does not let us write to this address ({said})", server=False)
    return MailRefused(f"the mail server refused {said} for this address")


def _spoken(code: int, reply: Any) -> str:
    """`550 5.1.1`: the codes alone."""
    found = _ENHANCED.match(reply if isinstance(reply, bytes) else str(reply).encode())
    return f"{code} {found[1].decode()}" if found else str(code)


@contextmanager
def plainly(host: str) -> Iterator[None]:
    """Everything else that goes wrong on the way, as a sentence."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise _sign_in(host, error) from None
    except smtplib.SMTPNotSupportedError:
        raise MailDelayed(f"the mail server {host} offers no sign-in; leave BECKON_SMTP_USER out") from None
    except smtplib.SMTPResponseException as error:
        said = _spoken(error.smtp_code, error.smtp_error)
        raise MailDelayed(f"the mail server {host} turned us away ({said})") from None
    except (OSError, smtplib.SMTPException, TooMuch) as error:
        raise MailDelayed(_words(host, error)) from None
    except UnicodeEncodeError:
        raise MailDelayed("the user name or password of the mail server has letters beyond ASCII") from None


def _sign_in(host: str, error: smtplib.SMTPAuthenticationError) -> MailDelayed:
    said = _spoken(error.smtp_code, error.smtp_error)
    if error.smtp_code < 500:
        return MailDelayed(f"the mail server {host} could not sign us in just now ({said})")
    why = f"the mail server {host} did not accept the user name or password ({said})"
    return MailDelayed(why, after=SIGN_IN_AGAIN)


def _words(host: str, error: Exception) -> str:
    # smtplib tells of every failure as a closed connection, and keeps what it was as the context.
    cause = error.__context__ if isinstance(error, smtplib.SMTPServerDisconnected) and error.__context__ else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = _CERTIFICATES.get(cause.verify_code, "nobody we trust vouches for it")
        return f"the certificate of the mail server {host} is not valid ({why})"
    if isinstance(cause, socket.gaierror):
        return f"the mail server {host} cannot be found"
    if isinstance(cause, TimeoutError):
        return f"the mail server {host} did not answer in time"
    if isinstance(cause, ConnectionRefusedError):
        return f"the mail server {host} refused the connection"
    if isinstance(cause, ConnectionError | smtplib.SMTPServerDisconnected | ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return f"the mail server {host} broke off the connection"
    if isinstance(cause, ssl.SSLError):
        return f"no encrypted connection to the mail server {host} could be made"
    if isinstance(cause, OSError):
        return f"the mail server {host} cannot be reached"
    return f"the mail server {host} does not speak as mail servers do"
