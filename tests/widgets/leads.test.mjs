import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { formsOf } from "../../widgets/js/engine/forms.js";
import { heardLate } from "../../widgets/js/engine/lead.js";
import { outcomeOf } from "../../widgets/js/engine/leads.js";
import { memoryOf } from "../../widgets/js/engine/memory.js";
import { closePage, nextPage, startEngine } from "./engine.mjs";
import { collector, NOW, pass, SITE, settle, stored } from "./page.mjs";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const STORED = [201, { id: "l_1", status: "stored", event_id: "e_1", success: { title: "Ok" } }];
const INVALID = [422, { title: "Look again", errors: { phone: ["Too short"] } }];
const [WIDGET] = SITE.widgets;

beforeEach(() => mock.method(Math, "random", () => 1));

/** @param {import("../../widgets/js/engine/engine.js").Engine} engine */
const submit = (engine, phone = "0900 000 001") =>
  formsOf(engine).submit(WIDGET, { phone }, { elapsed_ms: 5200 }, "vi");

/** The details of the window's events of that name from now on. @param {string} name */
function heard(name) {
  /** @type {any[]} */
  const details = [];
  window.addEventListener(`beckon:${name}`, (/** @type {any} */ { detail }) =>
    details.push(detail),
  );
  return details;
}

const leadsKept = () => Object.keys(stored()).filter((key) => key.includes(".l."));

test("a stored lead is told to the form, the window and the pixels that are there, with one event id", async () => {
  collector(STORED);
  const { engine } = startEngine();
  const submitted = heard("submitted");
  const fbq = mock.fn();
  Object.assign(window, { dataLayer: [], fbq });
  assert.deepEqual(await submit(engine), {
    state: "stored",
    id: "l_1",
    event_id: "e_1",
    success: { title: "Ok" },
  });
  assert.deepEqual(submitted, [
    {
      site: "k_shop",
      widget: "w_1",
      kind: "callback",
      variant: null,
      state: "stored",
      event_id: "e_1",
    },
  ]);
  assert.deepEqual(
    [.../** @type {any} */ (window).dataLayer],
    [{ event: "generate_lead", event_id: "e_1" }],
  );
  assert.deepEqual(fbq.mock.calls[0].arguments, ["track", "Lead", {}, { eventID: "e_1" }]);
  assert.ok(!("gtag" in window) && !("ttq" in window));
});

test("a pixel that throws does no harm", async () => {
  collector(STORED);
  const { engine } = startEngine();
  const dataLayer = {
    push: () => {
      throw new Error("tag manager");
    },
  };
  Object.assign(window, { dataLayer, gtag: 5, fbq: dataLayer.push, ttq: {} });
  assert.equal((await submit(engine)).state, "stored");
});

test("held and quarantined leads make no pixel event", async () => {
  for (const answer of [
    [201, { status: "held", event_id: "e_1" }],
    [202, { status: "quarantined" }],
  ]) {
    collector(answer);
    const { engine } = startEngine();
    const submitted = heard("submitted");
    Object.assign(window, { dataLayer: [] });
    assert.equal((await submit(engine)).state, /** @type {any} */ (answer[1]).status);
    assert.equal(submitted[0].event_id, null);
    assert.equal(/** @type {any} */ (window).dataLayer.length, 0);
  }
});

test("a correction has the same key, the next lead another", async () => {
  const { requests } = collector(INVALID, STORED, STORED);
  const { engine } = startEngine();
  const submitted = heard("submitted");
  assert.deepEqual(await submit(engine, "09"), {
    state: "invalid",
    errors: { phone: ["Too short"] },
  });
  assert.deepEqual(submitted, []);
  await submit(engine);
  await submit(engine);
  const keys = requests.map(({ body }) => body.key);
  assert.equal(keys[0], keys[1]);
  assert.notEqual(keys[1], keys[2]);
});

test("without the network a lead waits, is tried again under its key, and the form hears of it", async () => {
  const { requests } = collector("down", "down", STORED);
  const { engine } = startEngine();
  /** @type {any[]} */
  const late = [];
  heardLate(engine, /** @type {any} */ ({ id: "w_1" }), (outcome) => late.push(outcome.state));
  assert.equal((await submit(engine)).state, "waiting");
  assert.equal(leadsKept().length, 1);
  await pass(3 * SECOND);
  assert.deepEqual(late, ["stored"]);
  assert.deepEqual(leadsKept(), []);
  const [first, , last] = requests
    .filter(({ url }) => url.endsWith("/leads"))
    .map(({ body }) => body);
  assert.equal(first.sent_at, NOW);
  assert.ok(last.sent_at > first.sent_at);
  assert.deepEqual({ ...last, sent_at: 0 }, { ...first, sent_at: 0 });
});

test("a copy is kept before the first try, so that closing the page loses nothing", async () => {
  collector("hang");
  const { engine } = startEngine();
  void submit(engine);
  assert.equal(leadsKept().length, 1);
});

