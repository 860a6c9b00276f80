"""The worker: what it shows of a push, where a tap leads, and how it keeps the subscription."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Worker

from tests.browser.push.conftest import Place, subscribed
from tests.browser.push.test_subscribing import Make, agree, soon, visit

# Hands the worker a message as the browser does once it has decrypted one, and tells what it shows.
PUSH = """async (data) => {
    const shown = [];
    const show = registration.showNotification.bind(registration);
    registration.showNotification = (title, options) => {
        shown.push({title, body: options.body, url: options.data.url, actions: options.actions.length});
        return show(title, options);
    };
    dispatchEvent(new PushEvent("push", {data}));
    return shown;
}"""
# No input reaches a notification of a browser without a screen, so that the tap is told to the worker.
TAP = """async ([url, action]) => {
    self.opened = [];
    clients.openWindow = async (found) => { opened.push(found); };
    for (const one of await registration.getNotifications()) one.close();
    await registration.showNotification("x", {data: {beckon: site, url, actions: {buy: url + "#buy"}}});
    const [notification] = await registration.getNotifications();
    dispatchEvent(new NotificationEvent("notificationclick", {notification, action}));
    while (!opened.length) await new Promise((go) => setTimeout(go, 20));
    return opened[0];
}"""


@pytest.fixture
def started(phone: BrowserContext, place: Make) -> tuple[Place, Page, Worker]:
    site = place()
    site.publish(way="worker")
    page = visit(phone, site)
    agree(page)
    worker = next(one for one in phone.service_workers if one.url.endswith("/beckon-worker.js"))
    worker.evaluate(f"self.site = '{site.site.key}'")
    return site, page, worker


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (
            {"title": "Trà mới về", "body": "Giảm 20 %", "url": "/tin", "tag": "sale"},
            {"title": "Trà mới về", "body": "Giảm 20 %", "url": "/tin", "actions": 0},
        ),
        (
            {
                "web_push": 8030,
                "notification": {
                    "title": "Trà mới về",
                    "navigate": "https://shop.example/tin",
                    "body": "Xem nhé",
                    "actions": [{"action": "buy", "title": "Mua", "navigate": "https://shop.example/mua"}],
                },
            },
            {
                "title": "Trà mới về",
                "body": "Xem nhé",
                "url": "https://shop.example/tin",
                "actions": 1,
            },
        ),
        ("just words", {"title": "Trà Mây", "body": "just words", "actions": 0}),
        ("null", {"title": "Trà Mây", "actions": 0}),
    ],
)
def test_whatever_is_pushed_shows_something(
    started: tuple[Place, Page, Worker], data: Any, wanted: dict[str, Any]
) -> None:
    (shown,) = started[2].evaluate(PUSH, data if isinstance(data, str) else json.dumps(data))
    assert {name: value for name, value in shown.items() if value is not None} == wanted


@pytest.mark.parametrize(
    ("url", "action", "leads_to"),
    [
        ("{site}/tin", "", "{site}/tin"),
        ("/tin", "", "{site}/tin"),
        ("{site}/tin", "buy", "{site}/tin#buy"),
        ("{base}/go/x", "", "{base}/go/x"),
        ("https://evil.example/", "", "{site}"),
        ("javascript:alert(1)", "", "{site}"),
    ],
)
def test_a_tap_leads_to_the_site_or_through_the_collector_and_nowhere_else(
    started: tuple[Place, Page, Worker], url: str, action: str, leads_to: str
) -> None:
    site, _, worker = started
    named = {"site": site.origin, "base": site.world.base}
    opened = worker.evaluate(TAP, [url.format(**named), action])
    assert opened == leads_to.format(**named)


def test_a_subscription_that_the_browser_has_changed_takes_the_place_of_the_old_one(
    started: tuple[Place, Page, Worker],
) -> None:
    site, page, worker = started
    worker.evaluate(
        """async () => {
             const oldSubscription = await registration.pushManager.getSubscription();
             await oldSubscription.unsubscribe();
             const event = new ExtendableEvent("pushsubscriptionchange");
             Object.assign(event, {oldSubscription});
             dispatchEvent(event);
           }"""
    )
    soon(page, lambda: len(site.rows()) == 2)
    old, new = site.rows()
    assert (old.removed_why, new.endpoint, site.chosen()) == ("replaced", subscribed(page), [["sale"]])
    assert (new.visitor, new.language) == (old.visitor, "vi")
