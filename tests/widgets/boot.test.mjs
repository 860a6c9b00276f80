import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { capture } from "../../widgets/js/engine/arrival.js";
import { boot } from "../../widgets/js/engine/boot.js";
import { collector, openPage, pass, SITE, settle, stopClock, stored, took } from "./page.mjs";

beforeEach(stopClock);

/** Runs the tag of that site. @param {Record<string, any>} [site] */
const tag = (site) => boot(/** @type {any} */ ({ ...SITE, widgets: [], ...site }), capture());

/** @param {...any} command */
const beckon = (...command) => /** @type {any} */ (window).beckon(...command);

/** @param {{body: any}[]} requests */
const names = (requests) =>
  requests.flatMap(({ body }) => body.events.map((/** @type {any} */ e) => e.name));

test("a tag pasted twice runs once", async () => {
  const { requests } = collector(took(1));
  openPage();
  tag();
  tag();
  await pass(2000);
  assert.deepEqual(names(requests), ["pageview"]);
});

test("two sites on one page both hear each command, also from before they came", async () => {
  const { requests } = collector(took(1));
  openPage();
  tag();
  beckon("track", "tea_seen");
  tag({ key: "k_other" });
  await pass(2000);
  const sites = requests.map(({ body }) => [body.site, body.events.length]);
  assert.deepEqual(sites.sort(), [
    ["k_other", 2],
    ["k_shop", 2],
  ]);
});

test("commands from before the load run, and the page's own snippet goes on working", async () => {
  const { requests } = collector(took(1));
  const window = /** @type {any} */ (openPage());
  const snippet = function () {
    window.beckon.q ??= [];
    // biome-ignore lint/complexity/noArguments: the shape every such snippet has
    window.beckon.q.push(arguments);
  };
  window.beckon = snippet;
  /** @type {any} */ (snippet)("track", "before");
  tag();
  /** @type {any} */ (snippet)("track", "after");
  await pass(2000);
  assert.deepEqual(names(requests), ["pageview", "before", "after"]);
});

test("an element called beckon does not stand in the way", () => {
  collector(took(1));
  Object.assign(openPage(), { beckon: { tagName: "DIV" } });
  tag();
  assert.equal(typeof beckon("why"), "object");
});

test("unknown and broken commands change nothing", () => {
  collector(took(1));
  openPage();
  tag();
  for (const name of ["toString", "__proto__", "constructor", undefined, "open"]) {
    assert.ok(!beckon(name));
  }
});

test("whoever asks for ready hears of it, before and after", () => {
  collector(took(1));
  const window = /** @type {any} */ (openPage());
  /** @type {string[]} */
  const heard = [];
  window.beckon = { q: [] };
  window.beckon = Object.assign(() => {}, { q: [["on", "ready", () => heard.push("before")]] });
  tag();
  beckon("on", "ready", (/** @type {any} */ detail) => heard.push(detail.site));
  assert.deepEqual(heard, ["before", "k_shop"]);
});

test("why tells what is allowed, known and waiting", () => {
  collector(took(1));
  openPage({ url: "https://shop.example/?gclid=a" });
  tag({ widgets: SITE.widgets });
  const { visitor, touches, ...rest } = beckon("why");
  assert.equal(visitor.length, 22);
  assert.equal(touches[0].url, "https://shop.example/?gclid=a");
  assert.deepEqual(rest, {
    sending: true,
    storing: true,
    ads: undefined,
    queued: 1,
    widgets: { w_1: "no trigger has fired" },
  });
});

test("the landing is what it was before a router tidied the address", async () => {
  const { requests } = collector(took(1));
  const window = openPage({ url: "https://shop.example/?utm_source=zalo" });
  const landing = capture();
  window.history.replaceState({}, "", "/");
  boot(/** @type {any} */ ({ ...SITE, widgets: [] }), landing);
  await pass(2000);
  assert.deepEqual(names(requests), ["pageview"]);
  assert.equal(requests[0].body.events[0].url, "https://shop.example/?utm_source=zalo");
});

