/** @import {SiteWidget} from "../../types/site" */
/** @import {LeadExtra, Outcome} from "../../types/part" */
/** @import {Engine} from "./engine.js" */
/** @import {Lead} from "./leads.js" */
import { leadBody } from "./bodies.js";
import { newId } from "./ids.js";
import { tellLate } from "./lead.js";
import { LeadSender } from "./leads.js";
import { ALL, memoryOf } from "./memory.js";
import { tellPixels } from "./pixels.js";

/** The one of that site. @param {Engine} engine @returns {Forms} */
export function formsOf(engine) {
  engine.forms ??= new Forms(engine);
  return engine.forms;
}

/** Fetched once somebody answers. What visitors submit: one idempotency key per submission, and who hears of the outcome. */
export class Forms {
  /** @param {Engine} engine */
  constructor(engine) {
    this._engine = engine;
    this.sender = new LeadSender(engine.url("leads"), engine.store, (lead, outcome, first) =>
      this._settled(lead, outcome, first),
    );
    /** The key that a correction goes under, by widget. @type {Map<string, string>} */
    this._keys = new Map();
    /** Keys whose form is being told by `submit` itself. @type {Set<string>} */
    this._now = new Set();
  }

  /**
   * @param {SiteWidget} widget @param {Record<string, unknown>} fields
   * @param {LeadExtra} extra @param {string} language
   * @returns {Promise<Outcome>} never rejects
   */
  async submit(widget, fields, extra, language) {
    const at = Date.now();
    const key = this._keys.get(widget.id) ?? newId(at);
    const { site, place, gate, visitor } = this._engine;
    const { id, touches } = visitor;
    const person = { allowed: gate.maySend, visitor: id, touches, ads: gate.ads };
    const variant = this._engine.variants.get(widget.id) ?? null;
    const form = { key, widget: widget.id, variant, at, language, fields, extra };
    const body = leadBody(site.key, form, place, person);
    this._now.add(key);
    const outcome = await this.sender.send({ key, widget: widget.id, at, tried: 0, body });
    this._now.delete(key);
    return outcome;
  }

  /** @param {Lead} lead @param {Outcome} outcome @param {boolean} first */
  _settled({ key, widget }, outcome, first) {
    if (outcome.state === "invalid") this._keys.set(widget, key);
    else this._keys.delete(widget);
    if (first) this._announce(widget, outcome);
    if (!this._now.has(key)) tellLate(this._engine, widget, outcome);
  }

  /** @param {string} widget @param {Outcome} outcome */
  _announce(widget, { state, event_id, success }) {
    if (state === "invalid" || state === "refused") return;
    // What somebody was given is theirs, also when the form's page is gone.
    if (success?.voucher?.code) memoryOf(this._engine, widget).write("kept", success.voucher);
    // A held or quarantined lead is no conversion until someone releases it.
    for (const id of [widget, ALL]) memoryOf(this._engine, id).write("converted", Date.now());
    const eventId = state === "stored" ? event_id : null;
    if (eventId) tellPixels(eventId, this._engine.gate.ads !== false);
    this._engine.emit("submitted", this._engine.find(widget), { state, event_id: eventId ?? null });
  }
}
