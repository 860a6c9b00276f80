// What consent tools say: Google Consent Mode in dataLayer, IAB TCF v2 behind __tcfapi.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { closePage, nextPage, startEngine } from "./engine.mjs";
import { collector, openPage, pass, settle, stopClock, stored, took } from "./page.mjs";

const AD = "https://shop.example/tea?gclid=a";

beforeEach(stopClock);

/** As gtag() pushes. @param {...any} said */
function push(...said) {
  const { dataLayer } = /** @type {any} */ (window);
  (function () {
    // biome-ignore lint/complexity/noArguments: the shape that gtag() pushes
    dataLayer.push(arguments);
  }).apply(null, /** @type {any} */ (said));
}

/** A page whose tools are there before us. @param {(window: any) => void} prepare @param {Record<string, any>} [site] */
function pageWith(prepare, site = {}) {
  const calls = collector(took(1));
  openPage({ url: AD });
  prepare(window);
  const { engine, beckon } = nextPage(site);
  engine.gate.watch();
  return { ...calls, engine, beckon };
}

const DENIED = { analytics_storage: "denied", ad_storage: "denied", ad_user_data: "denied" };

/** @param {any} said */
const google = (said) => (/** @type {any} */ window) => {
  window.dataLayer = [{ event: "gtm.js" }, null, 7];
  if (said) push("consent", "default", said);
};

test("a default of Google Consent Mode that denies acts as a gate that waits", async () => {
  const { requests, beacons, engine } = pageWith(google(DENIED));
  await pass(5000);
  engine.queue.leave(true);
  assert.deepEqual([requests, beacons, stored()], [[], [], {}]);
  assert.equal(engine.gate.ads, false);
});

test("its update lets out what the page has kept, the landing too, within seconds", async () => {
  const { requests, engine } = pageWith(google(DENIED), { gate: "wait" });
  await pass(1000);
  push("consent", "update", { analytics_storage: "granted" });
  await pass(10_000);
  assert.equal(requests[0].body.events[0].url, AD);
  assert.equal(stored()["beckon.k_shop"].touches[0].url, AD);
  assert.equal(engine.gate.ads, false);
});

test("an update that takes consent back empties the device", async () => {
  const { engine } = pageWith(google({ analytics_storage: "granted" }));
  await pass(2000);
  assert.ok(stored()["beckon.k_shop"]);
  push("consent", "update", { analytics_storage: "denied" });
  assert.equal(engine.gate.maySend, false);
  await pass(10_000);
  assert.deepEqual(stored(), {});
});

test("an update counts above a default, in whatever order they come", async () => {
  const { engine } = pageWith((window) => {
    window.dataLayer = [];
    push("consent", "update", { analytics_storage: "granted", ad_storage: "granted" });
    push("consent", "default", DENIED);
  });
  assert.equal(engine.gate.storage, false); // until somebody has read it
  await settle();
  assert.deepEqual([engine.gate.storage, engine.gate.ads], [true, false]);
});

test("without a word of consent the site's own gate decides", () => {
  const { engine } = pageWith(google(null));
  assert.deepEqual([engine.gate.storage, engine.gate.maySend], [undefined, true]);
  const waiting = pageWith(google(null), { gate: "wait" });
  assert.equal(waiting.engine.gate.maySend, false);
});

test("what the page itself says here counts above its tools, what it said before does not", async () => {
  const { engine, beckon } = pageWith(google(DENIED));
  beckon.consent("granted");
  await settle();
  assert.equal(engine.gate.maySend, true);
  const storage = { ...localStorage };
  closePage();
  openPage({ url: AD, storage });
  google(DENIED)(window);
  const next = nextPage();
  await settle();
  assert.equal(next.engine.gate.maySend, false);
});

test("a dataLayer that is no list, or throws, is passed over", () => {
  for (const dataLayer of [7, "x", {}, { length: 1e9 }, document.body, null]) {
    const { engine } = pageWith((window) => Object.assign(window, { dataLayer }));
    assert.equal(engine.gate.maySend, true);
  }
});

test("consent among its entries cannot poison a prototype", () => {
  pageWith((window) => {
    window.dataLayer = [];
    push(
      "consent",
      "default",
      JSON.parse('{"__proto__": {"analytics_storage": "granted", "x": 1}}'),
    );
  });
  assert.ok(!("x" in {}));
});

/** A page with a TCF tool; tells what it has told. */
async function tcf(gate = "none") {
  /** @type {any[]} */
  const calls = [];
  const page = pageWith(
    (window) => {
      window.__tcfapi = (/** @type {any[]} */ ...call) => calls.push(call);
    },
    { gate },
  );
  await settle();
  /** @param {any} said @param {boolean} fine */
  const tell = (said, fine = true) => calls[0][2](said, fine);
  return { ...page, calls, tell };
}

const ALL = { consents: { 1: true, 7: true } };

test("a TCF tool that has not spoken holds everything back, and is asked once", async () => {
  const { requests, calls } = await tcf();
  await pass(5000);
  assert.deepEqual(requests, []);
  assert.deepEqual(
    calls.map(([command, version]) => [command, version]),
    [["addEventListener", 2]],
  );
});

/** @type {[string, any, boolean | undefined, boolean | undefined][]} */
const TOLD = [
  ["all", { gdprApplies: true, eventStatus: "useractioncomplete", purpose: ALL }, true, true],
  ["all, earlier", { gdprApplies: true, eventStatus: "tcloaded", purpose: ALL }, true, true],
  ["storage alone", { eventStatus: "tcloaded", purpose: { consents: { 1: true } } }, true, false],
  ["nothing", { eventStatus: "useractioncomplete", purpose: { consents: {} } }, false, false],
  [
    "a banner on screen",
    { gdprApplies: true, eventStatus: "cmpuishown", purpose: ALL },
    false,
    false,
  ],
  ["no law applies", { gdprApplies: false, eventStatus: "tcloaded" }, undefined, undefined],
  ["garbage", 7, false, false],
];

for (const [name, said, storage, ads] of TOLD) {
  test(`TCF tells of ${name}`, async () => {
    const { engine, tell, requests } = await tcf();
    tell(said);
    assert.deepEqual([engine.gate.storage, engine.gate.ads], [storage, ads]);
    await pass(2000);
    assert.equal(requests.length > 0, storage !== false);
  });
}

test("a TCF tool that comes after us is heard, and one that fails changes nothing", async () => {
  const { engine } = startEngine();
  engine.gate.watch();
  assert.equal(engine.gate.maySend, true);
  Object.assign(window, { __tcfapi: () => {} });
  assert.equal(engine.gate.maySend, false);
  const { tell, engine: other } = await tcf();
  tell({ purpose: ALL }, false);
  assert.equal(other.gate.maySend, false);
});
