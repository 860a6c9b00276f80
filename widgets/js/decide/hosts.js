import { quiet } from "../engine/quiet.js";

/** @param {string} url @returns {string | null} the host, less www. */
export function hostOf(url) {
  return quiet(() => new URL(url).hostname.replace(/^www\./, ""), null);
}

/** One of these hosts or below it. @param {string} host @param {readonly string[]} known */
export const among = (host, known) =>
  known.some((name) => host === name || host.endsWith(`.${name}`));
