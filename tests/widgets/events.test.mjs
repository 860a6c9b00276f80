import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { closePage, nextPage, startEngine } from "./engine.mjs";
import { collector, pass, stored, took } from "./page.mjs";

const SECOND = 1000;
const BUSY = [503, { title: "Cannot store just now" }, { "retry-after": "30" }];

/** @param {{body: any}[]} requests */
const names = (requests) =>
  requests.map(({ body }) => body.events.map((/** @type {any} */ e) => e.name));
/** @param {{body: any}[]} requests */
const ids = (requests) =>
  requests.flatMap(({ body }) => body.events.map((/** @type {any} */ e) => e.id));

beforeEach(() => mock.method(Math, "random", () => 1));

test("events wait a moment for company and go as one text/plain post that outlives the page", async () => {
  const { requests } = collector(took(2));
  const { beckon } = startEngine();
  beckon.track("tea_seen");
  await pass(SECOND);
  assert.equal(requests.length, 0);
  await pass(SECOND);
  assert.deepEqual(names(requests), [["pageview", "tea_seen"]]);
  const [{ url, options }] = requests;
  assert.equal(url, "https://collector.example/v1/events");
  assert.equal(options.keepalive, true);
  assert.equal(options.credentials, "omit");
  assert.equal(typeof options.body, "string");
  assert.equal(options.headers, undefined);
});

test("twenty events do not wait", async () => {
  const { requests } = collector(took(20));
  const { beckon } = startEngine();
  for (let i = 0; i < 19; i++) beckon.track("tea_seen");
  await pass(0);
  assert.equal(requests[0].body.events.length, 20);
});

test("a retry comes later each time, with the same ids", async () => {
  const { requests } = collector("down", [502, "<html>"], [200, "<html>captive portal"], took(1));
  startEngine();
  await pass(1500);
  await pass(1000);
  assert.equal(requests.length, 2);
  await pass(1500);
  assert.equal(requests.length, 2);
  await pass(500);
  await pass(4000);
  assert.equal(requests.length, 4);
  assert.equal(new Set(ids(requests)).size, 1);
  await pass(600 * SECOND);
  assert.equal(requests.length, 4);
});

test("a collector that hangs is left after ten seconds and asked again", async () => {
  const { requests } = collector("hang", took(1));
  startEngine();
  await pass(1500);
  await pass(9 * SECOND);
  assert.equal(requests.length, 1);
  await pass(3 * SECOND);
  assert.equal(requests.length, 2);
});

test("the waits end at five minutes", async () => {
  const { requests } = collector("down");
  startEngine();
  await pass(3600 * SECOND);
  const { length } = requests;
  await pass(3000 * SECOND);
  assert.equal(requests.length - length, 10);
});

test("Retry-After is obeyed, by the next page and by a beacon too", async () => {
  const { requests, beacons } = collector(BUSY, took(3));
  const { engine, beckon } = startEngine();
  await pass(1500);
  beckon.track("tea_seen");
  engine.queue.leave(true);
  closePage();
  nextPage();
  await pass(29 * SECOND);
  assert.equal(requests.length, 1);
  assert.equal(beacons.length, 0);
  await pass(3 * SECOND);
  assert.deepEqual(names(requests)[1], ["pageview", "tea_seen", "pageview"]);
});

test("the longest wait a collector may ask for is obeyed by a page opened right after", async () => {
  const { requests } = collector([503, {}, { "retry-after": "3600" }], took(2));
  const { engine } = startEngine();
  await pass(1500);
  engine.queue.leave(true);
  closePage();
  nextPage();
  await pass(3590 * SECOND);
  assert.equal(requests.length, 1);
  await pass(20 * SECOND);
  assert.equal(requests.length, 2);
});

test("a page that closes sends a beacon, and the next page confirms it under the same ids", async () => {
  const { requests, beacons } = collector(took(2));
  const { engine } = startEngine();
  engine.queue.leave(true);
  engine.queue.leave();
  closePage();
  assert.deepEqual(names(beacons), [["pageview"]]);
  nextPage();
  await pass(1500);
  assert.deepEqual(names(requests), [["pageview", "pageview"]]);
  assert.equal(ids(requests)[0], ids(beacons)[0]);
  assert.deepEqual(Object.keys(stored()), ["beckon.k_shop"]);
});

test("what a fetch carries already does not go as a beacon too", async () => {
  const { beacons } = collector("hang");
  const { engine, beckon } = startEngine();
  await pass(1500);
  beckon.track("tea_seen");
  engine.queue.leave();
  assert.deepEqual(names(beacons), [["tea_seen"]]);
});

