// Twin of collector/quotes/figures.py; tests/contract/quotes.json holds both to the same sums.

/** More than this the collector does not keep (collector/money.py). */
const MOST_MINOR = 1_000_000_000_000_000n;

/**
 * What is picked: the price of one in minor units (null: on request), and how many in thousandths.
 * @typedef {{unit: number | null, quantity: number}} Line
 */

/** What a line comes to, rounded half up; null without a price. @param {Line} line */
export function lineSum({ unit, quantity }) {
  return unit === null ? null : (BigInt(unit) * BigInt(quantity) + 500n) / 1000n;
}

/**
 * The estimate of the whole, with its tax. BigInt, as floats lose đồng from nine digits times six on.
 * @param {Line[]} lines @param {string} taxPercent "8" or "7.5"
 * @returns {{amount: bigint, partly: boolean} | null} `partly`: some have no price; null: none has, or
 *   it is more than anybody could be told
 */
export function estimate(lines, taxPercent) {
  const sums = lines.map(lineSum);
  const priced = /** @type {bigint[]} */ (sums.filter((sum) => sum !== null));
  const before = priced.reduce((all, sum) => all + sum, 0n);
  const hundredths = BigInt(Math.round(Number(taxPercent) * 100));
  const amount = before + (before * hundredths + 5000n) / 10_000n;
  if (amount > MOST_MINOR || (sums.length && !priced.length)) return null;
  return { amount, partly: priced.length < sums.length };
}
