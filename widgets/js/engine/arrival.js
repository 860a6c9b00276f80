import { quiet } from "./quiet.js";

/**
 * One page as a visitor arrived on it. `nav` says how when it was no plain navigation.
 * @typedef {{url: string, referrer: string, at: number, nav: string}} Arrival
 */

const MAX_URL = 8192;

/** The page as the browser loaded it. @returns {Arrival} */
export function capture() {
  // An <img name="referrer"> in the page shadows document.referrer with an element.
  const { referrer } = document;
  return {
    url: location.href.slice(0, MAX_URL),
    referrer: typeof referrer === "string" ? referrer.slice(0, MAX_URL) : "",
    at: Date.now(),
    nav: quiet(navigationType) ?? "",
  };
}

function navigationType() {
  const [entry] = /** @type {any[]} */ (performance.getEntriesByType("navigation"));
  return entry.type.replace("navigate", "");
}

/**
 * Another page of a single-page app, or the same one out of the browser's cache.
 * @param {string} referrer the page before it @param {"route" | "restore"} nav
 * @returns {Arrival}
 */
export function arrivalFrom(referrer, nav) {
  return { url: location.href.slice(0, MAX_URL), referrer, at: Date.now(), nav };
}
