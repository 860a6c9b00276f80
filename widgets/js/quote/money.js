/** @import {Ctx} from "../../types/part" */

/** @type {Map<string, Intl.NumberFormat>} making one costs a cheap phone milliseconds */
const formats = new Map();

/**
 * An amount as people read it, in the site's currency. What gets here is below 10^15, which a float
 * still holds to the unit.
 * @param {Ctx} ctx @param {bigint | number} minor
 */
export function sayMoney({ lang, site: { currency } }, minor) {
  const name = lang + currency;
  const format = formats.get(name) ?? new Intl.NumberFormat(lang, { style: "currency", currency });
  formats.set(name, format);
  const { maximumFractionDigits = 0 } = format.resolvedOptions();
  return format.format(Number(minor) / 10 ** maximumFractionDigits);
}
