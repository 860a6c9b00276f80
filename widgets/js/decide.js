/** @import {SiteWidget} from "../types/site" */
/** @import {Engine} from "./engine/engine.js" */
import { armOf } from "./decide/arms.js";
import { silence } from "./decide/rules.js";
import { outside } from "./decide/schedule.js";
import { look } from "./decide/snapshot.js";
import { learnStatus } from "./decide/status.js";
import { TRIGGERS } from "./decide/triggers.js";
import { ALL, memoryOf } from "./engine/memory.js";
import { later, quiet } from "./engine/quiet.js";

/** Triggers that fire together are weighed together. */
const TOGETHER_MS = 50;

/**
 * Decides when a widget speaks unasked, for sites that have more to say about it than "at once":
 * rules, schedule, frequency, tests, triggers, and one dialog at a time. Only they fetch this.
 */
export class Decider {
  /** @param {Engine} engine */
  constructor(engine) {
    this._engine = engine;
    /** Dialogs that a trigger calls for, and it. @type {Map<SiteWidget, string>} */
    this._called = new Map();
  }

  /** Another page is in view: what was armed for the last one is void. */
  turn() {
    this._stop?.abort();
    this._called.clear();
    const stop = new AbortController();
    this._stop = stop;
    for (const widget of this._engine.site.widgets) {
      if (widget.decide) quiet(() => this._arm(widget, stop.signal));
    }
    this._learn(stop.signal);
  }

  /** What the collector knows better is decided by once it has said so. @param {AbortSignal} signal */
  async _learn(signal) {
    const fresh = await learnStatus(this._engine).catch(() => false);
    if (fresh && !signal.aborted) this.turn();
  }

  /** @param {SiteWidget} widget @param {AbortSignal} signal */
  _arm(widget, signal) {
    const { live, widgets, modal, visitor } = this._engine;
    const snap = look(this._engine);
    const known = live.get(widget.id);
    // What it has given is the visitor's to come back to, whatever calls for the widget.
    const kept = memoryOf(this._engine, widget.id).read("kept");
    // What came by its rules goes by them when a single-page app shows another page.
    if (known && !kept && modal !== widget && silence(widget, snap, true)) known.leave();
    if (!live.has(widget.id)) widgets.reasons.set(widget.id, "no trigger has fired");
    if (kept) widgets.show(widget, { trigger: "load" }, false);
    for (const [on, value, devices] of armOf(widget, visitor.id)?.[2] ?? widget.triggers) {
      const fire = () => signal.aborted || this._fire(widget, on);
      if (!devices || devices.includes(snap.device))
        quiet(() => TRIGGERS[on]?.(/** @type {never} */ (value), fire, { ...snap, signal }));
    }
  }

  /** @param {SiteWidget} widget @param {string} on */
  _fire(widget, on) {
    if (widget.modal && on !== "load") {
      this._called.set(widget, on);
      later(() => this.settle(), TOGETHER_MS);
    } else this._speak(widget, on, "");
  }

  /** Lets the most important dialog speak that may; those that only others hold back go on waiting. */
  settle() {
    const rank = (/** @type {SiteWidget} */ { frequency }) => frequency?.priority ?? 0;
    const called = [...this._called].sort(([one], [two]) => rank(two) - rank(one));
    for (const [widget, on] of called) {
      const busy = this._busy();
      if (this._speak(widget, on, busy) || !busy) this._called.delete(widget);
    }
  }

  /** What keeps any dialog from coming unasked just now. */
  _busy() {
    const { modal, coming, site } = this._engine;
    if (modal || coming) return "another dialog is open";
    const left = memoryOf(this._engine, ALL).read("shown") + site.gap * 1000 - Date.now();
    if (!(left > 0)) return "";
    later(() => this.settle(), left);
    return "gap: another dialog has just been shown";
  }

  /**
   * Shows a widget that nobody has asked for, unless something speaks against it.
   * @param {SiteWidget} widget @param {string} on the trigger @param {string} busy what other widgets do
   * @returns {string} what speaks against it and will not pass with the others
   */
  _speak(widget, on, busy) {
    const { widgets } = this._engine;
    const against = silence(widget, look(this._engine), on === "load");
    const held = !against && !busy && this.assign(widget) === "holdout" ? "test: held out" : "";
    const silent = against || busy || held;
    if (silent) widgets.reasons.set(widget.id, silent);
    else {
      if (widget.modal && on !== "load") this._engine.coming = widget;
      widgets.show(widget, { trigger: on }, false);
    }
    return against;
  }

  /**
   * Tells, once, which arm of its test the visitor is in.
   * @param {SiteWidget} widget @returns {string | undefined} the arm
   */
  assign(widget) {
    const { visitor, variants } = this._engine;
    const [variant] = armOf(widget, visitor.id) ?? [];
    if (!variant) return;
    variants.set(widget.id, variant);
    const memory = memoryOf(this._engine, widget.id);
    if (memory.read("arm") === variant) return variant;
    memory.write("arm", variant);
    this._engine.event("assign", { widget: widget.id });
    return variant;
  }

  /** The names of the patches that its content needs now. @param {SiteWidget} widget */
  patches(widget) {
    const { schedule } = widget;
    const out = schedule?.outside && outside(schedule, look(this._engine));
    return [this.assign(widget), out ? "outside" : undefined];
  }
}
