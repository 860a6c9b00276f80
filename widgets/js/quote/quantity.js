// Quantities are whole thousandths, so that no step adds up to 0.30000000000000004.

/**
 * What somebody has typed, to the nearest step; null for what is no quantity. Comma and point are the
 * same, and marks of thousands are understood: "2,5", "1.200", "1.234,5".
 * @param {string} typed @param {number} step in thousandths @param {number} most
 * @returns {number | null}
 */
export function readQuantity(typed, step, most) {
  let text = typed.normalize("NFKC").replace(/\s/g, "");
  const marks = text.match(/[.,]/g) ?? [];
  const thousands = step === 1000 && /^[1-9]\d{0,2}[.,]\d{3}$/.test(text);
  if (marks[1] || thousands) text = text.split(/** @type {string} */ (marks[0])).join("");
  const [, whole, part = ""] = /^(\d{1,9})?(?:[.,](\d*))?$/.exec(text) ?? [];
  const found = Number(whole ?? 0) * 1000 + Number(`${part}000`.slice(0, 3));
  const near = Math.round(found / step) * step;
  return found ? Math.min(Math.max(near, step), most * 1000) : null;
}

/** As the collector reads it: "2.5". A division by 1000 prints its decimals exactly. @param {number} quantity */
export function writeQuantity(quantity) {
  return String(quantity / 1000);
}

/** As people read it: "2,5". @param {number} quantity @param {string} lang */
export function sayQuantity(quantity, lang) {
  const [mark] = /[.,]/.exec((0.5).toLocaleString(lang)) ?? ["."];
  return writeQuantity(quantity).replace(".", mark);
}
