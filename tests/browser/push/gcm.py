"""A stand-in for Google's push service: Chromium's own switches point its push client here, nothing leaves the machine.

It checks a browser in (protobuf) and registers subscriptions (forms). Until `speaks` is set a registration has no
answer, as with a service out of reach.
"""

from __future__ import annotations

import secrets
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

ANDROID_ID = 0x1122334455667788
LONGEST_SECONDS = 60


def _varint(number: int) -> bytes:
    out = b""
    while True:
        low, number = number & 127, number >> 7
        out += bytes([low | 128 if number else low])
        if not number:
            return out


def _int(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _fixed(field: int, value: int) -> bytes:
    return _varint(field << 3 | 1) + struct.pack("<Q", value)


def _checkin() -> bytes:
    """checkin.proto's AndroidCheckinResponse: stats_ok, time_msec, android_id, security_token, version_info."""
    version = _varint(11 << 3 | 2) + _varint(1) + b"1"
    return _int(1, 1) + _int(3, int(time.time() * 1000)) + _fixed(7, ANDROID_ID) + _fixed(8, 0x99AABBCC) + version


class Gcm:
    """`forms` is what browsers have registered, oldest first."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.speaks = threading.Event()
        self.speaks.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def switches(self) -> list[str]:
        origin = f"http://127.0.0.1:{self._server.server_port}"
        return [
            f"--gcm-checkin-url={origin}/checkin",
            f"--gcm-registration-url={origin}/register",
            "--gcm-mcs-endpoint=https://127.0.0.1:9",  # no messages come here
        ]

    def register(self, form: dict[str, str]) -> bytes:
        self.speaks.wait(LONGEST_SECONDS)
        self.forms.append(form)
        if "delete" in form:
            return b"token=" + form.get("X-subtype", "").encode()
        return f"token=tok_{secrets.token_urlsafe(24)}".encode()

    def close(self) -> None:
        self.speaks.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(gcm: Gcm) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path == "/checkin":
                self.reply("application/x-protobuf", _checkin())
            else:
                self.reply("text/plain", gcm.register({k: v[0] for k, v in parse_qs(body.decode()).items()}))

        def reply(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler
