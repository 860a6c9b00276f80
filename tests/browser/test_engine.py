"""When a widget speaks, in a browser before the real collector: every trigger, kind of rule, frequency and schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from collector.widgets import arms, facts
from collector.widgets.deciding import TRIGGERS
from tests.browser.engine import Stage, armed, close, dialog, opened, says, staged, why
from tests.browser.steps import arrive, settled

DAY_MS = 86_400_000
AD = "?utm_source=zalo&utm_medium=cpc&gclid=Cj0KCQiA-test-0123456789"
ANY = "desktop"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("engine"), chromium) as found:
        yield found


def wait(seconds: int) -> Callable[[Page], None]:
    return lambda page: page.clock.fast_forward(seconds * 1000)


def script(text: str) -> Callable[[Page], None]:
    return lambda page: page.evaluate(f"() => {{ {text} }}")


def leave_by_the_top(page: Page) -> None:
    page.mouse.move(300, 300)
    page.evaluate("() => document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1, relatedTarget: null }))")


def scroll_up_fast(page: Page) -> None:
    page.evaluate("() => scrollTo(0, 1500)")
    page.wait_for_timeout(300)
    page.evaluate("() => scrollTo(0, 1400)")
    page.wait_for_timeout(40)
    page.evaluate("() => scrollTo(0, 900)")


def come_back(page: Page) -> None:
    page.evaluate("""() => {
        for (const hidden of [true, false]) {
            Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }
    }""")


Act = Callable[[Page], Any]


def another_page(page: Page) -> None:
    page.goto(page.url + "-2")


def stay_over_two_pages(page: Page) -> None:
    page.clock.fast_forward(12_000)
    another_page(page)
    page.wait_for_function("window.beckon?.('why')")
    page.clock.fast_forward(12_000)


def push(entry: str) -> Act:
    """What tag managers are told, and the half second after which it is looked at."""

    def act(page: Page) -> None:
        page.evaluate(f"() => {{ (window.dataLayer ||= []).push({entry}); }}")
        page.clock.fast_forward(1000)

    return act


CART_LEFT = script("dispatchEvent(new Event('cart_left'))")
TRIGGERED: list[tuple[str, dict[str, Any], Act]] = [
    (ANY, {"on": "delay", "seconds": 20}, wait(20)),
    (ANY, {"on": "stay", "seconds": 20}, stay_over_two_pages),
    (ANY, {"on": "pages", "count": 2}, another_page),
    (ANY, {"on": "scroll", "percent": 60}, script("scrollTo(0, 2000)")),
    (ANY, {"on": "element", "selector": "#reviews"}, script("document.querySelector('#reviews').scrollIntoView()")),
    (ANY, {"on": "idle", "seconds": 30}, wait(30)),
    ("desktop", {"on": "exit"}, leave_by_the_top),
    ("phone", {"on": "exit"}, scroll_up_fast),
    (ANY, {"on": "return"}, come_back),
    (ANY, {"on": "click", "selector": "#ask"}, lambda page: page.locator("#ask").click()),
    (ANY, {"on": "event", "name": "cart_left"}, CART_LEFT),
    (ANY, {"on": "data_layer", "name": "add_to_cart"}, push("{ event: 'add_to_cart' }")),
    (ANY, {"on": "data_layer", "name": "add_to_cart"}, push("['event', 'add_to_cart', {}]")),
    ("phone", {"on": "event", "name": "cart_left", "devices": ["phone"]}, CART_LEFT),
]  # fmt: skip


@pytest.mark.parametrize(
    ("device", "trigger", "act"), TRIGGERED, ids=lambda value: "" if callable(value) else str(value)[:60]
)
def test_a_trigger_opens_the_form_when_it_happens_and_not_before(
    stage: Stage, device: str, trigger: dict[str, Any], act: Act
) -> None:
    site, page = stage.site(), stage.on(device)
    widget = stage.add(site, triggers=[trigger])
    page.goto(stage.url(site, "tra"))
    if trigger["on"] != "click":
        armed(page, widget)
    else:
        says(page, widget, "no trigger has fired")
    assert opened(page) == []
    act(page)
    says(page, widget, f"shown by {trigger['on']}")
    expect(dialog(page)).to_be_visible()
    assert opened(page) == [[widget, trigger["on"]]]


def test_every_trigger_is_tried() -> None:
    assert {trigger["on"] for _, trigger, _ in TRIGGERED} | {"load"} == set(TRIGGERS)


def test_a_trigger_for_other_devices_does_nothing_here(stage: Stage) -> None:
    site, page = stage.site(), stage.on("desktop")
    for_phones = stage.add(site, triggers=[{"on": "delay", "seconds": 1, "devices": ["phone", "tablet"]}])
    for_all = stage.add(site, triggers=[{"on": "delay", "seconds": 2}])
    page.goto(stage.url(site))
    armed(page, for_phones)
    page.clock.fast_forward(5000)
    says(page, for_all, "shown by delay")
    assert why(page, for_phones) == "no trigger has fired"


def test_a_link_opens_what_every_rule_forbids(stage: Stage) -> None:
    site, page = stage.site(), stage.on(ANY)
    never = {"what": "path", "is": "is", "value": "/never"}
    widget = stage.add(site, rules=never, frequency={"most": 1}, schedule={"to": "2020-01-01"})
    page.goto(stage.url(site))
    says(page, widget, "rules: path is /never")
    page.get_by_role("link", name="Gọi lại cho tôi").click()
    expect(dialog(page)).to_be_visible()


COOKIE = "document.cookie = 'vip=1; path=/'"
STORE = "localStorage.setItem('cart', 'TRA-01')"
# A question, the page it is asked on, what the page does before, and whether it is met.
ASKED: list[tuple[dict[str, Any], str, str, bool]] = [
    ({"what": "path", "is": "ends", "value": "/trà"}, "tr%C3%A0?x=1#y", "", True),
    ({"what": "path", "is": "ends", "value": "/trà"}, "ca-phe", "", False),
    ({"what": "path", "is": "glob", "value": "*/p/*/anh"}, "p/7/anh", "", True),
    ({"what": "path", "is": "regex", "value": r"/p/\d+$"}, "p/7", "", True),
    ({"what": "path", "is": "regex", "value": r"/p/\d+$"}, "p/x", "", False),
    ({"what": "url", "is": "contains", "value": "?a=1&b"}, "?a=1&b=2", "", True),
    ({"what": "query", "name": "ref", "is": "exists", "not": True}, "?ref=1", "", False),
    ({"what": "query", "name": "ref", "is": "exists", "not": True}, "", "", True),
    ({"what": "hash", "is": "is", "value": "gia"}, "#gia", "", True),
    ({"what": "referrer", "is": "ends", "value": "google.com"}, "", "search", True),
    ({"what": "referrer", "is": "exists"}, "", "", False),
    ({"what": "utm", "name": "source", "is": "is", "value": "ZALO"}, AD, "", True),
    ({"what": "click_id", "is": "exists"}, AD, "", True),
    ({"what": "click_id", "is": "exists"}, "", "", False),
    ({"what": "channel", "is": "is", "value": "paid"}, AD, "", True),
    ({"what": "channel", "is": "is", "value": "search"}, "", "search", True),
    ({"what": "channel", "is": "is", "value": "direct"}, "", "", True),
    ({"what": "visitor", "is": "is", "value": "new"}, "", "", True),
    ({"what": "visits", "is": ">", "value": 1}, "", "", False),
    ({"what": "pages", "is": "<=", "value": 1}, "", "", True),
    ({"what": "device", "is": "is", "value": "desktop"}, "", "", True),
    ({"what": "device", "is": "is", "value": "phone"}, "", "", False),
    ({"what": "system", "is": "is", "value": "windows"}, "", "", True),
    ({"what": "browser", "is": "is", "value": "firefox"}, "", "", False),
    ({"what": "language", "is": "is", "value": "VI"}, "", "", True),
    ({"what": "app", "is": "exists"}, "", "", False),
    ({"what": "cookie", "name": "vip", "is": "is", "value": "1"}, "", COOKIE, True),
    ({"what": "cookie", "name": "none", "is": "exists"}, "", "", False),
    ({"what": "storage", "name": "cart", "is": "starts", "value": "TRA"}, "", STORE, True),
    ({"what": "variable", "name": "shop.cart.total", "is": ">", "value": 500000}, "", "", True),
    ({"what": "variable", "name": "shop.cart", "is": "exists"}, "", "", False),
    ({"what": "lead", "is": "is", "value": "none"}, "", "", True),
    ({"what": "widget", "name": "contact", "is": "is", "value": "closed"}, "", "", False),
    ({"what": "consent", "name": "storage", "is": "is", "value": "unknown"}, "", "", True),
    ({"any": [{"what": "visits", "is": ">", "value": 1}, {"what": "pages", "is": "is", "value": 1}]}, "", "", True),
    ({"all": [{"what": "visits", "is": ">", "value": 1}, {"what": "pages", "is": "is", "value": 1}]}, "", "", False),
]  # fmt: skip


def test_a_rule_of_every_kind_lets_a_widget_come_or_keeps_it_silent_and_why_says_which(stage: Stage) -> None:
    page = stage.on("desktop")
    for rule, place, before, met in ASKED:
        site = stage.site()
        widget = stage.add(site, rules=rule)
        if before not in ("", "search"):
            page.evaluate(f"() => {{ {before} }}")
        page.goto("about:blank")
        arrive(page, stage.url(site, place), "https://www.google.com/" if before == "search" else "")
        says(page, widget, "shown by load" if met else "rules: ")
    assert {rule["what"] for rule, *_ in ASKED if "what" in rule} == set(facts.FACTS)


def test_rules_follow_what_the_visitor_did_before(stage: Stage) -> None:
    site, page = stage.site(gap_seconds=0), stage.on(ANY)
    first = stage.add(site)
    name = {"what": "widget", "name": first, "is": "is"}
    asked = {
        "shown": stage.add(site, rules=name | {"value": "shown"}),
        "closed": stage.add(site, rules=name | {"value": "closed"}),
        "converted": stage.add(site, rules=name | {"value": "converted"}),
        "lead": stage.add(site, rules={"what": "lead", "is": "is", "value": "sent"}),
        "returning": stage.add(site, rules={"what": "visitor", "is": "is", "value": "returning"}),
    }
    met: set[str] = set()

    def look() -> None:
        page.reload()
        for key, widget in asked.items():
            says(page, widget, "shown by load" if key in met else "rules: ")

    page.goto(stage.url(site))
    look()
    page.evaluate("id => { beckon('open', id); }", first)
    expect(dialog(page)).to_be_visible()
    page.wait_for_function("id => heard.length", arg=first)
    met |= {"shown"}
    look()
    page.evaluate("id => { beckon('open', id); }", first)
    expect(dialog(page)).to_be_visible()
    close(page)
    met |= {"closed"}
    look()
    page.evaluate("id => { beckon('open', id); }", first)
    dialog(page).get_by_label("Số điện thoại").fill("0710 000 061")
    dialog(page).get_by_role("button", name="Yêu cầu gọi lại").click()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    met |= {"converted", "lead"}
    look()
    page.clock.fast_forward(31 * 60_000)
    met |= {"returning"}
    look()


def test_what_staff_make_of_a_lead_is_known_to_rules_half_an_hour_later(stage: Stage) -> None:
    site, page = stage.site(gap_seconds=0), stage.on(ANY)
    form = stage.add(site)
    won = stage.add(site, rules={"what": "lead", "is": "is", "value": "won"})
    page.goto(stage.url(site))
    says(page, won, "rules: ")
    page.evaluate("id => { beckon('open', id); }", form)
    dialog(page).get_by_label("Số điện thoại").fill("0710 000 067")
    dialog(page).get_by_role("button", name="Yêu cầu gọi lại").click()
    expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    page.reload()
    says(page, won, "rules: ")
    stage.mark(site, "won")
    page.clock.fast_forward(31 * 60_000)
    page.reload()
    says(page, won, "shown by load")


def shows(page: Page, url: str, widget: str, found: str) -> None:
    page.goto("about:blank")
    page.goto(url)
    says(page, widget, found)


AT_ONCE = [{"on": "delay", "seconds": 0}]
# What is set, what the visitor does, what is said at once, how long until it comes again (ms).
FREQUENCIES: list[tuple[dict[str, Any], str, str, int]] = [
    ({"after_shown": {"minutes": 10}, "after_closed": {}}, "look", "frequency: shown", 10 * 60_000),
    ({"after_closed": {"hours": 2}}, "close", "frequency: closed", 2 * 3_600_000),
    ({"after_closed": {"days": 3}}, "close", "frequency: closed", 3 * DAY_MS),
    ({"after_closed": {}, "after_converted": {"days": 400}}, "send", "frequency: converted", 400 * DAY_MS),
    ({"after_closed": {}, "session": 1}, "close", "frequency: shown 1 times in this visit", 31 * 60_000),
]


@pytest.mark.parametrize(("frequency", "deed", "said", "until"), FREQUENCIES, ids=lambda value: str(value)[:50])
def test_a_widget_rests_after_what_happened_and_no_longer_than_it_says(
    stage: Stage, frequency: dict[str, Any], deed: str, said: str, until: int
) -> None:
    site, page = stage.site(gap_seconds=0), stage.visitor("desktop", f"{frequency}").page
    widget = stage.add(site, triggers=AT_ONCE, frequency=frequency)
    shows(page, stage.url(site), widget, "shown by delay")
    expect(dialog(page)).to_be_visible()
    if deed == "send":
        dialog(page).get_by_label("Số điện thoại").fill("0710 000 062")
        dialog(page).get_by_role("button", name="Yêu cầu gọi lại").click()
        expect(page.get_by_text("Đã nhận số của bạn")).to_be_visible()
    if deed == "close":
        close(page)
    shows(page, stage.url(site), widget, said)
    page.clock.fast_forward(until)
    shows(page, stage.url(site), widget, "shown by delay")


def test_a_widget_comes_unasked_as_often_as_it_may_and_no_more(stage: Stage) -> None:
    site, page = stage.site(gap_seconds=0), stage.visitor("desktop", "most").page
    widget = stage.add(site, triggers=AT_ONCE, frequency={"after_closed": {}, "most": 2})
    for _ in range(2):
        shows(page, stage.url(site), widget, "shown by delay")
        expect(dialog(page)).to_be_visible()
        page.clock.fast_forward(DAY_MS)
    shows(page, stage.url(site), widget, "frequency: shown 2 times")


def test_of_two_dialogs_the_more_important_comes_first_and_the_other_after_the_gap(stage: Stage) -> None:
    site, page = stage.site(gap_seconds=45), stage.visitor("desktop", "priority").page
    low = stage.add(site, triggers=AT_ONCE, frequency={"priority": -1})
    high = stage.add(site, triggers=AT_ONCE, frequency={"priority": 5})
    page.goto(stage.url(site))
    says(page, high, "shown by delay")
    says(page, low, "another dialog is open")
    expect(page.get_by_role("dialog")).to_have_count(1)
    close(page)
    says(page, low, "gap: another dialog has just been shown")
    page.clock.fast_forward(20_000)
    assert opened(page) == [[high, "delay"]]
    page.clock.fast_forward(26_000)
    says(page, low, "shown by delay")
    assert opened(page) == [[high, "delay"], [low, "delay"]]


def test_what_is_asked_for_closes_the_dialog_that_is_open(stage: Stage) -> None:
    site, page = stage.site(), stage.visitor("desktop", "asked").page
    first, second = stage.add(site, triggers=AT_ONCE), stage.add(site)
    page.goto(stage.url(site))
    says(page, first, "shown by delay")
    expect(dialog(page)).to_be_visible()
    page.evaluate("id => { beckon('open', id); }", second)
    page.wait_for_function("() => heard.length === 3")
    heard = [event[:2] for event in page.evaluate("() => heard")]
    assert heard == [["opened", first], ["closed", first], ["opened", second]]
    expect(page.get_by_role("dialog")).to_have_count(1)


NOON = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)  # a Monday, 12:30 in Hồ Chí Minh City
SCHEDULES: list[tuple[dict[str, Any], bool]] = [
    ({"from": "2026-11-23", "to": "2026-11-23"}, True),
    ({"from": "2026-11-24"}, False),
    ({"to": "2026-11-22"}, False),
    ({"weekdays": ["mon"]}, True),
    ({"weekdays": ["tue", "sun"]}, False),
    ({"hours": [["12:00", "13:00"]]}, True),
    ({"hours": [["08:00", "12:30"]]}, False),
    ({"hours": "site"}, False),
    ({"holidays": "skip"}, False),
]


def test_a_widget_keeps_to_days_and_hours_in_the_zone_of_its_site(stage: Stage) -> None:
    page = stage.visitor("desktop", "schedule").page
    page.clock.set_fixed_time(NOON)
    week = [[["08:00", "12:00"], ["13:30", "17:30"]]] * 7
    told: list[tuple[str, int]] = []
    for schedule, _ in SCHEDULES:
        holidays = ["2026-11-23"] if "holidays" in schedule else []
        site = stage.site(hours={"week": week, "holidays": holidays})
        widget = stage.add(site, schedule=schedule)
        page.goto(stage.url(site))
        page.wait_for_function("id => /shown|schedule/.test(window.beckon?.('why', id))", arg=widget)
        told.append((why(page, widget), page.locator("beckon-widget").count()))
    assert told == [("shown by load", 1) if within else ("schedule: not now", 0) for _, within in SCHEDULES]


def test_out_of_hours_a_widget_may_say_something_else(stage: Stage) -> None:
    page = stage.visitor("desktop", "outside").page
    page.clock.set_fixed_time(NOON)
    site = stage.site()
    words = {"texts": {"vi": {"title": "Sáng mai gọi lại nhé"}}}
    night = {"hours": [["08:00", "12:00"]], "outside": "variant", "content_outside": words}
    widget = stage.add(site, schedule=night, triggers=AT_ONCE)
    shows(page, stage.url(site), widget, "shown by delay")
    expect(dialog(page, "Sáng mai gọi lại nhé")).to_be_visible()


VARIANTS = [
    {"name": "a", "weight": 1},
    {"name": "b", "weight": 1, "content": {"texts": {"vi": {"title": "Bạn bận? Mình gọi lại"}}}},
]
TITLES = {"a": "Chúng tôi gọi lại cho bạn", "b": "Bạn bận? Mình gọi lại", "holdout": "Chúng tôi gọi lại cho bạn"}


def test_a_visitor_sees_their_arm_and_the_collector_hears_of_it_once_in_every_arm(stage: Stage) -> None:
    site, page = stage.site(gap_seconds=0), stage.visitor("desktop", "variants").page
    widget = stage.add(site, triggers=AT_ONCE, frequency={"after_closed": {}}, variants=VARIANTS, holdout=34)
    seen: dict[str, str] = {}
    while set(seen.values()) != {"a", "b", "holdout"}:
        page.goto(stage.url(site))
        page.wait_for_function("id => /shown|test/.test(window.beckon?.('why', id))", arg=widget)
        visitor = page.evaluate("() => beckon('why').visitor")
        arm = str(arms.arm(widget, VARIANTS, 34, visitor))
        says(page, widget, "test: held out" if arm == "holdout" else "shown by delay")
        if arm != "holdout":
            expect(dialog(page, TITLES[arm])).to_be_visible()
        settled(page)
        page.reload()
        page.wait_for_function("id => /shown|test/.test(window.beckon?.('why', id))", arg=widget)
        settled(page)
        seen[visitor] = arm
        page.evaluate("() => localStorage.clear()")
    told = {row.visitor: row.variant for row in stage.events(site, "assign")}
    assert told == seen
    assert len(stage.events(site, "assign")) == len(seen)
    assert {row.variant for row in stage.events(site, "open")} == {"a", "b"}
    assert {row.widget_id for row in stage.events(site, "assign")} == {widget}


def test_who_is_held_out_still_gets_what_they_ask_for(stage: Stage) -> None:
    site, page = stage.site(), stage.visitor("desktop", "held out").page
    widget = stage.add(site, triggers=AT_ONCE, holdout=50)
    page.goto(stage.url(site))
    page.wait_for_function("id => /shown|test/.test(window.beckon?.('why', id))", arg=widget)
    while why(page, widget) != "test: held out":
        page.evaluate("() => localStorage.clear()")
        page.reload()
        page.wait_for_function("id => /shown|test/.test(window.beckon?.('why', id))", arg=widget)
    page.get_by_role("link", name="Gọi lại cho tôi").click()
    expect(dialog(page)).to_be_visible()


def test_a_single_page_app_brings_and_takes_widgets_by_its_routes(stage: Stage) -> None:
    site, page = stage.site(), stage.on("desktop")
    content = {"mode": "menu", "channels": [{"kind": "phone", "value": "1900 1234"}]}
    widget = stage.add(site, "contact", content=content, rules={"what": "path", "is": "ends", "value": "/lien-he"})
    page.goto(stage.url(site, "tra"))
    says(page, widget, "rules: path ends /lien-he")
    page.evaluate("() => { history.pushState(null, '', 'lien-he'); }")
    says(page, widget, "shown by load")
    expect(page.locator("beckon-widget .fab")).to_be_visible()
    page.evaluate("() => { history.pushState(null, '', 'tra'); }")
    says(page, widget, "rules: path ends /lien-he")
    expect(page.locator("beckon-widget")).to_have_count(0)


def test_nothing_is_fetched_for_a_widget_that_does_not_show(stage: Stage) -> None:
    site, page = stage.site(), stage.visitor("desktop", "fetched").page
    widget = stage.add(site, rules={"what": "visits", "is": ">", "value": 9})
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.rsplit("/", 1)[1].split(".")[0]))
    page.goto(stage.url(site, "plain"))
    says(page, widget, "rules: ")
    settled(page)
    assert fetched == ["plain", site.key, "decide", "events"]


@pytest.mark.parametrize("gate", ["wait", "cookieless"])
def test_where_nothing_may_be_kept_frequency_lasts_as_long_as_the_page(stage: Stage, gate: str) -> None:
    site, page = stage.site(gate=gate, gap_seconds=0), stage.visitor("desktop", gate).page
    widget = stage.add(site, triggers=[{"on": "event", "name": "go"}], frequency={"after_closed": {"days": 1}})
    for _ in range(2):
        page.goto(stage.url(site))
        armed(page, widget)
        page.evaluate("() => dispatchEvent(new Event('go'))")
        says(page, widget, "shown by event")
        expect(dialog(page)).to_be_visible()
        close(page)
        page.evaluate("() => dispatchEvent(new Event('go'))")
        says(page, widget, "frequency: closed")
    assert page.evaluate("() => Object.keys(localStorage)") == []
