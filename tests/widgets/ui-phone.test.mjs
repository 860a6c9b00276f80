import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, normal } from "../../widgets/js/ui/phone.js";
import { telLink } from "../../widgets/js/ui/tel.js";

const BRITAIN = { region: "GB", prefix: "44", digits: [7, 10] };

for (const typed of [
  "0912 345 678",
  "0912.345.678",
  "0912-345-678",
  "(091) 234 5678",
  "+84 912 345 678",
  "+84 (0) 912345678",
  "84912345678",
  "0084 912 345 678",
  "912345678",
  "０９１２３４５６７８",
  "０９１２ ３４５ ６７８",
  "  0912345678\u200b ",
  "028 3822 1234",
  "024.3999.9999",
  "1900 1234",
  "1800123456",
  "+1 202 555 0123",
  "0066 2 123 4567",
]) {
  test(`a number as people spell it raises no doubt: ${typed}`, () => {
    assert.equal(judge(typed, { region: "VN" }), "fine");
  });
}

for (const typed of [
  "0912 345 67",
  "091234567890",
  "0112345678",
  "1234567",
  "0912345678 0987654321",
]) {
  test(`a number worth a second look: ${typed}`, () =>
    assert.equal(judge(typed, { region: "VN" }), "odd"));
}

test("only what has no digit at all is empty", () => {
  for (const typed of ["", "  ", "+", "call me", "---"])
    assert.equal(judge(typed, { region: "VN" }), "empty");
  assert.equal(judge("1", { region: "VN" }), "odd");
});

test("outside Vietnam any number of a possible length is fine", () => {
  assert.equal(judge("020 7946 0018", BRITAIN), "fine");
  assert.equal(judge("12345", BRITAIN), "odd");
  assert.equal(judge("020 7946 0018 22", BRITAIN), "odd");
  assert.equal(judge("+44 20 7946 001", BRITAIN), "fine");
  assert.equal(judge("+44 20 7946 0018 22", BRITAIN), "odd");
  assert.equal(judge("+84 912 345 678", BRITAIN), "fine");
});

test("what is dialled has digits and a plus, and nothing else", () => {
  assert.equal(normal("0084 (91) 234-5678"), "+84912345678");
  assert.equal(telLink("1900 1234"), "tel:19001234");
  assert.equal(telLink("+84 912 345 678"), "tel:+84912345678");
});
