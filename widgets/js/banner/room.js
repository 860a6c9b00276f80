/** @import {Banner} from "../banner.js" */
import "../ui/base.js";

const OFTEN_MS = 500;
const GAP = 12;
/** What reaches further into the window than this is no header and no cookie bar. */
const MOST = 0.5;

/** How high our bars at the bottom are; buttons in the corners stand above them. @type {Map<object, number>} */
const heights = new Map();

/**
 * Keeps a banner off what stands at its edge: what the owner names, and our own buttons and bars. Everything moves by
 * transforms, which shift nothing of the page.
 * @param {Banner} banner
 */
export function stand(banner) {
  const { spot, stop, content } = banner;
  const low = spot.matches(".bottom");
  let frame = 0;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => stop.aborted || safely());
  };

  function look() {
    const shift = Math.max(
      0,
      ...named(low ? content.above : content.below, low),
      ...ours(banner, low),
    );
    set(spot, "--shift", shift);
    if (!low || content.place === "corner") return;
    heights.set(banner, shift + spot.offsetHeight);
    lift();
  }

  /** The page's globals may be broken by now; that is no error of the page's. */
  function safely() {
    try {
      look();
    } catch {}
  }

  look();
  const timer = setInterval(() => document.hidden || safely(), OFTEN_MS);
  addEventListener("scroll", soon, { passive: true, signal: stop });
  addEventListener("resize", soon, { signal: stop });
  stop.addEventListener("abort", () => {
    clearInterval(timer);
    heights.delete(banner);
    lift();
  });
}

/** How far what the selector names reaches into the window. @param {string} selector @param {boolean} low */
function named(selector, low) {
  return all(selector).map((element) => reach(element, low));
}

/** @param {string} selector @returns {Element[]} */
function all(selector) {
  try {
    return selector ? Array.from(document.querySelectorAll(selector)) : [];
  } catch {
    return []; // not a selector
  }
}

/** @param {Element} element @param {boolean} low */
function reach(element, low) {
  const { top, bottom, width, height } = element.getBoundingClientRect();
  const found = low ? innerHeight - top : bottom;
  const seen = width && height && getComputedStyle(element).visibility !== "hidden";
  return seen && found > 0 && found < innerHeight * MOST ? found : 0;
}

/**
 * Our other widgets there: bars that came before a bar; for a card the button in its corner.
 * @param {Banner} banner @param {boolean} low
 */
function ours({ content, look, ctx }, low) {
  const hosts = all("beckon-widget");
  const own = hosts.indexOf(look.root.host);
  const { offset, side } = ctx.content.look;
  const card = content.place === "corner";
  return hosts.flatMap((host, index) => {
    const root = /** @type {Element} */ (host).shadowRoot;
    if (!root || index === own) return [];
    const reaches = (/** @type {string} */ css) =>
      Array.from(root.querySelectorAll(css)).map((element) => reach(element, low));
    const bars = index < own || card ? reaches(`.${low ? "bottom" : "top"}:not(.nook) > .bar`) : [];
    // On a phone a card is as wide as the window.
    const there = ctx.device === "phone" ? "" : `.${side} `;
    const buttons = card && low ? reaches(`${there}.corner,${there}.bubble`) : [];
    return [...bars, ...buttons.map((px) => px && px + GAP - offset[ctx.device].y)];
  });
}

/** All that rests at the bottom goes above our bars. */
function lift() {
  const height = Math.max(0, ...heights.values());
  for (const host of all("beckon-widget"))
    set(/** @type {HTMLElement} */ (host), "--lifted", height);
}

/** @param {HTMLElement} element @param {string} name @param {number} px */
function set(element, name, px) {
  const value = px ? `${Math.round(px)}px` : "";
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}
