"""A receiver for the bench, in a process of its own: takes every POST, remembers when, and hangs when told to.

    python -m bench.sink PORT

`POST /mode/hang` and `/mode/answer` switch it; `GET /arrived` is {"webhook-id": [seconds since 1970, lead id or null]}.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

arrived: dict[str, tuple[float, str | None]] = {}
answering = asyncio.Event()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            writer.write(_answer(await _handle(head[0], headers, body)))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _handle(line: str, headers: dict[str, str], body: bytes) -> bytes:
    path = line.split()[1]
    if path.startswith("/mode/"):
        answering.set() if path.endswith("answer") else answering.clear()
    elif path == "/arrived":
        return json.dumps(arrived).encode()
    else:
        data = json.loads(body).get("data", {})
        arrived.setdefault(headers["webhook-id"], (time.time(), data.get("id")))
        await answering.wait()
    return b"{}"


def _answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


async def main(port: int) -> None:
    answering.set()
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
