/** @import {SiteWidget} from "../../types/site" */
/** @import {Content, OpenOptions} from "../../types/part" */
/** @import {BoundPart} from "./bind.js" */
/** @import {Engine} from "./engine.js" */
import { Parts } from "./parts.js";
import { backOff } from "./post.js";
import { later, quiet } from "./quiet.js";
import { arm, hasButton, watchClicks, whenIdle } from "./triggers.js";

/** A dialog that comes a minute after the tap would startle; a button may come late. */
const TRIES = 6;
const TRIES_ASKED = 2;

/** Decides when a widget is fetched, mounted and opened. */
export class Widgets {
  /** @param {Engine} engine */
  constructor(engine) {
    this._engine = engine;
    this._all = engine.site.widgets;
    this._parts = new Parts(engine.base, engine.site.key);
    /** Why each widget is as it is. @type {Map<string, string>} */
    this.reasons = new Map();
  }

  /** Arms the triggers of all widgets, and takes up leads that an earlier page left. */
  start() {
    for (const widget of this._all) {
      this.reasons.set(widget.id, "no trigger has fired");
      for (const trigger of widget.triggers) {
        quiet(() => arm(trigger, () => this.show(widget, { trigger: trigger.on }, false)));
      }
    }
    watchClicks(this._all, (widget) => this.show(widget, { trigger: "click" }, true));
    whenIdle(() => {
      for (const widget of this._all) if (hasButton(widget)) this.prefetch(widget);
    });
    const left = this._engine.store.names(".l.").length;
    if (left && this._all[0]) this._use(this._all[0], (part) => part.adopt(this._engine), TRIES);
  }

  /**
   * @param {SiteWidget} widget @param {OpenOptions} opts
   * @param {boolean} asked for by a person or the page, not by a mere trigger
   */
  show(widget, opts, asked) {
    const open = (/** @type {BoundPart} */ part, /** @type {Content} */ content) => {
      const { mounted, unasked } = part.start(this._engine, widget, content);
      this.reasons.set(widget.id, `shown by ${opts.trigger}`);
      if (asked || unasked()) mounted.open(opts);
    };
    this._use(widget, open, asked ? TRIES_ASKED : TRIES);
  }

  /** @param {SiteWidget} widget */
  close(widget) {
    this._engine.live.get(widget.id)?.mounted.close();
  }

  /** @param {SiteWidget} widget */
  prefetch(widget) {
    if (quiet(() => navigator.connection?.saveData)) return;
    whenIdle(() => this._parts.load(widget).catch(() => {}));
  }

  /**
   * Fetches a widget and uses it.
   * @param {SiteWidget} widget @param {(part: BoundPart, content: Content) => void} use
   * @param {number} left tries
   */
  async _use(widget, use, left, tries = 0) {
    const loaded = await this._parts.load(widget).catch(() => null);
    try {
      if (loaded) return use(...loaded);
      if (left > 1) later(() => this._use(widget, use, left - 1, tries + 1), backOff(tries));
    } catch {
      // The part's own fault; told below.
    }
    this.reasons.set(widget.id, loaded ? "failed" : "not loaded");
    this._engine.emit("error", widget, { reason: loaded ? "failed" : "load" });
  }
}
