/** @import {Banner} from "../banner.js" */
/** @import {Rgb} from "../ui/colour.js" */
import { contrast, rgb, textOn } from "../ui/colour.js";

/** The colours of a banner, as custom properties. @param {Banner} banner */
export function paint({ content, ctx, spot }) {
  const { fill, background } = content;
  const { ground = null, text = null } = content.paint;
  spot.classList.toggle("plain-ground", fill === "plain");
  if (fill === "plain") return;
  const under = rgb(ground ?? ctx.content.look.color);
  const words = text ?? textOn(under);
  const values = { g: under.join(), t: words };
  for (const [name, value] of Object.entries(values)) spot.style.setProperty(`--${name}`, value);
  if (!background) return;
  spot.classList.add("pictured");
  spot.style.setProperty("--veil", String(veil(under, words)));
  const address = background.replace(/["\\]/g, encodeURIComponent);
  spot.style.setProperty("--back", `url("${address}")`);
}

/**
 * How much of the ground must lie over a picture, so that words can be read on its lightest and its darkest spot.
 * @param {Rgb} ground @param {string} words
 */
export function veil(ground, words) {
  const ink = rgb(words.length < 7 ? words.replace(/\w/g, "$&$&") : words);
  for (let share = 0.5; share < 1; share += 0.02) {
    const worst = [0, 255].map((spot) => {
      const mixed = ground.map((part) => part * share + spot * (1 - share));
      return contrast(/** @type {Rgb} */ (mixed), ink);
    });
    if (Math.min(...worst) >= 4.5) return share;
  }
  return 1;
}
