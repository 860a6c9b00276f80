/** @import {BeckonEvent} from "./bodies.js" */
/** @import {Engine} from "./engine.js" */
import { byteLength, eventsBody } from "./bodies.js";
import { newId } from "./ids.js";
import { append, emptyList, excess, join } from "./list.js";
import { backOff, beacon, post } from "./post.js";
import { later } from "./quiet.js";

const SOON_MS = 1500;
const SOON_EVENTS = 20;
const MAX_BATCH = 100;
const MAX_BATCH_BYTES = 60_000;
const ORPHAN_MS = 60_000;

/**
 * The events of this page. Each stays, under its one id, until a fetch was answered; a beacon is not
 * an answer. Every page keeps a list of its own in storage, and a later page adopts the lists of
 * pages that are gone: tabs never overwrite each other.
 * @param {Engine} engine
 */
export function createQueue(engine) {
  const { gate, store, site } = engine;
  const url = engine.url("events");
  const name = `.q.${newId()}`;
  const list = emptyList();
  /** How many of the first events a fetch carries, and how many left with some request. */
  let flying = 0;
  let left = 0;
  let gone = false;
  let tries = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const body = (/** @type {BeckonEvent[]} */ batch) =>
    eventsBody(site.key, engine.visitor.id, batch, Date.now());

  function batchFrom(/** @type {number} */ start) {
    const batch = list.events.slice(start, start + MAX_BATCH);
    while (byteLength(body(batch)) > MAX_BATCH_BYTES) batch.length >>= 1;
    return batch;
  }

  function persist() {
    list.at = gone ? 0 : Date.now();
    if (gate.mayStore && list.events[0]) store.write(name, list);
    else store.remove(name);
  }

  function plan(/** @type {number} */ ms) {
    clearTimeout(timer);
    timer = later(flush, Math.max(ms, list.notBefore - Date.now()));
  }

  function shift(/** @type {number} */ count) {
    list.events.splice(0, count);
    flying = Math.max(0, flying - count);
    left = Math.max(0, left - count);
  }

  function trim() {
    const count = excess(list);
    list.dropped += count;
    shift(count);
    persist();
  }

  async function flush() {
    if (flying || !list.events[0] || !gate.maySend) return;
    reportDropped(list);
    const batch = batchFrom(0);
    flying = batch.length;
    left = Math.max(left, flying);
    const { data, final, wait } = await post(url, body(batch));
    if (final) list.dropped += flying;
    if (final || data?.stored >= 0 || data?.status === "quarantined") {
      shift(flying);
      tries = 0;
    } else list.notBefore = Date.now() + backOff(tries++, wait);
    flying = 0;
    persist();
    if (list.events[0]) plan(0);
  }

  /** The page is back in view, or the network is: confirm what is left. */
  function resume() {
    gone = false;
    persist();
    plan(0);
  }

  return {
    list,
    resume,

    /** @param {BeckonEvent} event */
    add(event) {
      append(list, event);
      trim();
      const { length } = list.events;
      if (length >= SOON_EVENTS) plan(0);
      else if (length === 1) plan(SOON_MS);
    },

    /**
     * The page may be going: what no fetch carries goes as a beacon, and stays in the list.
     * @param {boolean} [leaves] lets another page take the list at once
     */
    leave(leaves = false) {
      while (left < list.events.length && gate.maySend && Date.now() >= list.notBefore) {
        const batch = batchFrom(left);
        if (!beacon(url, body(batch))) break;
        left += batch.length;
      }
      // Browsers say pagehide first and hidden after it: the page stays gone.
      gone = gone || leaves;
      persist();
    },

    /** Takes over the lists of pages that are gone. */
    adopt() {
      for (const key of store.names(".q.")) {
        const other = store.read(key);
        if (Date.now() - other?.at < ORPHAN_MS) continue;
        store.remove(key);
        if (Array.isArray(other?.events)) join(list, other);
      }
      trim();
      plan(SOON_MS);
    },

    /** To be called when the gate has changed. @param {boolean} refused what waits is not to be sent */
    follow(refused) {
      if (refused && !gate.maySend) shift(list.events.length);
      resume();
    },
  };
}

/** The number of lost events goes as an event of its own: a retry repeats it under one id. @param {import("./list.js").List} list */
function reportDropped(list) {
  const { events, dropped } = list;
  if (!dropped) return;
  events.push({
    ...events[0],
    id: newId(),
    name: "dropped",
    at: Date.now(),
    props: { events: dropped },
  });
  list.dropped = 0;
}
