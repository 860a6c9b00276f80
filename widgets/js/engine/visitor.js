/** @import {Engine} from "./engine.js" */
/** @import {Arrival} from "./arrival.js" */
/** @import {Touch} from "./touches.js" */
import { newId } from "./ids.js";
import { isFresh, withArrival } from "./touches.js";

/**
 * What the device remembers: who, the touches oldest first, the last sign of life (ms), how many
 * visits, and how many pages of this one.
 * @typedef {{visitor: string | null, touches: Touch[], seen: number, visits: number, pages: number}} Memory
 */

/** A sign of life is written this seldom, so that a busy page does not write on every event. */
const SEEN_MS = 10_000;
const MAX_HELD = 50;

/** The visitor as this device knows them, as far as the gate lets it. */
export class Visitor {
  /** @param {Pick<Engine, "site" | "gate" | "store">} engine */
  constructor(engine) {
    this._engine = engine;
    /** Arrivals on this page that the gate keeps off the device. @type {(Arrival & {id: string})[]} */
    this._held = [];
  }

  /** The visitor's id; null when none may be kept. */
  get id() {
    const memory = this._read();
    return this._engine.gate.mayStore && !memory.visitor ? this._save(memory) : memory.visitor;
  }

  /** Where nothing may be kept, what this page knows. @returns {Memory} touches oldest first */
  get known() {
    return this._held.reduce((memory, held) => this._arrived(memory, held), this._read());
  }

  /** Oldest first. */
  get touches() {
    return this.known.touches;
  }

  /** @param {Arrival & {id: string}} arrival */
  arrive(arrival) {
    if (this._engine.gate.mayStore) this._save(this._arrived(this._read(), arrival));
    else if (this._held.length < MAX_HELD) this._held.push(arrival);
  }

  /** @param {number} now */
  alive(now) {
    const memory = this._read();
    if (this._engine.gate.mayStore && now - memory.seen > SEEN_MS)
      this._save({ ...memory, seen: now });
  }

  /** To be called when the gate has changed. */
  follow() {
    if (!this._engine.gate.mayStore) return;
    this._save(this.known);
    this._held = [];
  }

  /** @param {Memory} memory @param {Arrival & {id: string}} arrival @returns {Memory} */
  _arrived(memory, arrival) {
    const { touches, seen, visits, pages } = memory;
    const fresh = isFresh(seen, arrival);
    return {
      ...memory,
      touches: withArrival(touches, fresh, arrival, this._engine.site),
      seen: Math.max(seen, arrival.at),
      visits: visits + +fresh,
      pages: fresh ? 1 : pages + 1,
    };
  }

  _read() {
    return clean(this._engine.gate.mayStore && this._engine.store.read(""));
  }

  /** @param {Memory} memory @returns {string} the visitor's id, made when there is none */
  _save(memory) {
    const visitor = memory.visitor ?? newId();
    this._engine.store.write("", { ...memory, visitor });
    return visitor;
  }
}

/** Corrupted or foreign content starts fresh. @param {any} stored @returns {Memory} */
function clean(stored) {
  const { visitor, touches, seen, visits, pages } = Object(stored);
  return {
    visitor: /^[\w-]{22}$/.test(visitor) ? visitor : null,
    touches: Array.isArray(touches) ? touches.filter(isTouch) : [],
    seen: seen > 0 && seen <= Date.now() ? seen : 0,
    visits: visits | 0,
    pages: pages | 0,
  };
}

/** @param {any} touch */
function isTouch(touch) {
  return touch?.at > 0 && touch.id && typeof touch.url === "string";
}
