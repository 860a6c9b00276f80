import assert from "node:assert/strict";
import { test } from "node:test";
import { minorUnits } from "../../widgets/js/engine/money.js";

test("dong have no minor unit, euros have two, dinars three", () => {
  assert.equal(minorUnits(1500000, "VND"), 1500000);
  assert.equal(minorUnits("12.5", "EUR"), 1250);
  assert.equal(minorUnits(1.234, "KWD"), 1234);
});

test("binary fractions round as people count", () => {
  assert.equal(minorUnits(1.005, "USD"), 101);
  assert.equal(minorUnits(19.99, "USD"), 1999);
});

test("what is no number has no value", () => {
  for (const value of [undefined, null, "", "abc", "1.500.000", true, Number.NaN, 1e300]) {
    assert.equal(minorUnits(value, "VND"), null);
  }
});
