import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { formsOf } from "../../widgets/js/engine/forms.js";
import { closePage, nextPage, startEngine } from "./engine.mjs";
import { collector, pass, SITE, settle, stored, took } from "./page.mjs";

const AD = "https://shop.example/tea?gclid=a#top";
const STORED = [201, { id: "l_1", status: "stored", event_id: "e_1", success: {} }];
const FIELDS = { phone: "0900 000 001" };

beforeEach(() => mock.method(Math, "random", () => 1));

/** @param {import("../../widgets/js/engine/engine.js").Engine} engine */
const submit = (engine) => formsOf(engine).submit(SITE.widgets[0], FIELDS, {}, "vi");

test("before consent a waiting site sends and stores nothing", async () => {
  const { requests, beacons } = collector(took(1));
  const { engine, beckon } = startEngine({ gate: "wait" }, { url: AD });
  beckon.track("tea_seen");
  await pass(60_000);
  engine.queue.leave(true);
  assert.deepEqual([requests, beacons, stored()], [[], [], {}]);
});

test("a lead goes without consent, and tells nothing of the way here", async () => {
  const { requests } = collector(STORED);
  const { engine } = startEngine({ gate: "wait" }, { url: AD, referrer: "https://google.com/" });
  assert.equal((await submit(engine)).state, "stored");
  const [{ body }] = requests;
  assert.deepEqual(
    [body.visitor, body.touches, body.url, body.referrer, body.pixel],
    [null, [], "https://shop.example/tea", "", null],
  );
  assert.deepEqual(body.fields, FIELDS);
  assert.deepEqual(stored(), {});
});

test("consent lets out what the page has kept, with the landing as a touch", async () => {
  const { requests } = collector(took(2));
  const { engine, beckon } = startEngine({ gate: "wait" }, { url: AD });
  beckon.track("tea_seen");
  beckon.consent("granted");
  beckon.consent({ storage: true });
  await settle();
  await pass(0);
  assert.equal(requests[0].body.events.length, 2);
  assert.equal(requests[0].body.visitor, engine.visitor.id);
  assert.deepEqual(
    stored()["beckon.k_shop"].touches.map((/** @type {any} */ touch) => touch.url),
    [AD],
  );
  closePage();
  // At once: its landing must not wait for a part.
  assert.ok(nextPage({ gate: "wait" }).engine.gate.mayStore);
});

test("a refusal holds although the page was left before it could be weighed, against an earlier yes", async () => {
  collector(took(1), took(1));
  const { beckon } = startEngine();
  beckon.consent(true);
  await settle();
  closePage();
  nextPage().beckon.consent({ storage: false });
  closePage();
  const last = nextPage();
  assert.ok(!last.engine.gate.mayStore);
  await settle();
  assert.ok(!last.engine.gate.mayStore);
  assert.equal(last.engine.gate.ads, true);
  assert.deepEqual(Object.keys(stored()), ["beckon.k_shop.consent"]);
  closePage();
  assert.ok(!nextPage().engine.gate.maySend);
});

test("saying yes again repeats no touch", async () => {
  collector(took(1));
  const { engine, beckon } = startEngine({ gate: "wait" }, { url: AD });
  const url = "https://shop.example/?gclid=b";
  engine.arrive({ url, referrer: "", at: Date.now(), nav: "" });
  beckon.consent(true);
  beckon.consent({ storage: true });
  await settle();
  assert.deepEqual(
    engine.visitor.touches.map((touch) => touch.url),
    [AD, url],
  );
});

test("a refusal ends sending and takes back all but a lead on its way", async () => {
  const { requests } = collector("down");
  const { engine, beckon } = startEngine();
  await submit(engine);
  requests.length = 0;
  beckon.consent(false);
  beckon.track("tea_seen");
  await settle();
  engine.queue.leave(true);
  const kept = Object.keys(stored()).map((key) => key.replace(/l\..+/, "l."));
  assert.deepEqual(kept.sort(), ["beckon.k_shop.consent", "beckon.k_shop.l."]);
  assert.ok(requests.every(({ url }) => url.endsWith("/leads")));
  closePage();
  assert.ok(!nextPage().engine.gate.maySend);
});

test("a cookieless site sends events without ids and keeps nothing", async () => {
  const { requests } = collector(took(1), STORED);
  const { engine } = startEngine({ gate: "cookieless" }, { url: AD });
  await pass(1500);
  await submit(engine);
  assert.equal(requests[0].body.visitor, null);
  assert.equal(requests[0].body.events[0].url, AD);
  assert.equal(requests[1].body.visitor, null);
  assert.equal(requests[1].body.touches[0].url, AD);
  assert.deepEqual(stored(), {});
});

test("Global Privacy Control refuses ads, whatever the banner and the form say", async () => {
  const { requests } = collector(STORED);
  const { engine, beckon } = startEngine();
  // biome-ignore lint/suspicious/noDocumentCookie: the page under test has its pixels' cookies
  document.cookie = "_fbp=fb.1.2";
  Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
  beckon.consent({ ads: true });
  await settle();
  const extra = { consent: { purposes: { ads: true, marketing: true }, wording: "v3" } };
  await formsOf(engine).submit(SITE.widgets[0], FIELDS, extra, "vi");
  assert.deepEqual(requests[0].body.consent, {
    purposes: { ads: false, marketing: true },
    wording: "v3",
  });
  assert.equal(requests[0].body.pixel, null);
});

test("with consent to ads a lead carries the pixels' ids", async () => {
  const { requests } = collector(STORED);
  const { engine, beckon } = startEngine();
  // biome-ignore lint/suspicious/noDocumentCookie: the page under test has its pixels' cookies
  document.cookie = "_fbp=fb.1.2";
  beckon.consent({ ads: "granted" });
  await settle();
  await submit(engine);
  assert.deepEqual(requests[0].body.pixel, { fbp: "fb.1.2" });
  assert.deepEqual(requests[0].body.consent.purposes, { ads: true });
});

test("who refuses and leaves at once is taken at their word on the next page", async () => {
  collector(took(1));
  const { engine, beckon } = startEngine();
  engine.parts.consent = () => new Promise(() => {});
  beckon.consent("denied");
  assert.ok(!engine.gate.maySend);
  engine.queue.leave(true);
  closePage();
  const next = nextPage();
  assert.ok(!next.engine.gate.maySend);
  await settle();
  assert.deepEqual(Object.keys(stored()), ["beckon.k_shop.consent"]);
  assert.ok(!next.engine.gate.maySend);
});

test("a yes waits until the part that weighs it has come, however often that fails", async () => {
  const { requests } = collector(took(1));
  const { engine, beckon } = startEngine({ gate: "wait" });
  const { consent } = engine.parts;
  engine.parts.consent = () => Promise.reject(new TypeError("offline"));
  beckon.consent(true);
  await pass(3000);
  assert.deepEqual(requests, []);
  engine.parts.consent = consent;
  beckon.track("tea_seen");
  await settle();
  await pass(2000);
  assert.equal(requests[0].body.events.length, 2);
});
