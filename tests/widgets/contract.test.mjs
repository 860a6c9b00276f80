// The bodies that the script sends, against the fixture that the collector's tests read too.
// `UPDATE=1 node --test tests/widgets/contract.test.mjs` writes the fixture anew.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mock, test } from "node:test";
import { formsOf } from "../../widgets/js/engine/forms.js";
import { closePage, nextPage, startEngine } from "./engine.mjs";
import { collector, openPage, pass, SITE, took } from "./page.mjs";

const FIXTURE = new URL("../contract/bodies.json", import.meta.url);
const AD =
  "https://shop.example/tra?utm_source=google&utm_medium=cpc&utm_campaign=t%E1%BA%BFt&gclid=Ab_9-x#menu";
const CONSENT = { purposes: { marketing: true, ads: false }, wording: "v3" };
const INVALID = [422, { title: "Look again", errors: { phone: ["Too short"] } }];

process.env.TZ = "Asia/Bangkok";

/** Ids that are the same in every run. */
function countIds() {
  let count = 0;
  mock.method(crypto, "getRandomValues", (/** @type {Uint8Array} */ bytes) => bytes.fill(++count));
}

/** @param {import("../../widgets/js/engine/engine.js").Engine} engine @param {string} phone */
function submit(engine, phone) {
  const fields = { phone, name: "Đặng Thị Ơn" };
  return formsOf(engine).submit(
    SITE.widgets[0],
    fields,
    { consent: CONSENT, elapsed_ms: 5200 },
    "vi",
  );
}

/** From an ad over two pages to a lead that is corrected, sent into the void and sent again. */
async function visit() {
  const { requests } = collector(took(1), took(2), INVALID, "down");
  startEngine({}, { url: AD, referrer: "https://www.google.com/" });
  await pass(2000);
  closePage();
  const { localStorage } = window;
  openPage({ url: "https://shop.example/lien-he", referrer: AD, storage: { ...localStorage } });
  const { engine, beckon } = nextPage();
  beckon.track("added_to_cart", { value: "185000", sku: "TRA-01" });
  await pass(2000);
  await submit(engine, "0900");
  await submit(engine, "0900 000 001");
  await pass(4000);
  const [first, second, odd, lead, ...later] = requests.map(({ body }) => body);
  return { events: [first, second], invalid: odd, lead, again: later.find(({ key }) => key) };
}

/** @param {"wait" | "cookieless"} gate */
async function visitBehind(gate) {
  const { requests } = collector(took(1), INVALID);
  const { engine } = startEngine({ gate }, { url: AD, referrer: "https://www.google.com/" });
  await pass(2000);
  await submit(engine, "0900 000 001");
  return requests.map(({ body }) => body);
}

test("the script sends what the fixture says", async () => {
  mock.method(Math, "random", () => 0.5);
  countIds();
  const { events, invalid, lead, again } = await visit();
  const [withoutIds, cookieless] = await visitBehind("cookieless");
  const [unconsented] = await visitBehind("wait");
  const bodies = {
    events: { visit: events, cookieless: [withoutIds] },
    leads: { invalid, corrected: lead, again, cookieless, unconsented },
  };
  if (process.env.UPDATE) writeFileSync(FIXTURE, `${JSON.stringify(bodies, null, 2)}\n`);
  assert.deepEqual(JSON.parse(JSON.stringify(bodies)), JSON.parse(readFileSync(FIXTURE, "utf8")));
});

test("in the fixture a correction keeps its key, and a retry changes nothing but its time", () => {
  const { leads } = JSON.parse(readFileSync(FIXTURE, "utf8"));
  assert.equal(leads.invalid.key, leads.corrected.key);
  assert.ok(leads.again.sent_at > leads.corrected.sent_at);
  assert.deepEqual({ ...leads.again, sent_at: 0 }, { ...leads.corrected, sent_at: 0 });
});
