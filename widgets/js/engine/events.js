/** @import {BeckonEvent} from "./bodies.js" */
/** @import {Engine} from "./engine.js" */
import { byteLength, eventsBody } from "./bodies.js";
import { newId } from "./ids.js";
import { backOff, beacon, post } from "./post.js";
import { later } from "./quiet.js";

const SOON_MS = 1500;
const SOON_EVENTS = 20;
const MAX_BATCH = 100;
const MAX_BATCH_BYTES = 60_000;
const MAX_EVENTS = 200;
const MAX_CHARS = 256_000;
/** One event always fits into a batch: a character has at most three bytes. */
const MAX_EVENT_CHARS = 19_000;
const ORPHAN_MS = 60_000;
const MAX_AGE_MS = 7 * 86_400_000;

/**
 * What is on its way, as it lies in storage. `at` is when its page last wrote it, 0 when that is gone, `notBefore` what
 * the collector asked for, `dropped` how many events were lost to the limits.
 * @typedef {{at: number, events: BeckonEvent[], dropped: number, notBefore: number}} List
 */

/**
 * The events of this page. Each stays, under its one id, until a fetch was answered; a beacon is not
 * an answer. Every page keeps a list of its own in storage, and a later page adopts the lists of
 * pages that are gone: tabs never overwrite each other.
 */
export class EventQueue {
  /** @param {Engine} engine */
  constructor(engine) {
    this._engine = engine;
    this._name = `.q.${newId()}`;
    /** @type {List} */
    this.list = { at: 0, events: [], dropped: 0, notBefore: 0 };
    /** How many of the first events a fetch carries, and how many left with some request. */
    this._flying = 0;
    this._left = 0;
    this._gone = false;
    this._tries = 0;
  }

  /** @param {BeckonEvent} event */
  add(event) {
    const { list } = this;
    if (JSON.stringify(event).length > MAX_EVENT_CHARS) list.dropped++;
    else list.events.push(event);
    this._trim();
    this._persist();
    if (list.events.length >= SOON_EVENTS) this._plan(0);
    else if (list.events.length === 1) this._plan(SOON_MS);
  }

  /**
   * The page may be going: what no fetch carries goes as a beacon, and stays in the list.
   * @param {boolean} [gone] lets another page take the list at once
   */
  leave(gone = false) {
    const { events, notBefore } = this.list;
    while (this._left < events.length && this._engine.gate.maySend && Date.now() >= notBefore) {
      const batch = this._batch(this._left);
      if (!beacon(this._engine.url("events"), this._body(batch))) break;
      this._left += batch.length;
    }
    // Browsers say pagehide first and hidden after it: the page stays gone.
    this._gone ||= gone;
    this._persist();
  }

  /** The page is back in view, or the network is: confirm what is left. */
  resume() {
    this._gone = false;
    this._persist();
    this._plan(0);
  }

  /** Takes over the lists of pages that are gone. */
  adopt() {
    const { store } = this._engine;
    for (const name of store.names(".q.")) {
      const list = store.read(name);
      if (Date.now() - list?.at < ORPHAN_MS) continue;
      store.remove(name);
      if (Array.isArray(list?.events)) this._join(list);
    }
    this._trim();
    this._plan(SOON_MS);
  }

  /** To be called when the gate has changed. @param {boolean} refused what waits is not to be sent */
  follow(refused) {
    if (refused && !this._engine.gate.maySend) this._shift(this.list.events.length);
    this.resume();
  }

  /** @param {List} other */
  _join({ events, dropped, notBefore }) {
    const { list } = this;
    list.events.unshift(...events.filter(isEvent));
    list.dropped += Number(dropped) || 0;
    // Twice the most that is obeyed; more is no time of ours.
    if (notBefore < Date.now() + 7_200_000) list.notBefore = Math.max(list.notBefore, notBefore);
  }

  /** @param {number} ms */
  _plan(ms) {
    clearTimeout(this._timer);
    this._timer = later(() => this._flush(), Math.max(ms, this.list.notBefore - Date.now()));
  }

  async _flush() {
    const { list } = this;
    if (this._flying || !list.events.length || !this._engine.gate.maySend) return;
    if (list.dropped) this._reportDropped();
    const batch = this._batch(0);
    this._flying = batch.length;
    this._left = Math.max(this._left, batch.length);
    const { data, final, wait } = await post(this._engine.url("events"), this._body(batch));
    if (final) list.dropped += this._flying;
    if (final || data?.stored >= 0 || data?.status === "quarantined") {
      this._shift(this._flying);
      this._tries = 0;
    } else list.notBefore = Date.now() + backOff(this._tries++, wait);
    this._flying = 0;
    this._persist();
    if (list.events.length) this._plan(0);
  }

  /** @param {number} from */
  _batch(from) {
    const batch = this.list.events.slice(from, from + MAX_BATCH);
    while (byteLength(this._body(batch)) > MAX_BATCH_BYTES) batch.length >>= 1;
    return batch;
  }

  /** @param {BeckonEvent[]} batch */
  _body(batch) {
    const { site, visitor } = this._engine;
    return eventsBody(site.key, visitor.id, batch, Date.now());
  }

  /** The number of lost events goes as an event of its own: a retry repeats it under one id. */
  _reportDropped() {
    const { list } = this;
    const props = { events: list.dropped };
    list.events.push({ ...list.events[0], id: newId(), name: "dropped", at: Date.now(), props });
    list.dropped = 0;
  }

  _trim() {
    const { list } = this;
    while (list.events.length > MAX_EVENTS || JSON.stringify(list).length > MAX_CHARS) {
      this._shift(1);
      list.dropped++;
    }
  }

  /** @param {number} count */
  _shift(count) {
    this.list.events.splice(0, count);
    this._flying = Math.max(0, this._flying - count);
    this._left = Math.max(0, this._left - count);
  }

  _persist() {
    const { gate, store } = this._engine;
    this.list.at = this._gone ? 0 : Date.now();
    if (gate.mayStore && this.list.events.length) store.write(this._name, this.list);
    else store.remove(this._name);
  }
}

/** @param {any} event */
function isEvent(event) {
  return event?.id && event.name && Date.now() - event.at < MAX_AGE_MS;
}
