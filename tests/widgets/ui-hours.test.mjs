import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ahead, moment, promise, wall } from "../../widgets/js/ui/hours.js";
import { slots } from "../../widgets/js/ui/slots.js";
import { status } from "../../widgets/js/ui/status.js";

const book = JSON.parse(readFileSync(new URL("../contract/hours.json", import.meta.url), "utf8"));
const ZONE = "Asia/Ho_Chi_Minh";
const SHOP = book.hours.shop;
const at = (/** @type {string} */ text) => Date.parse(text);
const iso = (/** @type {number | null} */ ms) =>
  ms === null ? null : new Date(ms).toISOString().replace(".000", "");

for (const { name, hours, zone, at: now, minutes, open, promise: expected } of book.cases) {
  test(`the widget promises as the collector does: ${name}`, () => {
    assert.equal(status(book.hours[hours], zone, at(now)).open, open);
    assert.equal(iso(promise(book.hours[hours], zone, at(now), minutes)), expected);
  });
}

test("the state says until when it is open, else from when", () => {
  const until = (/** @type {string} */ now) => iso(status(SHOP, ZONE, at(now)).until);
  assert.equal(until("2026-11-23T03:05:00Z"), "2026-11-23T05:00:00Z");
  assert.equal(until("2026-11-23T05:30:00Z"), "2026-11-23T06:30:00Z");
  assert.equal(until("2026-11-28T06:00:00Z"), "2026-11-30T01:00:00Z");
  assert.equal(status(book.hours.never, ZONE, at("2026-11-28T06:00:00Z")).until, null);
});

test("a wall clock shows the zone's day and time", () => {
  const shown = wall(at("2026-11-23T17:30:05Z"), ZONE);
  assert.deepEqual(shown, { day: "2026-11-24", hour: 0 });
  assert.equal(ahead(at("2026-11-23T17:30:05Z"), "Asia/Kolkata"), 5.5 * 3_600_000);
});

test("a time that the change of clocks skips or repeats is one moment all the same", () => {
  assert.equal(iso(moment("2027-03-14", "02:30", "America/New_York")), "2027-03-14T07:30:00Z");
  assert.equal(iso(moment("2026-11-01", "01:30", "America/New_York")), "2026-11-01T05:30:00Z");
  assert.equal(iso(moment("2026-10-25", "24:00", "Europe/Berlin")), "2026-10-25T23:00:00Z");
});

test("slots begin after the notice, end inside the hours and go on over the next open days", () => {
  const free = slots(SHOP, ZONE, at("2026-11-27T08:40:00Z"), {
    minutes: 60,
    days: 3,
    notice_minutes: 30,
  });
  const shown = Object.fromEntries([...free].map(([day, starts]) => [day, starts.map(iso)]));
  assert.deepEqual(Object.keys(shown), ["2026-11-27", "2026-11-28", "2026-11-30"]);
  // It is 15:40: 16:30 is the first whole hour from 13:30 on that is half an hour away.
  assert.deepEqual(shown["2026-11-27"], ["2026-11-27T09:30:00Z"]);
  assert.equal(shown["2026-11-28"].length, 4);
  assert.equal(shown["2026-11-28"].at(-1), "2026-11-28T04:00:00Z");
  assert.equal(shown["2026-11-30"].length, 8);
});

for (const { name, hours, zone, at: now, starts, ...rule } of book.slots) {
  test(`the widget offers the slots that the collector takes: ${name}`, () => {
    const free = [...slots(book.hours[hours], zone, at(now), rule).values()].flat();
    assert.deepEqual(free.map(iso), starts);
  });
}

test("a site that is never open has no slot", () => {
  assert.equal(
    slots(book.hours.never, ZONE, Date.now(), { minutes: 30, days: 4, notice_minutes: 0 }).size,
    0,
  );
});