test("while a request is on its way no second one leaves", async () => {
  const { requests } = collector("hang");
  const { engine, beckon } = startEngine();
  await pass(1500);
  beckon.track("tea_seen");
  engine.resume();
  await pass(0);
  assert.deepEqual(names(requests), [["pageview"]]);
});

test("an open tab keeps its own list; one that is silent for a minute is adopted", async () => {
  collector("down");
  startEngine();
  nextPage();
  assert.equal(Object.keys(stored()).filter((key) => key.includes(".q.")).length, 2);
  closePage();
  mock.timers.tick(61 * SECOND);
  const { requests } = collector(took(3));
  nextPage();
  await pass(2 * SECOND);
  assert.deepEqual(names(requests), [["pageview", "pageview", "pageview"]]);
});

test("past two hundred events the oldest go, and the next batch tells how many", async () => {
  const { requests } = collector("down", took(100));
  const { beckon } = startEngine();
  for (let i = 0; i < 249; i++) beckon.track(`t${i}`);
  await pass(20 * SECOND);
  const sent = requests.slice(1).flatMap(({ body }) => body.events);
  assert.equal(sent.length, 201);
  assert.equal(sent[0].name, "t49");
  assert.deepEqual(sent[200].props, { events: 50 });
  assert.equal(sent[200].name, "dropped");
});

test("a batch has at most a hundred events and 60 kB, whatever the letters", async () => {
  const { requests } = collector(took(1));
  const { beckon } = startEngine();
  for (let i = 0; i < 150; i++) beckon.track("note", { text: "ệ".repeat(900) });
  await pass(20 * SECOND);
  assert.equal(new Set(ids(requests)).size, 151);
  for (const { options, body } of requests) {
    assert.ok(body.events.length <= 100);
    assert.ok(Buffer.byteLength(options.body) <= 60_000);
  }
});

test("a refusal in the collector's own words is final, and counted", async () => {
  const { requests } = collector([404, { title: "Unknown site" }], took(1));
  const { beckon } = startEngine();
  await pass(1500);
  beckon.track("tea_seen");
  await pass(2 * SECOND);
  assert.deepEqual(names(requests), [["pageview"], ["tea_seen", "dropped"]]);
});

test("what the collector keeps in quarantine is not sent again", async () => {
  const { requests } = collector([202, { status: "quarantined", reason: "origin" }]);
  const { beckon } = startEngine();
  await pass(1500);
  beckon.track("tea_seen");
  await pass(60 * SECOND);
  assert.deepEqual(names(requests), [["pageview"], ["tea_seen"]]);
});

test("corrupted lists and memories start fresh", async () => {
  const { requests } = collector(took(1));
  startEngine(
    {},
    {
      storage: {
        "beckon.k_shop": '{"visitor":7,"touches":[null,{"at":"x"}],"seen":"soon"}',
        "beckon.k_shop.q.a": "{broken",
        "beckon.k_shop.q.b": '{"events":[null,5,{"id":"x"}],"dropped":"many"}',
        "beckon.k_shop.q.c": "null",
      },
    },
  );
  await pass(2 * SECOND);
  assert.deepEqual(names(requests), [["pageview"]]);
  assert.deepEqual(Object.keys(stored()), ["beckon.k_shop"]);
  assert.equal(stored()["beckon.k_shop"].touches.length, 1);
});

test("a touch has the id of its pageview event", async () => {
  const { requests } = collector(took(1));
  const { engine } = startEngine({}, { url: "https://shop.example/?gclid=a" });
  await pass(1500);
  assert.equal(engine.visitor.touches[0].id, ids(requests)[0]);
  assert.equal(requests[0].body.visitor, engine.visitor.id);
  assert.match(requests[0].body.visitor, /^[\w-]{22}$/);
});

test("track tells money as the page wrote it, and turns words into names", async () => {
  const { requests } = collector(took(1));
  const { beckon } = startEngine();
  beckon.track("Added To Cart", { value: "12.50", currency: "eur", sku: "T1" });
  beckon.track("sale", { value: 250000 });
  beckon.track("9lives");
  beckon.track("bare", null);
  await pass(1500);
  const [, added, sale, bare] = requests[0].body.events;
  assert.deepEqual(
    [added.name, added.value, added.currency, added.props],
    ["added_to_cart", "12.50", "EUR", { sku: "T1" }],
  );
  assert.deepEqual([sale.value, sale.currency], ["250000", "VND"]);
  assert.deepEqual([bare.name, bare.value, bare.currency], ["bare", undefined, undefined]);
});
