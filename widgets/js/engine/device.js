/** @import {InApp} from "../../types/part" */

// The order matters: Messenger's and Instagram's agents name Facebook too.
/** @type {[InApp, RegExp][]} */
const APPS = [
  ["zalo", /zalo/i],
  ["messenger", /messenger|orca/i],
  ["instagram", /instagram/i],
  ["facebook", /FBA[NV]|FB_IAB/],
  ["tiktok", /tiktok|musical_ly|bytedance|\btrill/i],
  ["line", /\bline\//i],
];

/** The app whose built-in browser shows the page. @param {string} [agent] @returns {InApp | null} */
export function inApp(agent = navigator.userAgent) {
  return APPS.find(([, sign]) => sign.test(agent))?.[0] ?? null;
}

/**
 * A phone is what can dial. A tablet is a desktop here; a phone that asks for the desktop site is
 * still small and touched.
 * @returns {"phone" | "desktop"}
 */
export function device() {
  const agent = navigator.userAgent;
  const small = Math.min(screen.width, screen.height) < 600;
  const touched = matchMedia("(pointer: coarse)").matches;
  const says = /Mobi/.test(agent) && !/iPad/.test(agent);
  return says || (small && touched) ? "phone" : "desktop";
}
