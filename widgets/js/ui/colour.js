// WCAG 2.2 contrast (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): 4.5 for text, 3 for what is drawn.

/** @typedef {[number, number, number]} Rgb 0 to 255 */

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
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** White where it can be read on that colour, else black, which then always can. @param {Rgb} ground */
export function textOn(ground) {
  return contrast(ground, [255, 255, 255]) >= 4.5 ? "#fff" : "#000";
}

/**
 * The owner's colour, as little darker or lighter as it takes to be read on that ground.
 * @param {Rgb} colour @param {Rgb} ground @param {number} [ratio]
 */
export function readable(colour, ground, ratio = 4.5) {
  const goal = luminance(ground) > 0.2 ? 0 : 255;
  let found = colour;
  for (let step = 1; step <= 20 && contrast(found, ground) < ratio; step++) {
    found = /** @type {Rgb} */ (
      colour.map((part) => Math.round(part + ((goal - part) * step) / 20))
    );
  }
  return `rgb(${found})`;
}

/** @param {Rgb} colour */
export function isDark(colour) {
  return luminance(colour) < 0.18;
}
