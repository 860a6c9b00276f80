import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf, tagged } from "../../widgets/js/engine/address.js";
import { isFresh, withArrival } from "../../widgets/js/engine/touches.js";
import { NOW, SITE } from "./page.mjs";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** @param {Partial<{id: string, at: number, url: string, referrer: string, nav: string}>} more */
function arrival(more) {
  return { id: "i", at: NOW, url: "https://shop.example/", referrer: "", nav: "", ...more };
}

/** A visit that began a minute ago with a search. */
const SEARCH = {
  id: "s",
  at: NOW - MINUTE,
  url: "https://shop.example/",
  referrer: "https://google.com/",
};

/** @param {Parameters<typeof arrival>[0]} more @param {number} [seen] */
function after(more, seen = NOW - MINUTE) {
  return withArrival([SEARCH], isFresh(seen, arrival(more)), arrival(more), SITE);
}

test("the first landing of a visit is a touch, direct too", () => {
  assert.equal(withArrival([], true, arrival({}), SITE).length, 1);
  assert.equal(after({}, NOW - 31 * MINUTE).length, 2);
});

test("within a visit a direct landing, an own page and an ignored one make no touch", () => {
  for (const referrer of [
    "",
    "https://www.shop.example/a",
    "https://www.paypal.com/pay",
    "about:blank",
  ]) {
    assert.deepEqual(after({ referrer }), [SEARCH]);
  }
});

test("within a visit a tag, a click ID or a foreign page makes one", () => {
  assert.equal(after({ url: "https://shop.example/?utm_source=zalo" }).length, 2);
  assert.equal(after({ url: "https://shop.example/#/tea?utm_source=zalo" }).length, 2);
  assert.equal(after({ url: "https://shop.example/?a=1&gclid=X" }).length, 2);
  assert.equal(after({ referrer: "https://notpaypal.com/" }).length, 2);
});

test("a reload, a step back and the same landing again make none", () => {
  const url = "https://shop.example/?gclid=X";
  assert.equal(after({ url, nav: "reload" }).length, 1);
  assert.equal(after({ url, nav: "back_forward" }).length, 1);
  assert.equal(after({ referrer: SEARCH.referrer }).length, 1);
});

test("a touch is the arrival's own id, time, address and referrer", () => {
  const [touch] = withArrival(
    [],
    true,
    arrival({ referrer: "https://cốc.example/", nav: "reload" }),
    SITE,
  );
  assert.deepEqual(touch, {
    id: "i",
    at: NOW,
    url: "https://shop.example/",
    referrer: "https://cốc.example/",
  });
});

test("thirty are kept: the first and the latest", () => {
  const touches = Array.from({ length: 30 }, (_, i) => ({ ...SEARCH, id: `t${i}` }));
  const kept = withArrival(touches, true, arrival({}), SITE).map(({ id }) => id);
  assert.equal(kept.length, 30);
  assert.deepEqual([kept[0], kept[1], kept[29]], ["t0", "t2", "i"]);
});

test("a touch of more than 400 days ago is forgotten", () => {
  const old = { ...SEARCH, at: NOW - 401 * DAY };
  assert.deepEqual(
    withArrival([old], true, arrival({}), SITE).map(({ id }) => id),
    ["i"],
  );
});

test("tags are found whatever their case and place, and nowhere else", () => {
  assert.ok(tagged("https://a.example/?UTM_Source=x", []));
  assert.ok(tagged("https://a.example/#utm_source=x", []));
  assert.ok(!tagged("https://a.example/utm_source/?q=utm_source#gclid-story", ["gclid"]));
});

test("a page is its path, query and route, not its tags nor an anchor", () => {
  const page = (/** @type {string} */ url) => pageOf(`https://a.example${url}`, ["gclid"]);
  assert.equal(page("/tea?utm_source=x&gclid=1#top"), page("/tea"));
  assert.equal(page("/tea?page=2&utm_source=x"), page("/tea?page=2"));
  assert.notEqual(page("/tea?page=2"), page("/tea"));
  assert.notEqual(page("/#/tea"), page("/#/cup"));
  assert.notEqual(page("/#!/tea"), page("/"));
});
