"""What consent tools say on the page: Google Consent Mode through dataLayer, IAB TCF through __tcfapi."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Watched
from tests.browser.steps import AD, leave_number, settled, until
from tests.browser.test_consent import body_of_the_lead, kept, paths
from tests.browser.world import World

Visit = Callable[..., Watched]
# As Google tells sites to put it above all other tags.
GOOGLE = """
    window.dataLayer = window.dataLayer || [];
    function gtag() { dataLayer.push(arguments); }
    gtag('consent', 'default', {
        ad_storage: 'STATE', analytics_storage: 'STATE', ad_user_data: 'STATE', ad_personalization: 'STATE',
        wait_for_update: 500,
    });
    window.answer = state => gtag('consent', 'update',
        { ad_storage: state, analytics_storage: state, ad_user_data: state, ad_personalization: state });
"""
# The part of IAB TCF v2.2 that scripts on a page use: listeners are called at once, then at each change.
TCF = """
    const listeners = new Map();
    let data = { eventStatus: 'cmpuishown', gdprApplies: true, purpose: { consents: {} }, tcString: '' };
    window.__tcfapi = (command, version, callback, id) => {
        if (version !== 2) return callback(null, false);
        if (command === 'removeEventListener') return callback(listeners.delete(id));
        if (command !== 'addEventListener') return callback(null, false);
        const listenerId = listeners.size + 1;
        listeners.set(listenerId, callback);
        callback({ ...data, listenerId }, true);
    };
    window.answer = (consents, gdprApplies = true) => {
        data = { eventStatus: 'useractioncomplete', gdprApplies, purpose: { consents }, tcString: 'CP' };
        for (const [listenerId, callback] of listeners) callback({ ...data, listenerId }, true);
    };
"""


def landed(visit: Visit, world: World, tool: str, gate: str = "none") -> Page:
    world.change_site(gate=gate)
    page = visit().page
    page.add_init_script(tool)
    page.goto(f"{world.shop}/?{AD}")
    until(lambda: page.evaluate("() => window.beckon?.('why')"))
    return page


def sending(page: Page) -> Any:
    return page.evaluate("() => beckon('why').sending")


@pytest.mark.parametrize("gate", ["none", "cookieless", "wait"])
def test_a_refusal_by_default_in_google_consent_mode_is_waited_out_and_the_landing_kept(
    visit: Visit, world: World, gate: str
) -> None:
    page = landed(visit, world, GOOGLE.replace("STATE", "denied"), gate)
    assert sending(page) is False
    assert kept(page) == []
    page.evaluate("() => answer('granted')")
    page.locator("h1").first.click()
    until(lambda: sending(page))
    settled(page)
    assert paths(world) == [f"/?{AD}"]
    assert world.events("pageview")[0].visitor is not None
    assert f"beckon.{world.site.key}" in kept(page)


def test_who_takes_consent_back_in_google_consent_mode_is_forgotten(visit: Visit, world: World) -> None:
    page = landed(visit, world, GOOGLE.replace("STATE", "granted"))
    settled(page)
    assert f"beckon.{world.site.key}" in kept(page)
    page.evaluate("() => answer('denied')")
    page.locator("h1").first.click()
    until(lambda: not [name for name in kept(page) if name.startswith("beckon.")])
    assert sending(page) is False
    leave_number(page, "0710 000 081")
    assert body_of_the_lead(world)["visitor"] is None


@pytest.mark.parametrize(
    ("consents", "gdpr", "allowed", "ads"),
    [
        ({"1": True, "7": True}, True, True, True),
        ({"1": True}, True, True, False),
        ({"7": True}, True, False, False),
        ({}, True, False, False),
        ({}, False, True, None),
    ],
    ids=["all", "storage alone", "measuring alone", "nothing", "no business of the GDPR"],
)
def test_the_purposes_of_tcf_open_the_gate_once_the_visitor_has_answered(
    visit: Visit, world: World, consents: dict[str, bool], gdpr: bool, allowed: bool, ads: bool | None
) -> None:
    page = landed(visit, world, TCF)
    assert sending(page) is False
    assert kept(page) == []
    page.evaluate("([consents, gdpr]) => answer(consents, gdpr)", [consents, gdpr])
    until(lambda: sending(page) is allowed)
    leave_number(page, "0710 000 082")
    body = body_of_the_lead(world)
    assert (body["visitor"] is not None) is allowed
    assert body["consent"]["purposes"].get("ads") is ads
    if allowed:
        settled(page)
    assert [path for path in paths(world) if AD in path] == ([f"/?{AD}"] if allowed else [])


def test_a_tcf_tool_that_comes_late_is_heard(visit: Visit, world: World) -> None:
    page = landed(visit, world, "window.late = 1")
    until(lambda: sending(page))
    page.evaluate(f"() => {{ {TCF} }}")
    page.locator("h1").first.click()
    until(lambda: sending(page) is False)
    page.evaluate("() => answer({ 1: true, 7: true })")
    until(lambda: sending(page))
