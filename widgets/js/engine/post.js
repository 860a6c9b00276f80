import { quiet } from "./quiet.js";

/**
 * One answer of the collector. `data` is its JSON or null; `final` is a refusal in the collector's
 * own words (a problem document), which a proxy's 404 page is not; `wait` is Retry-After in ms.
 * @typedef {{status: number, data: any, final: boolean, wait: number}} Answer
 */

const TIMEOUT_MS = 10_000;
const MAX_WAIT_MS = 3_600_000;

/**
 * Posts text/plain, so that no preflight is needed, and outlives the page. Never rejects: no
 * network, a time-out and an unreadable answer have status 0 or data null.
 * @param {string} url @param {string} body
 * @returns {Promise<Answer>}
 */
export async function post(url, body) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  const answer = { status: 0, data: null, final: false, wait: 0 };
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "omit",
      signal: stop.signal,
    });
    answer.status = response.status;
    const seconds = Number(response.headers.get("retry-after")) || 0;
    answer.wait = Math.min(seconds * 1000, MAX_WAIT_MS);
    answer.data = await response.json();
    answer.final = isRefusal(response);
  } catch {
    // Counted by what is missing from the answer.
  }
  clearTimeout(timer);
  return answer;
}

/** @param {Response} response */
function isRefusal({ status, headers }) {
  const ours = /problem/.test(headers.get("content-type") ?? "");
  return ours && status >= 400 && status < 500 && status !== 429;
}

/**
 * How long to wait before the next try: exponential, with full jitter, so that pages which lost the
 * collector together do not come back together; never sooner than it asked.
 * @param {number} tries so far @param {number} [wait] Retry-After in ms
 */
export function backOff(tries, wait = 0) {
  return wait + Math.random() * Math.min(1000 * 2 ** tries, 300_000);
}

/** @param {string} url @param {string} body */
export function beacon(url, body) {
  return quiet(() => navigator.sendBeacon(url, body), false);
}
