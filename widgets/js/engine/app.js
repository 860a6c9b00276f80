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
