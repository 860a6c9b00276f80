import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { clickIdOf } from "../../widgets/js/decide/landing.js";
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

test("within a visit a direct landing and an own page make no touch", () => {
  for (const referrer of ["", "https://www.shop.example/a", "about:blank"]) {
    assert.deepEqual(after({ referrer }), [SEARCH]);
  }
});

test("within a visit a tag, a click ID or a foreign page makes one", () => {
  assert.equal(after({ url: "https://shop.example/?utm_source=zalo" }).length, 2);
  assert.equal(after({ url: "https://shop.example/#/tea?utm_source=zalo" }).length, 2);
  assert.equal(after({ url: "https://shop.example/?a=1&gclid=X" }).length, 2);
  assert.equal(after({ referrer: "https://notshop.example/" }).length, 2);
  // From nowhere, with a tag that the collector knows and we do not.
  assert.equal(after({ url: "https://shop.example/?oppref=X" }).length, 2);
  assert.equal(after({ url: "https://shop.example/?a=X", referrer: SEARCH.url }).length, 1);
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
  assert.ok(tagged("https://a.example/?UTM_Source=x"));
  assert.ok(tagged("https://a.example/#utm_source=x"));
  assert.ok(!tagged("https://a.example/utm_source/?q=utm_source#gclid-story"));
});

test("a page is its path, query and route, not its tags nor an anchor", () => {
  const page = (/** @type {string} */ url) => pageOf(`https://a.example${url}`);
  assert.equal(page("/tea?utm_source=x&gclid=1#top"), page("/tea"));
  assert.equal(page("/tea?page=2&utm_source=x"), page("/tea?page=2"));
  assert.notEqual(page("/tea?page=2"), page("/tea"));
  assert.notEqual(page("/#/tea"), page("/#/cup"));
  assert.notEqual(page("/#!/tea"), page("/"));
});

test("every parameter that the collector knows is a tag, or goes to the collector when it comes from nowhere", () => {
  const book = new URL("../../collector/attribution/data/click_ids.json", import.meta.url);
  const names = Object.keys(JSON.parse(readFileSync(book, "utf8")).params);
  assert.ok(names.length > 40);
  for (const name of names)
    assert.equal(after({ url: `https://shop.example/?${name}=X` }).length, 2, name);
  for (const name of ["id", "product_id", "cid", "page", "q", "sku", "model", "clid_"])
    assert.ok(!tagged(`https://shop.example/?${name}=X`), name);
});

test("a click on an ad is told from what newsletters and people who share put into links", () => {
  const book = new URL("../../collector/attribution/data/click_ids.json", import.meta.url);
  const { params } = JSON.parse(readFileSync(book, "utf8"));
  const clicks = /^(affiliate_)?click_id$|^aggregate_click_id$/;
  for (const [name, { kind, paid }] of Object.entries(params)) {
    const found = clickIdOf(`https://shop.example/?a=1&${name}=X#top`);
    assert.equal(found, clicks.test(kind) && paid ? name.toLowerCase() : undefined, name);
    assert.equal(clickIdOf(`https://shop.example/?${name}=`), undefined);
  }
});