test("the next page delivers the lead of the last one, and tells the pixels once", async () => {
  collector("down");
  const first = startEngine();
  await submit(first.engine);
  closePage();
  const { requests } = collector(STORED);
  const { engine } = nextPage();
  const submitted = heard("submitted");
  formsOf(engine).sender.adopt();
  await pass(14 * SECOND);
  assert.equal(requests.filter(({ url }) => url.endsWith("/leads")).length, 0);
  await pass(2 * SECOND);
  assert.equal(submitted.length, 1);
  assert.deepEqual(leadsKept(), []);
});

test("a tab that waits too hears the outcome, but does not tell the page a second time", async () => {
  collector("down");
  const { engine } = startEngine();
  const submitted = heard("submitted");
  /** @type {any[]} */
  const late = [];
  heardLate(engine, /** @type {any} */ ({ id: "w_1" }), (outcome) => late.push(outcome.state));
  await submit(engine);
  for (const key of leadsKept()) localStorage.removeItem(key);
  collector(STORED);
  await pass(2 * SECOND);
  assert.deepEqual(late, ["stored"]);
  assert.deepEqual(submitted, []);
  assert.deepEqual(leadsKept(), []);
});

test("after a day a lead leaves the device, but this page still tries", async () => {
  collector("down");
  await submit(startEngine().engine);
  closePage();
  mock.timers.tick(25 * HOUR);
  const { requests } = collector("down", "down", STORED);
  formsOf(nextPage().engine).sender.adopt();
  assert.deepEqual(leadsKept(), []);
  await pass(60 * SECOND);
  assert.ok(requests.some(({ url }) => url.endsWith("/leads")));
});

test("Retry-After holds back a lead too, also when the network comes back", async () => {
  const { requests } = collector([503, { title: "Busy" }, { "retry-after": "20" }], STORED);
  const { engine } = startEngine({ gate: "wait" });
  await submit(engine);
  formsOf(engine).sender.resume();
  await pass(19 * SECOND);
  assert.equal(requests.length, 1);
  await pass(2 * SECOND);
  assert.equal(requests.length, 2);
});

test("a lead fits into the collector's limit: the first and the latest touches go along", async () => {
  const { requests } = collector(STORED);
  const { engine } = startEngine();
  const url = `https://shop.example/?utm_term=${"ệ".repeat(2500)}`;
  const touches = Array.from({ length: 30 }, (_, i) => ({
    id: `t${i}`,
    at: NOW - 30 + i,
    url,
    referrer: "",
  }));
  engine.store.write("", { visitor: "v".repeat(22), touches, seen: NOW });
  await submit(engine);
  const lead = requests.find(({ url: to }) => to.endsWith("/leads"));
  assert.ok(Buffer.byteLength(lead?.options.body) <= 64 * 1024);
  const ids = lead?.body.touches.map((/** @type {any} */ touch) => touch.id);
  assert.equal(ids[0], "t0");
  assert.equal(ids[ids.length - 1], "t29");
});

test("only the collector's own words settle a lead", () => {
  const answer = { status: 0, data: null, final: false, wait: 0 };
  /** @type {[Partial<import("../../widgets/js/engine/post.js").Answer>, string][]} */
  const cases = [
    [{}, "waiting"],
    [{ status: 200, data: null }, "waiting"],
    [{ status: 200, data: { status: "ok" } }, "waiting"],
    [{ status: 404, data: {} }, "waiting"],
    [{ status: 429, data: {} }, "waiting"],
    [{ status: 500, data: { status: "stored" } }, "waiting"],
    [{ status: 404, data: {}, final: true }, "refused"],
    [{ status: 409, data: {}, final: true }, "stored"],
  ];
  for (const [more, state] of cases) assert.equal(outcomeOf({ ...answer, ...more }).state, state);
});

test("what lies in storage under a lead's name but is none is cleared", async () => {
  const { requests } = collector(STORED);
  const { engine } = startEngine(
    { gate: "wait" },
    { storage: { "beckon.k_shop.l.x": '{"key":5}' } },
  );
  formsOf(engine).sender.adopt();
  await pass(20 * SECOND);
  await settle();
  assert.deepEqual([requests, leadsKept()], [[], []]);
});

test("what a lead brought is kept for the widget, and an earlier page's lead is told to this one", async () => {
  const voucher = { state: "issued", code: "K7PM-2QXR-9DTV" };
  collector(new Error("no network"));
  const { engine } = startEngine();
  assert.equal((await submit(engine)).state, "waiting");
  collector([201, { id: "l_1", status: "stored", event_id: "e_1", success: { voucher } }]);
  const next = nextPage();
  /** @type {any[]} */
  const told = [];
  heardLate(next.engine, WIDGET, (outcome) => told.push(outcome.success));
  formsOf(next.engine).sender.adopt();
  await pass(30 * SECOND);
  assert.deepEqual(told, [{ voucher }]);
  assert.deepEqual(memoryOf(next.engine, WIDGET.id).read("kept"), voucher);
});
