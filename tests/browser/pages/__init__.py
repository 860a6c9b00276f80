"""Hand-written pages that carry the tag, on an origin that the site knows, for what the demo shop does not show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collector.sites import service as sites
from tests.browser.world import HOST, World, page_app, served
from tests.mailbox import free_port

HERE = Path(__file__).parent
# Runs before all else in a page and keeps what its author would notice; read with `() => noticed.…`.
NOTICE = (HERE / "notice.js").read_text()


def strict_policy(world: World) -> str:
    """What a careful host sends: its own files, the collector, and no text that becomes code."""
    return f"default-src 'self' {world.base}; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'"


@contextmanager
def hosted(world: World, policy: str = "", other_tag: str = "") -> Iterator[str]:
    """Serve the folder's pages, `/plain` and so on, under a Content-Security-Policy; gives their origin."""
    port = free_port()
    origin = f"http://{HOST}:{port}"
    sites.add_origin(world.db, world.site.id, origin, world.clock())
    places = {"{{tag}}": world.tag, "{{other}}": other_tag, "{{collector}}": world.base}
    files = {f"/{file.stem}": _filled(file, places) for file in HERE.glob("*.html")} | {"/favicon.ico": ""}
    files["/page.js"] = (HERE / "page.js").read_text()
    with served(page_app(files, {"Content-Security-Policy": policy} if policy else {}), port):
        yield origin


def _filled(file: Path, places: dict[str, str]) -> str:
    text = file.read_text()
    for place, value in places.items():
        text = text.replace(place, value)
    return text
