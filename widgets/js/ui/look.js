/** @import {Ctx} from "../../types/part" */
/** @import {Look} from "../../types/config" */
import { isDark, readable, rgb, textOn } from "./colour.js";
import { h } from "./dom.js";

/** The surfaces of tokens.css; a test compares. @type {{light: [number, number, number], dark: [number, number, number]}} */
export const SURFACE = { light: [255, 255, 255], dark: [28, 31, 38] };

/**
 * The box that holds a widget in its shadow root, with the owner's look as custom properties (set
 * through the CSSOM, which a strict CSP allows).
 * @param {Ctx} ctx @param {...string} css
 */
export function frame(ctx, ...css) {
  /** @type {Look} */
  const look = ctx.content.look;
  const root = ctx.root(...css);
  const box = h("div", {
    class: "b",
    lang: ctx.lang,
    "data-side": look.side,
    "data-device": ctx.device,
  });
  const { x, y } = look.offset[ctx.device];
  const sizes = {
    "--x": `${x}px`,
    "--y": `${y}px`,
    "--r": `${look.radius}px`,
    "--times": look.attention,
  };
  for (const [name, value] of Object.entries(sizes)) box.style.setProperty(name, String(value));
  if (look.font === "inherit")
    box.style.setProperty("--font", getComputedStyle(document.body).fontFamily);
  paint(box, look);
  root.append(box);
  return { root, box, repaint: () => paint(box, look) };
}

/** Pages switch between light and dark, so each opening paints anew. @param {HTMLElement} box @param {Look} look */
function paint(box, look) {
  const theme = look.theme === "auto" ? pageTheme() : look.theme;
  const own = rgb(look.color);
  const colours = {
    "--own": look.color,
    "--on-own": textOn(own),
    "--own-ink": readable(own, SURFACE[theme]),
    "--own-soft": `rgba(${own},${theme === "dark" ? 0.28 : 0.1})`,
  };
  box.dataset.theme = theme;
  for (const [name, value] of Object.entries(colours)) box.style.setProperty(name, value);
}

/**
 * What the visitor sees around us: the page's own background, not the device's wish, which most shops
 * do not follow.
 * @returns {"light" | "dark"}
 */
function pageTheme() {
  for (const element of [document.body, document.documentElement]) {
    const [r, g, b, alpha = 1] = (
      getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []
    ).map(Number);
    if (alpha > 0.5 && b !== undefined) return isDark([r, g, b]) ? "dark" : "light";
  }
  // Without a background the canvas shows, and that is dark only for a page that asks for it.
  const scheme = getComputedStyle(document.documentElement).colorScheme ?? "";
  const dark =
    /dark/.test(scheme) &&
    (!/light/.test(scheme) || matchMedia("(prefers-color-scheme:dark)").matches);
  return dark ? "dark" : "light";
}
