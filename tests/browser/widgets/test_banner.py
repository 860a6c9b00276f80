"""Banners as visitors meet them: where they stand, what they say in turn, and that the page never moves."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.widgets.conftest import Show
from tests.browser.widgets.test_access import small_targets, violations

TEXT = {"vi": "Miễn phí giao hàng <b>cuối tuần này</b>", "en": "Free delivery <b>this weekend</b>"}
LONG = {
    "vi": "<b>Khai trương xưởng mới ở Thủ Đức:</b> giảm đến 20% toàn bộ bàn ghế gỗ sồi đặt trước ngày 30 tháng 11, "
    'giao và lắp miễn phí trong nội thành, <a href="/khuyen-mai">xem điều kiện áp dụng</a>.'
}
LINK = {"kind": "link", "url": "/khuyen-mai", "label": {"vi": "Xem ưu đãi", "en": "See the offer"}}
CONTACT = {
    "content": {"channels": [{"kind": "zalo", "value": "0900 000 012"}, {"kind": "phone", "value": "0900 000 012"}]}
}
# All that Chromium would count against the page, from the first moment on.
WATCH = """
  window.shifts = [];
  const add = ({value, hadRecentInput}) => hadRecentInput || shifts.push(value);
  new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({type: 'layout-shift', buffered: true});
