import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readQuantity, sayQuantity, writeQuantity } from "../../widgets/js/quote/quantity.js";
import { estimate, lineSum } from "../../widgets/js/quote/sums.js";

const book = JSON.parse(readFileSync(new URL("../contract/quotes.json", import.meta.url), "utf8"));

/** @param {{unit: number | null, quantity: string}[]} lines */
const linesOf = (lines) =>
  lines.map(({ unit, quantity }) => ({ unit, quantity: Math.round(Number(quantity) * 1000) }));

for (const { about, lines, tax, each, total, partly } of book.sums) {
  test(`lines come to what the collector makes of them: ${about}`, () => {
    const sums = linesOf(lines).map((line) => lineSum(line));
    assert.deepEqual(
      sums,
      each.map((/** @type {number | null} */ sum) => (sum === null ? null : BigInt(sum))),
    );
    assert.deepEqual(estimate(linesOf(lines), tax), { amount: BigInt(total), partly });
  });
}

test("nothing is estimated where nothing has a price, or nobody could be told", () => {
  assert.equal(estimate([{ unit: null, quantity: 1000 }], "8"), null);
  assert.equal(estimate(linesOf(book.too_much.lines), book.too_much.tax), null);
});

for (const { typed, step, sent } of book.quantities) {
  test(`a quantity is understood as people type it: "${typed}" by ${step}`, () => {
    const read = readQuantity(typed, Math.round(Number(step) * 1000), 10_000);
    assert.equal(read && writeQuantity(read), sent);
  });
}

test("a quantity is written as people of the language read it", () => {
  assert.deepEqual([sayQuantity(2500, "vi"), sayQuantity(2500, "en")], ["2,5", "2.5"]);
});
