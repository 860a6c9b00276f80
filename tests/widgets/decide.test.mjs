// What keeps a widget silent, over snapshots of page and visitor: tests/contract/decide.json, which the
// collector's tests read too, and the frequency cases.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { armOf, bucketOf } from "../../widgets/js/decide/arms.js";
import { FACTS, TESTS } from "../../widgets/js/decide/facts.js";
import { IGNORED, lastEarning } from "../../widgets/js/decide/ignored.js";
import { silence, unmet } from "../../widgets/js/decide/rules.js";
import { outside } from "../../widgets/js/decide/schedule.js";
import { TRIGGERS } from "../../widgets/js/decide/triggers.js";

const book = JSON.parse(readFileSync(new URL("../contract/decide.json", import.meta.url), "utf8"));
const NOW = Date.parse("2026-11-23T03:00:00Z");
const MINUTE = 60_000;

/** @param {any} more @returns {any} */
function snapshot({ memory = {}, stored = {}, variables = {}, ...more } = {}) {
  return {
    now: NOW,
    zone: "Asia/Ho_Chi_Minh",
    hours: book.hours,
    url: "https://shop.example/",
    touch: { url: "https://shop.example/", referrer: "" },
    own: ["shop.example"],
    visits: 1,
    pages: 1,
    device: "desktop",
    app: null,
    language: "vi",
    agent: "",
    stay: 0,
    cookies: "",
    stored: (/** @type {string} */ name) => stored[name] ?? null,
    variable: (/** @type {string} */ name) => variables[name] ?? null,
    consent: {},
    of: (/** @type {string} */ name) => memory[name] ?? {},
    ...more,
  };
}

for (const { rule, short, snapshot: more, holds } of book.rules) {
  if (!short) continue;
  test(`${JSON.stringify(rule)} ${holds ? "holds" : "does not hold"} of ${JSON.stringify(more)}`, () => {
    assert.equal(unmet(short, snapshot(more)) === "", holds);
  });
}

for (const { short, at, zone, outside: expected } of book.schedules) {
  test(`${JSON.stringify(short)} at ${at} in ${zone} is ${expected ? "out" : "in"}`, () => {
    const snap = snapshot({ now: Date.parse(at), zone });
    assert.equal(!!outside(short, snap), expected);
  });
}

for (const { visitor, widget, variants, holdout, bucket, arm } of book.arms) {
  test(`${visitor} is in arm ${arm} of ${widget}`, () => {
    const arms = variants.map((/** @type {any} */ { name, weight }) => [name, weight]);
    assert.equal(armOf({ id: widget, variants: arms, holdout }, visitor)?.[0] ?? null, arm);
    if (visitor) assert.equal(bucketOf(visitor + widget), bucket);
  });
}

test("a visitor who comes back from paying came as before", () => {
  const url = "https://shop.example/";
  const ad = { url: `${url}?gclid=X`, referrer: "https://www.google.com/" };
  const paid = { url, referrer: "https://www.paypal.com/pay" };
  assert.equal(lastEarning([ad, paid]), ad);
  const tagged = { ...paid, url: `${url}?utm_source=x` };
  assert.equal(lastEarning([ad, tagged]), tagged);
  const own = { url, referrer: "https://vi.tra-gop.example/" };
  assert.equal(lastEarning([ad, own]), own);
  assert.equal(lastEarning([ad, own], ["tra-gop.example"]), ad);
  assert.equal(lastEarning([paid]), undefined);
});

test("both sides ignore the same hosts", () => {
  const file = new URL("../../collector/attribution/data/ga4_channels.json", import.meta.url);
  const hosts = /"ours_ignored_referrers": (\[[^\]]*\])/.exec(readFileSync(file, "utf8"))?.[1];
  assert.deepEqual([...IGNORED].sort(), JSON.parse(`${hosts}`).sort());
});

test("both sides know the same questions, comparisons and triggers", () => {
  assert.deepEqual(Object.keys(FACTS).sort(), [...book.facts].sort());
  assert.deepEqual(Object.keys(TESTS).sort(), [...book.operators].sort());
  assert.deepEqual(Object.keys(TRIGGERS).sort(), [...book.triggers].sort());
});

test("the words of a silence name the question that is not met", () => {
  const snap = snapshot({ url: "https://shop.example/tra" });
  const widget = (/** @type {any} */ rules) => /** @type {any} */ ({ id: "w_1", rules });
  const path = ["path", "is", "/ca-phe"];
  assert.equal(silence(widget(path), snap, false), "rules: path is /ca-phe");
  assert.equal(
    silence(widget({ all: [["visits", "is", 1], path] }), snap, false),
    "rules: path is /ca-phe",
  );
  assert.equal(silence(widget({ any: [["query:ref", "!exists"], path] }), snap, false), "");
  assert.equal(
    silence(widget({ any: [["query:ref", "exists"], path] }), snap, false),
    "rules: none of: query:ref exists; path is /ca-phe",
  );
});

/** @type {[string, any, any, string][]} */
const FREQUENCIES = [
  ["nothing is remembered", { shown: 60, closed: 60, converted: 60, most: 1, session: 1 }, {}, ""],
  ["shown within the wait", { shown: 60 }, { shown: NOW - MINUTE + 1 }, "shown a while ago, 1 s"],
  ["shown before the wait", { shown: 60 }, { shown: NOW - MINUTE }, ""],
  [
    "closed within the wait",
    { closed: 3600 },
    { closed: NOW - MINUTE },
    "closed a while ago, 3540 s",
  ],
  ["closed, but only a lead counts", { converted: 3600 }, { closed: NOW - 1, shown: NOW - 1 }, ""],
  [
    "converted within the wait",
    { converted: 60 },
    { converted: NOW },
    "converted a while ago, 60 s",
  ],
  [
    "the longest wait is over",
    { converted: 400 * 86_400 },
    { converted: NOW - 400 * 86_400_000 },
    "",
  ],
  ["shown as often as it may", { most: 3 }, { times: 3 }, "shown 3 times"],
  ["shown less often than it may", { most: 3 }, { times: 2 }, ""],
  ["enough in this visit", { session: 1 }, { visit: 4, here: 1 }, "shown 1 times in this visit"],
  ["enough, but in an earlier visit", { session: 1 }, { visit: 3, here: 1 }, ""],
  ["a moment to come", { shown: 60 }, { shown: NOW + 3600_000 }, ""],
  ["memory that is no time", { shown: 60 }, { shown: "x" }, ""],
];

for (const [name, frequency, memory, said] of FREQUENCIES) {
  test(`frequency: ${name}`, () => {
    const snap = snapshot({ visits: 4, memory: { w_1: memory } });
    const found = silence(/** @type {any} */ ({ id: "w_1", frequency }), snap, false);
    assert.ok(said ? found.includes(said) : found === "", found);
    assert.equal(silence(/** @type {any} */ ({ id: "w_1", frequency }), snap, true), "");
  });
}

test("outside of its schedule a widget is silent, unless it has something else to say then", () => {
  const schedule = { days: "7" };
  assert.equal(
    silence(/** @type {any} */ ({ id: "w", schedule }), snapshot(), false),
    "schedule: not now",
  );
  assert.equal(
    silence(
      /** @type {any} */ ({ id: "w", schedule: { ...schedule, outside: 1 } }),
      snapshot(),
      false,
    ),
    "",
  );
});

test("a page's own prototype names are no questions", () => {
  for (const name of ["constructor", "toString", "__proto__"]) assert.ok(!(name in FACTS));
});
