import assert from "node:assert/strict";
import { test } from "node:test";
import { isApple, linkTo } from "../../widgets/js/contact/links.js";
import { inOrder } from "../../widgets/js/contact/order.js";
import { newReference, reference } from "../../widgets/js/contact/reference.js";
import { channelOf } from "../../widgets/js/engine/links.js";

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
  [
    "teams",
    "hi@shop.example",
    `https://teams.microsoft.com/l/chat/0/0?users=hi%40shop.example&message=${TEXT}`,
  ],
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
  assert.equal(newReference(new Uint8Array([0, 24, 25, 49, 255])), "2Y2Y8");
  assert.match(newReference(), /^[2346789BCDFGHJKMNPQRTVWXY]{5}$/);
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

test("the reference stays the same for as long as the visitor is at it, and no longer", () => {
  const kept = new Map();
  const memory = {
    read: (/** @type {string} */ name) => kept.get(name),
    write: (/** @type {string} */ name, /** @type {any} */ value) => void kept.set(name, value),
  };
  const first = reference(memory);
  assert.equal(reference(memory), first);
  kept.set("ref", { ref: first, at: Date.now() - 31 * 60_000 });
  assert.notEqual(reference(memory), first);
});

for (const [href, channel] of [
  ["tel:+84900000012", "phone"],
  ["TEL:1900", "phone"],
  ["mailto:hi@shop.example", "email"],
  ["https://zalo.me/84900000012", "zalo"],
  ["https://chat.zalo.me/84900000012", "zalo"],
  ["http://www.m.me/shop.example", "messenger"],
  ["https://wa.me/84900000012", "whatsapp"],
  ["https://t.me/shop_example", "telegram"],
  ["viber://chat?number=1", "viber"],
  ["sms:+84900000012", "sms"],
  ["https://shop.example/zalo.me/", undefined],
  ["/tel:", undefined],
  ["#beckon-callback", undefined],
]) {
  test(`a link of the page to ${href} is counted as ${channel ?? "nothing"}`, () =>
    assert.equal(channelOf(`${href}`), channel));
}
