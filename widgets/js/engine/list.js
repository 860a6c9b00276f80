/** @import {BeckonEvent} from "./bodies.js" */

const MAX_EVENTS = 200;
const MAX_CHARS = 256_000;
/** One event always fits into a batch: a character has at most three bytes. */
const MAX_EVENT_CHARS = 19_000;
const MAX_AGE_MS = 7 * 86_400_000;

/**
 * What is on its way, as it lies in storage. `at` is when its page last wrote it, 0 when that is gone, `notBefore` what
 * the collector asked for, `dropped` how many events were lost to the limits.
 * @typedef {{at: number, events: BeckonEvent[], dropped: number, notBefore: number}} List
 */

/** @returns {List} */
export const emptyList = () => ({ at: 0, events: [], dropped: 0, notBefore: 0 });

/** @param {List} list @param {BeckonEvent} event */
export function append(list, event) {
  if (JSON.stringify(event).length > MAX_EVENT_CHARS) list.dropped++;
  else list.events.push(event);
}

/** Puts a list of another page before this one. @param {List} list @param {List} other whatever lay in storage */
export function join(list, { events, dropped, notBefore }) {
  list.events.unshift(...events.filter(isEvent));
  list.dropped += Number(dropped) || 0;
  // Twice the most that is obeyed; more is no time of ours.
  if (notBefore < Date.now() + 7_200_000) list.notBefore = Math.max(list.notBefore, notBefore);
}

/** @param {any} event */
function isEvent(event) {
  return event?.id && event.name && Date.now() - event.at < MAX_AGE_MS;
}

/** How many of the oldest events must go. @param {List} list */
export function excess({ events }) {
  let count = Math.max(0, events.length - MAX_EVENTS);
  while (JSON.stringify(events.slice(count)).length > MAX_CHARS) count++;
  return count;
}
