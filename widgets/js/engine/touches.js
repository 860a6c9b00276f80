/** @import {Site} from "../../types/site" */
/** @import {Arrival} from "./arrival.js" */
import { tagged } from "./address.js";
import { quiet } from "./quiet.js";

/**
 * An arrival that may earn credit; the collector decides. `id` is that of its pageview event.
 * @typedef {{id: string, at: number, url: string, referrer: string}} Touch
 */

const VISIT_MS = 30 * 60_000;
const KEEP_MS = 400 * 86_400_000;
const KEEP = 30;

/** Whether an arrival begins a visit. @param {number} seen last sign of life, 0 for none @param {{at: number}} arrival */
export const isFresh = (seen, { at }) => at - seen > VISIT_MS;

/**
 * The touches after this arrival, oldest first. Rule of a visit: its first landing always counts;
 * after that one that is tagged or comes from a foreign page, unless it repeats the last.
 * @param {Touch[]} touches @param {boolean} fresh whether it begins a visit
 * @param {Arrival & {id: string}} arrival @param {Pick<Site, "own">} site
 * @returns {Touch[]}
 */
export function withArrival(touches, fresh, arrival, site) {
  const { id, at, url, referrer } = arrival;
  if (!fresh && !mayBeTouch(touches[touches.length - 1], arrival, site)) return touches;
  return trim([...touches, { id, at, url, referrer }], at);
}

/**
 * @param {Touch | undefined} last @param {Arrival} arrival
 * @param {Pick<Site, "own">} site
 */
function mayBeTouch(last, { url, referrer, nav }, site) {
  // Reload, back and a page out of the cache repeat an old address; only a link or an ad is new.
  if (nav && nav !== "route") return false;
  if (last?.url === url && last.referrer === referrer) return false;
  // What comes from nowhere may have a tag that only the collector knows.
  const odd = !referrer && url.includes("=");
  return tagged(url) || odd || foreign(referrer, url, site.own);
}

/** @param {string} referrer @param {string} url @param {string[]} known hosts and suffixes */
function foreign(referrer, url, known) {
  const host = hostOf(referrer);
  return !!host && ![hostOf(url), ...known].some((own) => host === own || host.endsWith(`.${own}`));
}

/** @param {string} url */
function hostOf(url) {
  return quiet(() => new URL(url).hostname, "");
}

/**
 * The first touch and the latest ones, none older than 400 days.
 * @param {Touch[]} touches @param {number} now
 */
function trim(touches, now) {
  const young = touches.filter(({ at }) => now - at < KEEP_MS);
  return young.length > KEEP ? [young[0], ...young.slice(1 - KEEP)] : young;
}
