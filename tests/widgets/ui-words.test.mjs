import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sayPromise, sayWhen } from "../../widgets/js/ui/when.js";
import { foreignZone } from "../../widgets/js/ui/zone.js";

const book = JSON.parse(
  readFileSync(new URL("../../collector/widgets/texts.json", import.meta.url), "utf8"),
);
const { hours } = JSON.parse(
  readFileSync(new URL("../contract/hours.json", import.meta.url), "utf8"),
);
const at = (/** @type {string} */ text) => Date.parse(text);

/** @param {string} lang @returns {any} */
function speaking(lang, zone = "Asia/Ho_Chi_Minh", week = hours.shop) {
  const texts = { ...book.shared[lang], ...book.callback[lang] };
  const t = (/** @type {string} */ key, /** @type {any} */ vars) =>
    texts[key].replace(
      /\{(\w+)\}/g,
      (/** @type {string} */ _, /** @type {string} */ name) => vars[name],
    );
  return { lang, t, site: { zone, hours: week } };
}

const NOW = at("2026-11-23T03:05:00Z"); // a Monday, 10:05 in Hồ Chí Minh City

for (const [lang, moment, said] of [
  ["vi", "2026-11-23T03:20:00Z", "10:20 sáng nay"],
  ["vi", "2026-11-23T07:30:00Z", "14:30 hôm nay"],
  ["vi", "2026-11-24T01:15:00Z", "8:15 sáng mai"],
  ["vi", "2026-11-24T07:30:00Z", "14:30 ngày mai"],
  ["vi", "2026-11-25T01:15:00Z", "8:15 sáng thứ Tư"],
  ["vi", "2026-11-29T07:00:00Z", "14:00 Chủ Nhật"],
  ["vi", "2026-11-30T01:15:00Z", "8:15 sáng thứ Hai 30/11"],
  ["en", "2026-11-23T03:20:00Z", "10:20 AM today"],
  ["en", "2026-11-25T07:30:00Z", "2:30 PM on Wednesday"],
  ["en", "2026-11-30T01:15:00Z", "8:15 AM on Monday Nov 30"],
]) {
  test(`a moment is said as people say it: ${said}`, () => {
    assert.equal(sayWhen(speaking(lang), at(moment), NOW).replace(/\s/g, " "), said);
  });
}

test("the promise tells minutes while there is time for all of them, else the moment", () => {
  const promise = (/** @type {string} */ now, week = hours.shop) =>
    sayPromise(speaking("vi", undefined, week), "success", at(now), 15);
  assert.equal(promise("2026-11-23T03:05:00Z"), "Chúng tôi gọi cho bạn trong 15 phút.");
  assert.equal(promise("2026-11-23T04:50:00Z"), "Chúng tôi gọi cho bạn trước 13:35 hôm nay.");
  assert.equal(promise("2026-11-28T06:00:00Z"), "Chúng tôi gọi cho bạn trước 8:15 sáng thứ Hai.");
  assert.equal(
    promise("2026-11-28T06:00:00Z", hours.never),
    "Chúng tôi gọi cho bạn sớm nhất có thể.",
  );
});

test("the zone is named only to a visitor whose clock shows another time", () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  assert.equal(foreignZone(speaking("vi", here), NOW), "");
  assert.match(foreignZone(speaking("en", "Pacific/Kiritimati"), NOW), /Line Islands.*5:05 PM/);
});