"""
TALL = "main { height: 3000px }"


def said(text: dict[str, str] = TEXT, **more: Any) -> dict[str, Any]:
    return {"text": text, **more}


def banner(*messages: dict[str, Any], **content: Any) -> dict[str, Any]:
    return {"banner": {"content": {"messages": list(messages) or [said()], **content}}}


def bar(page: Page) -> Locator:
    return page.locator(".bar")


def box(found: Locator) -> dict[str, float]:
    expect(found).to_be_visible()
    found.evaluate("one => Promise.all(one.getAnimations().map((each) => each.finished))")
    measured = found.bounding_box()
    assert measured
    return dict(measured)


def sent(page: Page, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.stage.named(name)  # type: ignore[attr-defined]
    return found


def shifts(page: Page) -> list[float]:
    """What moved, once the page has drawn itself twice."""
    found: list[float] = page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(shifts))))"
    )
    return found


@pytest.mark.parametrize("device", ["phone", "desktop"])
@pytest.mark.parametrize("place", ["top", "bottom"])
def test_a_bar_is_as_wide_as_the_window_lies_at_its_edge_and_moves_nothing(show: Show, device: str, place: str) -> None:
    page = show(device, banner(said(LONG, code="MOCAN20", button=LINK), place=place), script=WATCH, css=TALL)
    found, size = box(bar(page)), page.viewport_size or {}
    assert (found["x"], found["width"]) == (0, size["width"])
    assert found["y"] == (0 if place == "top" else size["height"] - found["height"])
    page.mouse.wheel(0, 1000)
    page.wait_for_function("() => scrollY > 500")
    assert box(bar(page))["y"] == found["y"]
    assert shifts(page) == []


@pytest.mark.parametrize(
    ("side", "corner"), [("left", "top"), ("right", "top"), ("left", "bottom"), ("right", "bottom")]
)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_card_stands_in_the_corner_that_the_owner_chose(show: Show, side: str, corner: str, direction: str) -> None:
    config = banner(place="corner", corner=corner)
    config["banner"]["look"] = {"side": side}
    page = show("desktop", config, dir=direction)
    found = box(bar(page))
    assert found["x"] == pytest.approx(24 if side == "left" else 1280 - 24 - found["width"])
    assert found["y"] == pytest.approx(24 if corner == "top" else 800 - 24 - found["height"])


def test_a_banner_that_does_not_stick_goes_with_the_page(show: Show) -> None:
    page = show("phone", banner(sticky=False), css=TALL)
    assert box(bar(page))["y"] == 0
    page.evaluate("scrollTo(0, 500)")
    expect(bar(page)).not_to_be_in_viewport()
    assert (box(bar(page))["y"], box(bar(page))["width"]) == (-500, 360)


def test_a_slot_that_keeps_its_height_gets_the_banner_into_the_page_and_nothing_moves(show: Show) -> None:
    slot = {
        "body": '<section data-beckon="banner" class="slot"></section>',
        "css": ".slot { min-height: 120px; margin: 0 }",
    }
    page = show("phone", banner(said(LONG), place="inline"), script=WATCH, **slot)
    found = box(bar(page))
    assert (found["y"], found["height"], found["width"]) == (0, 120, 360)
    assert page.locator("h1").evaluate("h1 => h1.getBoundingClientRect().top") >= 120
    assert shifts(page) == []
    assert sent(page, "impression") == [{}]


def test_what_is_higher_than_its_slot_scrolls_in_it_instead_of_pushing_the_page(show: Show) -> None:
    slot = {"body": '<section id="here" class="slot"></section>', "css": ".slot { height: 60px; margin: 0 }"}
    page = show("phone", banner(said(LONG, button=LINK), place="inline", slot="#here"), script=WATCH, **slot)
    expect(bar(page)).to_be_visible()
    assert box(page.locator(".spot"))["height"] == 60
    assert page.locator(".spot").evaluate("spot => spot.scrollHeight > spot.clientHeight")
    assert shifts(page) == []


@pytest.mark.parametrize(
    ("body", "reason"), [("<section id=here></section>", "the slot keeps no height free"), ("", "no slot")]
)
def test_without_room_in_the_page_nothing_is_drawn_and_the_page_is_told(show: Show, body: str, reason: str) -> None:
    heard = "addEventListener('beckon:error', ({detail}) => { window.heard = detail.reason })"
    page = show("phone", banner(place="inline", slot="#here"), script=heard, body=body)
    page.wait_for_function("() => window.heard")
    assert page.evaluate("heard") == reason
    expect(bar(page)).to_have_count(0)


def test_a_slot_that_a_single_page_app_draws_anew_gets_the_banner_again(show: Show) -> None:
    slot = {
        "body": '<section id="app"><p data-beckon="banner" class="slot"></p></section>',
        "css": ".slot { height: 90px }",
    }
    page = show("phone", banner(place="inline"), **slot)
    expect(bar(page)).to_be_visible()
    page.evaluate("""() => {
      const fresh = document.querySelector('.slot').cloneNode();
      document.querySelector('.slot').remove();
      document.querySelector('#app').append(fresh);
    }""")
    expect(page.locator("#app .slot .bar")).to_be_visible()


def test_pushing_fills_the_height_that_the_page_has_kept_and_nothing_moves(show: Show) -> None:
    kept = "html { --beckon-top: 72px } body { padding-top: var(--beckon-top) }"
    page = show("desktop", banner(push=True), script=WATCH, css=kept)
    assert box(bar(page))["height"] == 72
    assert box(page.locator("h1"))["y"] >= 72
    assert shifts(page) == []


def test_pushing_without_kept_height_lies_over_the_page_and_nothing_moves(show: Show) -> None:
    page = show("desktop", banner(push=True), script=WATCH)
    expect(bar(page)).to_be_visible()
    assert box(page.locator("h1"))["y"] < box(bar(page))["height"]
    assert shifts(page) == []


def test_closing_a_pushing_banner_gives_the_page_its_height_back(show: Show) -> None:
    kept = ".beckon-top { --beckon-top: 72px } .beckon-top body { padding-top: var(--beckon-top) }"
    page = show("desktop", banner(push=True), page_class="beckon-top", css=kept)
    assert box(bar(page))["height"] == 72
    page.get_by_role("button", name="Đóng").click()
    expect(page.locator("html")).to_have_class("")
    assert box(page.locator("h1"))["y"] < 72


def test_a_banner_stays_below_the_sticky_header_and_goes_up_when_that_goes(show: Show) -> None:
    header = "header { position: sticky; top: 0; height: 64px; background: #eee }" + TALL
    page = show("phone", banner(below="header"), script=WATCH, body="<header></header>", css=header)
    expect(bar(page)).to_be_visible()
    until_at(page, 64)
    page.evaluate("document.querySelector('header').style.position = 'static'; scrollTo(0, 600)")
    until_at(page, 0)
    assert shifts(page) == []


def until_at(page: Page, top: int) -> None:
    """The bar's upper edge comes to rest there."""
    page.wait_for_function(
        """(top) => [...document.querySelectorAll('beckon-widget')].some(({shadowRoot}) =>
          Math.round(shadowRoot.querySelector('.bar')?.getBoundingClientRect().top) === top)""",
        arg=top,
    )


def test_a_banner_stays_above_a_cookie_bar_and_comes_down_when_that_goes(show: Show) -> None:
    cookies = "#cookies { position: fixed; bottom: 0; left: 0; right: 0; height: 100px; margin: 0; opacity: 1 }"
    page = show("phone", banner(place="bottom", above="#cookies"), body='<section id="cookies"></section>', css=cookies)
    height = box(bar(page))["height"]
    until_at(page, round(740 - 100 - height))
    page.evaluate("document.querySelector('#cookies').remove()")
    until_at(page, round(740 - height))


