import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, isApple, linkTo, reference } from "../../widgets/js/ui/links.js";

const CARRIED = { text: "Tư vấn & giá (mã K7Q2F)", ref: "K7Q2F", subject: "Ghế gỗ", apple: false };
const TEXT = "T%C6%B0%20v%E1%BA%A5n%20%26%20gi%C3%A1%20(m%C3%A3%20K7Q2F)";

/** @param {string} kind @param {string} value @param {Partial<typeof CARRIED>} [carried] */
function link(kind, value, carried = {}) {
  return linkTo(/** @type {any} */ ({ kind, value }), { ...CARRIED, ...carried });
}

for (const [kind, value, href] of [
  ["zalo", "+84912345678", "https://zalo.me/84912345678"],
  ["zalo", "4318657068771012646", "https://zalo.me/4318657068771012646"],
  ["messenger", "shop.example", `https://m.me/shop.example?ref=K7Q2F&text=${TEXT}`],
  ["whatsapp", "+84912345678", `https://wa.me/84912345678?text=${TEXT}`],
  ["telegram", "shop_example", `https://t.me/shop_example?text=${TEXT}`],
  ["viber", "+84912345678", `viber://chat?number=%2B84912345678&draft=${TEXT}`],
  ["phone", "19001234", "tel:19001234"],
  ["sms", "+84912345678", `sms:+84912345678?body=${TEXT}`],
  [
    "email",
    "hi+x@shop.example",
    `mailto:hi%2Bx@shop.example?subject=Gh%E1%BA%BF%20g%E1%BB%97&body=${TEXT}`,
  ],
  [
    "map",
    "12 Phố Mẫu",
    "https://www.google.com/maps/search/?api=1&query=12%20Ph%E1%BB%91%20M%E1%BA%ABu",
  ],
  ["map", "https://maps.example/x?y=1", "https://maps.example/x?y=1"],
  ["link", "https://shop.example/size", "https://shop.example/size"],
  ["callback", "", ""],
]) {
  test(`the link of ${kind} ${value}`, () => assert.equal(link(kind, value), href));
}

test("iOS wants an ampersand before the text of a message", () => {
  assert.equal(link("sms", "+84912345678", { apple: true }), `sms:+84912345678&body=${TEXT}`);
});

test("without a text the links carry none", () => {
  assert.equal(link("whatsapp", "+84912345678", { text: "" }), "https://wa.me/84912345678");
  assert.equal(link("sms", "+84912345678", { text: "" }), "sms:+84912345678");
});

test("an iPad that says it is a Mac is known by its touch", () => {
  const agent = (/** @type {string} */ userAgent, maxTouchPoints = 0) =>
    isApple(/** @type {any} */ ({ userAgent, maxTouchPoints }));
  assert.ok(agent("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"));
  assert.ok(agent("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", 5));
  assert.ok(!agent("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"));
  assert.ok(!agent("Mozilla/5.0 (Linux; Android 14)", 5));
});

test("a reference has five signs that nobody mistakes for others", () => {
  assert.equal(reference(new Uint8Array([0, 24, 25, 49, 255])), "2Y2Y8");
  assert.match(reference(), /^[2346789BCDFGHJKMNPQRTVWXY]{5}$/);
});

test("a device shows its own channels, those of its order first", () => {
  const channels = /** @type {any} */ ([
    { id: "zalo", devices: ["phone", "desktop"] },
    { id: "sms", devices: ["phone"] },
    { id: "email", devices: ["phone", "desktop"] },
    { id: "map", devices: ["phone", "desktop"] },
  ]);
  const ids = (/** @type {any[]} */ found) => found.map(({ id }) => id);
  assert.deepEqual(ids(inOrder(channels, ["email", "sms"], "desktop")), ["email", "zalo", "map"]);
  assert.deepEqual(ids(inOrder(channels, [], "phone")), ["zalo", "sms", "email", "map"]);
  assert.deepEqual(ids(inOrder(channels, ["map", "zalo"], "phone")), [
    "map",
    "zalo",
    "sms",
    "email",
  ]);
});