test("another page of a single-page app is a pageview that comes from the last one", async () => {
  const { requests } = collector(took(1));
  const window = openPage();
  tag();
  window.history.pushState({}, "", "/tea");
  window.document.dispatchEvent(new window.Event("click"));
  await pass(3000);
  window.history.replaceState({}, "", "/tea?utm_source=x#top");
  window.document.dispatchEvent(new window.Event("click"));
  await pass(3000);
  const events = requests.flatMap(({ body }) => body.events);
  assert.deepEqual(
    events.map(({ url, referrer, props }) => [url, referrer, props]),
    [
      ["https://shop.example/", "", {}],
      ["https://shop.example/tea", "https://shop.example/", { nav: "route" }],
    ],
  );
});

test("a page out of the browser's cache is a new pageview, with one set of listeners", async () => {
  const { requests } = collector(took(1));
  const window = /** @type {any} */ (openPage({ referrer: "https://google.com/" }));
  tag();
  await pass(2000);
  window.dispatchEvent(new window.Event("pagehide"));
  window.dispatchEvent(Object.assign(new window.Event("pageshow"), { persisted: true }));
  window.dispatchEvent(Object.assign(new window.Event("pageshow"), { persisted: false }));
  await pass(2000);
  const [, second, ...more] = requests.flatMap(({ body }) => body.events);
  assert.deepEqual(
    [second.name, second.referrer, second.props],
    ["pageview", "", { nav: "restore" }],
  );
  assert.deepEqual(more, []);
  assert.equal(stored()["beckon.k_shop"].touches.length, 1);
});

test("a page that is only prepared waits until it is shown", async () => {
  const { requests } = collector(took(1));
  const window = /** @type {any} */ (openPage());
  Object.defineProperty(window.document, "prerendering", { value: true, configurable: true });
  tag();
  beckon("track", "tea_seen");
  await pass(5000);
  assert.deepEqual([requests, stored()], [[], {}]);
  window.document.dispatchEvent(new window.Event("prerenderingchange"));
  await pass(2000);
  assert.deepEqual(names(requests), ["pageview", "tea_seen"]);
});

test("the collector is where the script came from, its prefix too", async () => {
  const { requests } = collector(took(1));
  const window = /** @type {any} */ (openPage());
  const script = window.document.createElement("script");
  script.setAttribute("src", "https://shop.example/_b/s/k_shop.js?v=2");
  Object.defineProperty(window.document, "currentScript", { value: script });
  tag();
  await pass(2000);
  assert.equal(requests[0].url, "https://shop.example/_b/v1/events");
});

test("an image that is named currentScript is not asked where the collector is", async () => {
  const { requests } = collector(took(1));
  const window = /** @type {any} */ (openPage());
  const image = window.document.createElement("img");
  image.src = "https://evil.example/s/k_shop.js";
  Object.defineProperty(window.document, "currentScript", { value: image });
  tag();
  await pass(2000);
  assert.equal(requests[0].url, "https://collector.example/v1/events");
});

test("a widget that does not load is told to the page, and tried again", async () => {
  collector([500, "<html>"]);
  const window = /** @type {any} */ (openPage());
  /** @type {any[]} */
  const errors = [];
  window.addEventListener("beckon:error", (/** @type {any} */ { detail }) => errors.push(detail));
  const [widget] = SITE.widgets;
  tag({ widgets: [{ ...widget, triggers: [["load"]] }] });
  await pass(1500);
  await settle();
  assert.deepEqual(errors[0], {
    site: "k_shop",
    widget: "w_1",
    kind: "callback",
    variant: null,
    reason: "load",
  });
  assert.equal(beckon("why").widgets.w_1, "not loaded");
  await pass(60_000);
  assert.equal(errors.length, 6);
});
