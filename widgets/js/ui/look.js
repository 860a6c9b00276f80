/** @import {Ctx} from "../../types/part" */
/** @import {Look as Published} from "../../types/config" */
import fabCss from "../../css/fab.css";
import tokensCss from "../../css/tokens.css";
import { h } from "./dom.js";

/**
 * In place of the owner's colour come its shades, from collector/widgets/colours.py.
 * @typedef {Omit<Published, "color"> & {own: string, on: string, ink: Record<string, string>}} Look
 */

/**
 * The box that holds a widget in its shadow root, with the owner's look as custom properties (set
 * through the CSSOM, which a strict CSP allows). `repaint` follows a page that has changed its colours.
 * @param {Ctx} ctx @param {...string} css
 */
export function frame(ctx, ...css) {
  /** @type {Look} */
  const look = ctx.content.look;
  const root = ctx.root(tokensCss, fabCss, ...css);
  const box = h("div", { lang: ctx.lang });
  const { x, y } = look.offset[ctx.device];
  const inherited = look.font === "inherit" && styleOf("body").fontFamily;

  function repaint() {
    const theme = look.theme === "auto" ? pageTheme() : look.theme;
    const values = {
      x: `${x}px`,
      y: `${y}px`,
      r: `${look.radius}px`,
      times: look.attention,
      font: inherited,
      own: look.own,
      "on-own": look.on,
      "own-ink": `rgb(${look.ink[theme]})`,
    };
    box.className = `b ${look.side} ${ctx.device} ${theme}`;
    for (const [name, value] of Object.entries(values))
      if (value !== false) box.style.setProperty(`--${name}`, String(value));
  }

  repaint();
  root.append(box);
  return { root, box, repaint };
}

/** By tag: an <img name="body"> shadows what the document calls so. @param {string} tag */
const styleOf = (tag) => getComputedStyle(/** @type {Element} */ (document.querySelector(tag)));

/**
 * What the visitor sees around us: the page's own background, not the device's wish, which most shops
 * do not follow.
 * @returns {"light" | "dark"}
 */
function pageTheme() {
  const page = ["body", "html"].map(styleOf);
  for (const { backgroundColor } of page) {
    const [r, g, b, alpha = 1] = (backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    // As bright as it looks: squares are near enough to how screens and eyes weigh colours.
    if (alpha > 0.5 && b >= 0)
      return 0.21 * r * r + 0.72 * g * g + 0.07 * b * b < 12_000 ? "dark" : "light";
  }
  // Without a background the canvas shows, and that is dark only for a page that asks for it.
  const scheme = page[1].colorScheme ?? "";
  const wished = !/light/.test(scheme) || matchMedia("(prefers-color-scheme:dark)").matches;
  return /dark/.test(scheme) && wished ? "dark" : "light";
}