@pytest.mark.parametrize("place", ["bottom", "corner"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_the_banner_and_the_contact_button_never_cover_each_other(show: Show, place: str, device: str) -> None:
    page = show(device, {**banner(said(LONG, button=LINK), place=place), "contact": CONTACT}, script=WATCH)
    expect(bar(page)).to_be_visible()
    expect(page.locator(".fab")).to_be_visible()
    page.wait_for_function(
        """() => {
          const rect = (css) => [...document.querySelectorAll('beckon-widget')]
            .map(({shadowRoot}) => shadowRoot.querySelector(css)).find(Boolean).getBoundingClientRect();
          const [one, other] = [rect('.bar'), rect('.fab')];
          return one.bottom <= other.top || other.bottom <= one.top;
        }"""
    )
    assert shifts(page) == []
    if place == "bottom":
        page.get_by_role("button", name="Đóng").click()
        page.wait_for_function(
            """(bottom) => [...document.querySelectorAll('beckon-widget')]
              .some(({shadowRoot}) => shadowRoot.querySelector('.fab')?.getBoundingClientRect().bottom === bottom)""",
            arg=740 - 16 if device == "phone" else 800 - 24,
        )


def test_words_marks_and_links_are_drawn_and_a_link_in_the_words_is_counted(show: Show) -> None:
    page = show("phone", banner(said(LONG, sponsored=True)))
    expect(page.locator("strong")).to_have_text("Khai trương xưởng mới ở Thủ Đức:")
    link = page.get_by_role("link", name="xem điều kiện áp dụng")
    assert (link.get_attribute("href"), link.get_attribute("rel"), link.get_attribute("target")) == (
        "/khuyen-mai",
        "sponsored nofollow",
        None,
    )
    link.evaluate("link => link.addEventListener('click', (event) => event.preventDefault())")
    link.click()
    assert sent(page, "click") == [{"button": "text", "message": "m1"}]


def test_what_an_owner_writes_can_never_be_code(show: Show) -> None:
    hostile = "<img src=x onerror='window.hit=1'><script>window.hit=1</script><a href='javascript:hit=1'>a</a>{name}"
    page = show("phone", banner(said({"vi": hostile})))
    expect(bar(page)).to_be_visible()
    expect(page.locator(".words p")).to_contain_text("a")
    assert page.locator(".bar img, .bar a, .bar script").count() == 0
    assert page.evaluate("window.hit") is None


def test_tags_are_left_out_of_a_link_to_the_own_site_and_kept_to_others(show: Show) -> None:
    own = said(button=LINK | {"url": "/a?utm_source=banner&mau=go%20soi#x"})
    other = said(button=LINK | {"url": "https://other.example/a?utm_source=banner"})
    page = show("phone", banner(own))
    assert (page.locator("a.go").get_attribute("href") or "").endswith("/a?mau=go+soi#x")
    page = show("phone", banner(other))
    expect(page.locator("a.go")).to_have_attribute("href", "https://other.example/a?utm_source=banner")


def test_a_code_is_copied_by_a_tap_and_said(show: Show) -> None:
    page = show("phone", banner(said(code="MOCAN20")), context={"permissions": ["clipboard-read", "clipboard-write"]})
    page.get_by_role("button", name="Chép mã MOCAN20").click()
    expect(page.get_by_role("status")).to_have_text("Đã chép mã MOCAN20")
    assert page.evaluate("navigator.clipboard.readText()") == "MOCAN20"
    assert sent(page, "copy") == [{"button": "code", "message": "m1"}]


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_countdown_goes_on_after_a_reload_and_the_banner_goes_when_it_is_over(show: Show, browser: str) -> None:
    page = show("phone", banner(countdown={"kind": "visitor", "minutes": 30}), browser, running=True)
    expect(page.get_by_role("timer")).to_contain_text("Còn 00:")
    page.clock.fast_forward(20 * 60_000)
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text("Còn 00:0")
    page.clock.fast_forward(11 * 60_000)
    expect(bar(page)).to_have_count(0)
    page.reload()
    expect(page.locator("#ask")).to_be_visible()
    page.wait_for_function("() => beckon('why', 'banner') !== 'not decided yet'")
    expect(bar(page)).to_have_count(0)


def test_what_the_page_and_its_address_tell_is_filled_into_the_words_as_text(show: Show) -> None:
    words = {"vi": "Chào <b>{name|bạn}</b>, từ {utm_source|đâu đó}"}
    page = show("phone", banner(said(words, button=LINK | {"label": {"vi": "Cho {name|bạn}"}})))
    expect(bar(page)).to_contain_text("Chào bạn, từ đâu đó")
    page.goto(f"{page.url}?utm_source=<b>zalo</b>")
    page.evaluate("beckon('set', {name: '<i>Ơn</i>'})")
    expect(bar(page)).to_contain_text("từ <b>zalo</b>")


def test_a_countdown_to_a_date_goes_by_the_sites_clock_and_can_end_in_words(show: Show) -> None:
    clock = {"at": "2026-11-23T10:06", "at_end": "text", "end_text": {"vi": "Ưu đãi đã hết"}}
    page = show("phone", banner(countdown=clock), running=True, context={"timezone_id": "America/New_York"})
    expect(page.get_by_role("timer")).to_contain_text("Còn 00:00:")
    page.clock.fast_forward(61_000)
    expect(bar(page)).to_have_text("Ưu đãi đã hết")
    expect(page.locator(".acts")).to_have_count(0)


def now(page: Page) -> str:
    """The message in view at this moment; an `expect` would wait until its turn came round again."""
    return page.locator(".message:not(.off) p").first.inner_text()


THREE = [said({"vi": name}) for name in ("Tin một", "Tin hai", "Tin ba")]


def test_messages_take_turns_until_somebody_stops_them(show: Show) -> None:
    page = show("desktop", banner(*THREE), running=True)
    expect(bar(page).get_by_text("Tin một")).to_be_visible()
    page.clock.run_for(7_100)
    expect(bar(page).get_by_text("Tin hai")).to_be_visible()
    expect(bar(page).get_by_text("Tin một")).to_be_hidden()
    page.get_by_role("button", name="Dừng đổi tin").click()
    page.mouse.move(640, 600)
    page.clock.run_for(60_000)
    assert now(page) == "Tin hai"
    page.get_by_role("button", name="Tiếp tục đổi tin").click()
    page.clock.run_for(7_100)
    expect(bar(page).get_by_text("Tin ba")).to_be_visible()
    page.get_by_role("button", name="Tin trước").click()
    expect(bar(page).get_by_text("Tin hai")).to_be_visible()


def test_messages_wait_under_the_pointer_and_under_the_keyboard(show: Show) -> None:
    page = show("desktop", banner(*[one | {"button": LINK} for one in THREE]), running=True)
    expect(bar(page).get_by_text("Tin một")).to_be_visible()
    bar(page).get_by_text("Tin một").hover()
    page.clock.run_for(30_000)
    assert now(page) == "Tin một"
    page.mouse.move(640, 600)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Đóng")).to_be_focused()
    page.clock.run_for(30_000)
    assert now(page) == "Tin một"


def test_nothing_turns_by_itself_where_motion_is_unwanted_and_a_button_remains(show: Show) -> None:
    page = show("phone", banner(*THREE), running=True, context={"reduced_motion": "reduce"})
    expect(bar(page).get_by_text("Tin một")).to_be_visible()
    page.clock.run_for(60_000)
    assert now(page) == "Tin một"
    expect(page.get_by_role("button", name="Dừng đổi tin")).to_be_hidden()
    page.get_by_role("button", name="Tin sau").click()
    expect(bar(page).get_by_text("Tin hai")).to_be_visible()


def test_turning_messages_of_different_length_moves_nothing(show: Show) -> None:
    page = show("phone", banner(said(LONG, button=LINK), *THREE, place="bottom"), script=WATCH, running=True)
    before = box(bar(page))
    page.clock.run_for(7_100)
    expect(bar(page).get_by_text("Tin một")).to_be_visible()
    assert box(bar(page)) == before
    assert shifts(page) == []


def test_closing_is_told_remembered_and_gives_the_focus_back(show: Show) -> None:
    page = show("desktop", banner(said(button=LINK)))
    expect(bar(page)).to_be_visible()
    page.locator("#ask").focus()
    close = page.get_by_role("button", name="Đóng")
    close.focus()
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_visible()
    page.keyboard.press("Enter")
    expect(bar(page)).to_have_count(0)
    expect(page.locator("#ask")).to_be_focused()
    assert sent(page, "close") == [{"by": "button", "message": "m1"}]
    page.reload()
    page.wait_for_function("() => beckon('why', 'banner').startsWith('frequency: closed')")
    expect(bar(page)).to_have_count(0)


def test_a_banner_that_may_not_be_closed_has_no_cross(show: Show) -> None:
    page = show("phone", banner(closable=False))
    expect(bar(page)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_a_screen_reader_hears_it_once_and_finds_it_as_a_region(show: Show) -> None:
    page = show("phone", banner())
    expect(page.get_by_role("region", name="Thông báo của cửa hàng")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Miễn phí giao hàng cuối tuần này")
    expect(page.get_by_role("status")).to_have_text("")
    assert page.evaluate("document.activeElement === document.body")


def test_a_button_opens_the_call_back_form_and_is_absent_where_the_site_has_none(show: Show) -> None:
    page = show("phone", {"banner": {}, "callback": {"content": {"launcher": "never"}}})
    page.get_by_role("button", name="Gọi lại cho tôi").click()
    expect(page.get_by_role("dialog", name="Chúng tôi gọi lại cho bạn")).to_be_visible()
    assert sent(page, "click") == [{"button": "widget", "message": "m1", "opens": "callback"}]
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Gọi lại cho tôi")).to_be_focused()
    page = show("phone", {"banner": {}})
    expect(bar(page)).to_be_visible()
    expect(page.locator(".go")).to_have_count(0)


def test_a_single_page_app_takes_it_away_by_its_rules_and_gives_it_back(show: Show) -> None:
    config = banner()
    config["banner"]["rules"] = {"what": "path", "is": "is", "value": "/"}
    page = show("phone", config)
    expect(bar(page)).to_be_visible()
    page.evaluate("history.pushState({}, '', '/other')")
    expect(bar(page)).to_have_count(0)
    page.evaluate("history.pushState({}, '', '/')")
    expect(bar(page)).to_be_visible()


PICTURE = {
    "src": "https://pictures.example/a.svg",
    "width": 640,
    "height": 360,
    "alt": {"vi": "Bàn trà gỗ sồi"},
    "sources": [{"src": "https://pictures.example/small.svg", "width": 320}],
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360"/></svg>'


@pytest.mark.parametrize("place", ["top", "corner"])
@pytest.mark.parametrize("comes", [True, False])
def test_a_picture_has_its_place_before_it_comes_and_one_that_never_does_harms_nothing(
    show: Show, place: str, comes: bool
) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if comes:
            route.fulfill(content_type="image/svg+xml", body=SVG)
        else:
            route.abort()

    config = banner(said(LONG, image=PICTURE), place=place)
    page = show("phone", config, script=WATCH, context={"bypass_csp": True})
    page.route("https://pictures.example/**", answer)
    page.reload()
    picture = page.locator(".bar img")
    expect(picture).to_have_attribute("alt", "Bàn trà gỗ sồi")
    page.wait_for_function(
        """() => [...document.querySelectorAll('beckon-widget')].some(({shadowRoot}) => {
          const img = shadowRoot.querySelector('img');
          return img && img.complete && (img.naturalWidth || img.classList.contains('broken'));
        })"""
    )
    assert asked
    if place == "corner":
        size = box(picture)
        assert size["height"] == pytest.approx(size["width"] * 360 / 640, abs=1)
    assert picture.evaluate("img => getComputedStyle(img).opacity") == ("1" if comes else "0")
    assert shifts(page) == []


LOOKS = {"light": ("#fff", "#0f766e"), "dark": ("#15171b", "#ffd400")}


@pytest.mark.parametrize(("theme", "lang", "device"), [("light", "vi", "phone"), ("dark", "en", "desktop")])
@pytest.mark.parametrize("place", ["top", "bottom", "corner"])
@pytest.mark.parametrize("fill", ["color", "plain"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_axe_finds_nothing_and_every_target_is_big_enough(
    show: Show, theme: str, lang: str, device: str, place: str, fill: str, direction: str
) -> None:
    ground, color = LOOKS[theme]
    config = banner(
        said(LONG, code="MOCAN20", button=LINK),
        said(),
        place=place,
        fill=fill,
        countdown={"at": "2026-11-25T23:59"},
    )
    config["banner"]["look"] = {"color": color}
    page = show(device, config, lang=lang, ground=ground, dir=direction, context={"bypass_csp": True})
    page.emulate_media(reduced_motion="reduce")
    expect(bar(page)).to_be_visible()
    assert violations(page) == []
    assert small_targets(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_counts_as_seen_when_half_of_it_was_in_view_for_a_second(show: Show) -> None:
    far = "#here { height: 100px; margin: 2000px 0 }"
    page = show(
        "phone", banner(place="inline", slot="#here"), body="<section id=here></section>", css=far, running=True
    )
    expect(bar(page)).to_be_attached()
    page.clock.run_for(5_000)
    began = page.evaluate("() => { document.querySelector('#here').scrollIntoView(); return Date.now(); }")
    expect(bar(page)).to_be_in_viewport(ratio=0.9)
    page.clock.run_for(3_000)
    assert sent(page, "impression") == [{}]
    stage = page.stage  # type: ignore[attr-defined]
    assert [event["at"] - began >= 1000 for event in stage.events if event["name"] == "impression"] == [True]
