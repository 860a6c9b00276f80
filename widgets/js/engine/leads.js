/** @import {Outcome} from "../../types/part" */
/** @import {Answer} from "./post.js" */
/** @import {Store} from "./store.js" */
import { backOff, post } from "./post.js";
import { later } from "./quiet.js";

/**
 * A submitted lead on its way. `body` lacks only `sent_at`; `tried` is when a page last began to
 * send it (ms).
 * @typedef {{key: string, widget: string, at: number, tried: number, body: Record<string, unknown>}} Lead
 */

/**
 * Told once per answer; `first` is false when another tab has told the page of it already.
 * @typedef {(lead: Lead, outcome: Outcome, first: boolean) => void} Settled
 */

const KEEP_MS = 86_400_000;
/** Another page may still wait for its answer; until then leave the lead to it. */
const OTHERS_MS = 15_000;

/**
 * Sends leads and never gives one up: a copy stays on the device, a day at most, until the collector
 * has answered, and every try has the same idempotency key.
 */
export class LeadSender {
  /** @param {string} url @param {Store} store @param {Settled} settled */
  constructor(url, store, settled) {
    this._url = url;
    this._store = store;
    this._settled = settled;
    /** @type {Map<string, Lead>} */
    this._waiting = new Map();
    this._tries = 0;
    this._notBefore = 0;
  }

  /** @param {Lead} lead @returns {Promise<Outcome>} */
  async send(lead) {
    this._note(lead);
    const answer = await post(this._url, JSON.stringify({ ...lead.body, sent_at: Date.now() }));
    const outcome = outcomeOf(answer);
    if (outcome.state === "waiting") this._keep(lead, answer);
    else this._settle(lead, outcome);
    return outcome;
  }

  /** The network may be back. */
  resume() {
    if (this._waiting.size) this._plan(this._notBefore - Date.now());
  }

  /** Takes up what an earlier page could not send; one last time what is older than a day. */
  adopt() {
    let tried = 0;
    for (const name of this._store.names(".l.")) {
      const lead = this._store.read(name);
      if (isLead(lead)) {
        this._waiting.set(lead.key, lead);
        tried = Math.max(tried, lead.tried);
      }
      if (!(Date.now() - lead?.at < KEEP_MS)) this._store.remove(name);
    }
    if (this._waiting.size) this._plan(Math.max(1000, tried + OTHERS_MS - Date.now()));
  }

  /** Another tab that has settled the lead took it out of storage; it must not come back.
   * @param {Lead} lead */
  _note(lead) {
    const name = `.l.${lead.key}`;
    const kept = !lead.tried || this._store.read(name);
    lead.tried = Date.now();
    if (kept && lead.tried - lead.at < KEEP_MS) this._store.write(name, lead);
    else this._store.remove(name);
  }

  /** @param {Lead} lead @param {Answer} answer */
  _keep(lead, { wait }) {
    this._waiting.set(lead.key, lead);
    this._notBefore = Date.now() + wait;
    this._plan(backOff(this._tries++, wait));
  }

  /** @param {Lead} lead @param {Outcome} outcome */
  _settle(lead, outcome) {
    this._waiting.delete(lead.key);
    this._tries = 0;
    this._settled(lead, outcome, this._store.remove(`.l.${lead.key}`));
  }

  /** @param {number} ms */
  _plan(ms) {
    clearTimeout(this._timer);
    this._timer = later(() => this._retry(), ms);
  }

  async _retry() {
    for (const lead of [...this._waiting.values()]) {
      if ((await this.send(lead)).state === "waiting") return;
    }
  }
}

/** @param {any} lead @returns {lead is Lead} */
function isLead(lead) {
  return typeof lead?.key === "string" && typeof Object(lead.body).fields === "object";
}

/**
 * An answer that is not the collector's own (a proxy's page, garbage) leaves the lead waiting.
 * @param {Answer} answer @returns {Outcome}
 */
export function outcomeOf({ status, data, final }) {
  const { status: state, id, event_id, success, errors } = Object(data);
  if (status === 422 && errors) return { state: "invalid", errors };
  // The key is taken: an earlier try has arrived, and the first one stands.
  if (status === 409 && final) return { state: "stored" };
  if (final) return { state: "refused" };
  const kept = status < 300 && ["stored", "held", "quarantined"].includes(state);
  return kept ? { state, id, event_id, success } : { state: "waiting" };
}
