"""Host pages that fight: what their styles, their names and their way of loading the tag do to a visitor's lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from collector.sites import service as sites
from tests.browser.conftest import DESKTOP, Watched
from tests.browser.engine import armed
from tests.browser.pages import HERE, NOTICE
from tests.browser.steps import AD, fill_callback, leave_number, settled, until
from tests.browser.test_manners import works
from tests.browser.world import HOST, World, page_app, served
from tests.mailbox import free_port

Visit = Callable[..., Watched]
Serve = Callable[[str], str]
# Not a phone: to look like one, the driver itself adds ontouchstart and its like.
PLAIN = DESKTOP | {"is_mobile": False, "has_touch": False}

TAG = '<script async src="{tag}"></script>'
HEAD = '<meta charset="utf-8"><title>Trà Mây</title><link rel="icon" href="data:,">'
PROGRAM = '<script src="{origin}/page.js"></script>'
BODY = """<h1>Trà Mây</h1><p>Trà xanh hái trên núi.</p>
<p><button id="count" type="button">0</button> <a id="ask" href="#beckon-callback">Gọi cho tôi nhé</a></p>
"""


def written(head: str = "", start: str = "", end: str = TAG, doctype: str = "<!doctype html>") -> str:
    """A page with this at the end of its head, at the start and at the end of its body."""
    return f'{doctype}<html lang="vi"><head>{HEAD}{head}</head><body>{start}{BODY}{PROGRAM}{end}</body></html>'


RESET = "* { all: unset !important }"
HIDDEN = """div, button, input, dialog, beckon-widget { display: none !important; position: static !important;
    z-index: auto !important; transform: none }"""
# What the others leave: each of these would hide or disable the box that carries a widget.
SPITE = """body > :not(p) { clip-path: inset(50%) !important; content-visibility: hidden !important;
    scale: 0 !important; pointer-events: none !important; mask: linear-gradient(transparent, transparent) !important;
    zoom: 0.1 !important; translate: -200vw !important; overflow: clip !important;
    user-select: none !important; float: right !important }"""
MANAGER = """<script>addEventListener("load", () => setTimeout(() => {
    const script = document.createElement("script");
    script.src = "{tag}";
    document.head.appendChild(script);
}, 50));</script>"""
# As WP Rocket, Flying Scripts and the like: nothing runs before somebody touches the page.
OPTIMISER = """<script type="text/plain" data-src="{tag}"></script><script>
addEventListener("pointerdown", () => {
    for (const held of document.querySelectorAll("script[data-src]")) {
        const script = document.createElement("script");
        script.src = held.dataset.src;
        held.replaceWith(script);
    }
}, { once: true });</script>"""
WRITE = """<script>document.write('<script src="{tag}"><\\/script>');</script>"""

PAGES = {
    "a style that unsets all": written(f"<style>{RESET}</style>"),
    "a style that hides": written(f"<style>{HIDDEN}</style>"),
    "a style that unsets all and hides": written(f"<style>{RESET} {HIDDEN}</style>"),
    "a style that spites": written(f"<style>{SPITE}</style>"),
    "quirks mode": written(doctype=""),
    "the tag in the head, not async": written('<script src="{tag}"></script>', end=""),
    "the tag at the end of the body": written(end='<script src="{tag}"></script>'),
    "the tag by a tag manager": written(end=MANAGER),
    "the tag held back by an optimiser": written(OPTIMISER, end=""),
    "the tag by document.write": written(end=WRITE),
    "a base elsewhere": written('<base href="https://elsewhere.example/">'),
}

NAMES = [
    '<img name="documentElement" alt="">',
    '<form name="documentElement"><input name="lang"></form>',
    '<img name="documentElement" alt=""><img name="documentElement" alt="">',
    '<img name="body" alt=""><img name="body" alt="">',
    '<input id="currentScript">',
    '<img name="currentScript" alt="" src="data:,">',
    '<a id="beckon" href="#"></a>',
    '<a id="beckon" href="#"></a><a id="beckon" name="q" href="#"></a>',
    '<img name="cookie" alt="">',
    '<form id="location"><input name="href"></form>',
    '<form name="location"><input name="origin"></form>',
    '<img name="title" alt=""><img name="readyState" alt=""><img name="prerendering" alt="">',
    '<img name="querySelectorAll" alt="">',
]  # fmt: skip
# With these taken nobody can draw anything: silence.
FATAL = ["querySelector", "createElement", "createElementNS"]


@pytest.fixture
def serve(world: World) -> Iterator[Serve]:
    """`serve(html)` is the origin of a page; `/control` is the same with a script that does nothing for a tag."""
    with ExitStack() as stack:

        def start(html: str) -> str:
            port = free_port()
            origin = f"http://{HOST}:{port}"
            sites.add_origin(world.db, world.site.id, origin, world.clock())
            html = html.replace("{origin}", origin)
            pages = {"/": html.replace("{tag}", world.tag), "/control": html.replace("{tag}", f"{origin}/none.js")}
            pages |= {"/page.js": (HERE / "page.js").read_text(), "/none.js": ""}
            stack.enter_context(served(page_app(pages, {}), port))
            return origin

        yield start


def enter(visit: Visit, address: str) -> Page:
    """Open it and touch it, as whoever reads a page does sooner or later."""
    page = visit(None, **PLAIN).page
    page.add_init_script(NOTICE)
    page.goto(address)
    page.mouse.click(3, 3)
    return page


def ask(page: Page) -> None:
    """By the page's own link, then by the contact button; the lead is stored."""
    expect(page.get_by_role("button", name="Liên hệ với chúng tôi")).to_be_visible()
    page.locator("#ask").evaluate("link => link.click()")
    expect(page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    leave_number(page, "0710 000 061")
    page.keyboard.press("Escape")
    settled(page)
    works(page)


def markup(page: Page, origin: str) -> str:
    """The document as it is now, without our hosts."""
    text: str = page.evaluate("""() => {
        const copy = document.querySelector("html").cloneNode(true);
        for (const host of copy.querySelectorAll("beckon-widget")) host.remove();
        return document.compatMode + copy.outerHTML;
    }""")
    return re.sub(r"\s*http://[^\"' ]+\.js", "script", text)


def untouched(visit: Visit, page: Page, origin: str) -> None:
    """Globals, elements and attributes are those of the same page without us, but for `beckon`."""
    control = enter(visit, f"{origin}/control")
    works(control)
    assert page.evaluate("() => noticed.changes()") == sorted(
        [*control.evaluate("() => noticed.changes()"), "window.beckon"]
    )
    until(lambda: control.evaluate("() => document.readyState !== 'loading'"))
    assert markup(page, origin) == markup(control, origin)


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_on_a_page_that_fights_a_lead_is_left_and_the_page_stays_as_it_was(
    visit: Visit, world: World, serve: Serve, html: str
) -> None:
    origin = serve(html)
    page = enter(visit, f"{origin}/?{AD}")
    ask(page)
    untouched(visit, page, origin)
    (lead,) = world.leads()
    assert lead["source"]["campaign"] == "ban-tra-go-soi"


@pytest.mark.parametrize("names", NAMES)
def test_elements_that_take_the_documents_names_lose_no_lead(
    visit: Visit, world: World, serve: Serve, names: str
) -> None:
    origin = serve(written(start=names))
    page = enter(visit, f"{origin}/?{AD}")
    until(lambda: page.evaluate("() => window.beckon?.sites?.size"))
    page.evaluate("() => beckon('consent', { ads: true })")
    ask(page)
    untouched(visit, page, origin)
    (lead,) = world.leads()
    assert lead["source"]["campaign"] == "ban-tra-go-soi"


@pytest.mark.parametrize("name", FATAL)
def test_where_the_document_can_draw_nothing_we_are_silent(visit: Visit, world: World, serve: Serve, name: str) -> None:
    html = written(start=f'<img name="{name}" alt="">', end='<script src="{tag}"></script>')
    # The page's own program could not run there either.
    page = enter(visit, serve(html.replace(PROGRAM, "")))
    page.evaluate("() => { window.beckon?.('open', 'callback'); window.beckon?.('track', 'xem_gia'); }")
    page.wait_for_load_state("networkidle")
    assert any(seen.path.startswith("/s/") for seen in world.seen)
    assert page.get_by_role("dialog").count() == page.get_by_role("button").count() - 1 == 0


SHADOWED = '<img name="documentElement" alt=""><img name="documentElement" alt=""><img name="cookie" alt="">'
TALL = '<div style="height: 4000px"></div>'


def test_decisions_are_made_by_the_page_and_not_by_elements_with_its_names(
    visit: Visit, world: World, serve: Serve
) -> None:
    language, cookie = {"what": "language", "is": "is", "value": "vi"}, {"what": "cookie", "name": "basket"}
    rules = {"all": [language, cookie | {"is": "exists", "not": True}]}
    trigger = {"on": "scroll", "percent": 60}
    widget = world.publish("callback", {"content": {"launcher": "never"}, "triggers": [trigger], "rules": rules})
    page = enter(visit, serve(written(start=SHADOWED, end=TALL + TAG)))
    armed(page, widget)
    page.evaluate("() => scrollTo(0, 3000)")
    expect(page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")).to_be_visible()


COVER = '<div style="position:fixed;inset:0 0 90px;z-index:2147483647;background:#fff">Che hết</div>'


def test_a_dialog_lies_above_whatever_the_page_has_put_on_top(visit: Visit, world: World, serve: Serve) -> None:
    page = enter(visit, serve(written(start=COVER)))
    expect(page.get_by_role("button", name="Liên hệ với chúng tôi")).to_be_visible()
    page.locator("#ask").evaluate("link => link.click()")
    sheet = page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")
    expect(sheet).to_be_visible()
    on_top = "() => [10, 300, 700].map((y) => document.elementFromPoint(1000, y).localName)"
    assert page.evaluate(on_top) == ["beckon-widget"] * 3
    fill_callback(page, "0710 000 062")  # the driver refuses to click what something else covers
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    assert len(world.leads()) == 1
