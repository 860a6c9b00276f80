// WCAG 2.2 contrast (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): 4.5 for text, 3 for what is drawn.

/** @typedef {[number, number, number]} Rgb 0 to 255 */

/** The surfaces of tokens.css; a test compares. @type {{light: Rgb, dark: Rgb}} */
export const SURFACE = { light: [255, 255, 255], dark: [28, 31, 38] };

/** @param {string} hex "#0f766e" @returns {Rgb} */
export function rgb(hex) {
  const number = Number.parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/** @param {Rgb} colour */
function luminance(colour) {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {Rgb} one @param {Rgb} other */
export function contrast(one, other) {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(ratio, 1 / ratio);
}

/** White where it can be read on that colour, else black, which then always can. @param {Rgb} ground */
export function textOn(ground) {
  return contrast(ground, [255, 255, 255]) >= 4.5 ? "#fff" : "#000";
}

/**
 * The owner's colour, as little darker or lighter as it takes to be read on that ground.
 * @param {Rgb} colour @param {Rgb} ground
 */
export function readable(colour, ground) {
  const goal = isDark(ground) ? 255 : 0;
  let found = colour;
  for (let step = 0.05; step <= 1 && contrast(found, ground) < 4.5; step += 0.05) {
    const part = (/** @type {number} */ value) => Math.round(value + (goal - value) * step);
    found = /** @type {Rgb} */ (colour.map(part));
  }
  return `rgb(${found})`;
}

/** @param {Rgb} colour */
export function isDark(colour) {
  return luminance(colour) < 0.18;
}
