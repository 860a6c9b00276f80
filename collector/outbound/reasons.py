"""Why an attempt failed, as a sentence for people that holds nothing of the request but its host."""

from __future__ import annotations

import ssl
from http.client import IncompleteRead

_CUT = (ConnectionError, IncompleteRead, ssl.SSLEOFError, ssl.SSLZeroReturnError)


def reason(error: Exception, seconds: float) -> str:
    """For an OSError, or for what http.client raises over an answer that is none."""
    if isinstance(error, TimeoutError):
        return f"timed out after {seconds:g} seconds"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not valid ({error.verify_message.rstrip('.')})"
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(error, _CUT):
        return "the connection was cut"
    if isinstance(error, ssl.SSLError):
        return f"no encrypted connection could be made ({(error.reason or 'unknown').replace('_', ' ').lower()})"
    if isinstance(error, OSError):
        return "the host cannot be reached"
    return "the answer is not proper HTTP"
