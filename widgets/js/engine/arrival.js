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
    url: loadedAddress().slice(0, MAX_URL),
    referrer: typeof referrer === "string" ? referrer.slice(0, MAX_URL) : "",
    at: Date.now(),
    nav: quiet(() => navigation().type.replace("navigate", "")) ?? "",
  };
}

/** The address that the browser loaded: a page's router is often there before an async script. */
export function loadedAddress() {
  const name = quiet(() => navigation().name);
  // A page inside srcdoc has no address of its own there; Chrome's still has the text fragment.
  return name?.startsWith(location.origin) ? name.replace(/(#.*?):~:.*/, "$1") : location.href;
}

/** @returns {any} undefined where the browser keeps none */
function navigation() {
  return performance.getEntriesByType("navigation")[0];
}

/**
 * Another page of a single-page app, or the same one out of the browser's cache.
 * @param {string} referrer the page before it @param {"route" | "restore"} nav
 * @returns {Arrival}
 */
export function arrivalFrom(referrer, nav) {
  return { url: location.href.slice(0, MAX_URL), referrer, at: Date.now(), nav };
}
