/** @import {SiteWidget} from "../../types/site" */
/** @import {Content, OpenOptions} from "../../types/part" */
/** @import {BoundPart} from "./bind.js" */
/** @import {Engine} from "./engine.js" */
import { backOff } from "./post.js";
import { later, quiet } from "./quiet.js";
import { hasButton, watchClicks, whenIdle } from "./triggers.js";

/** A dialog that comes a minute after the tap would startle; a button may come late. */
const TRIES = 6;
const TRIES_ASKED = 2;

/** Fetches, mounts and opens widgets: at once or when asked; all else the part `decide` decides. */
export class Widgets {
  /** @param {Engine} engine */
  constructor(engine) {
    this._engine = engine;
    this._all = engine.site.widgets;
    this._parts = engine.parts;
    /** Why each widget is as it is. @type {Map<string, string>} */
    this.reasons = new Map();
  }

  /** Brings the widgets that are there from the start, and takes up leads that an earlier page left. */
  start() {
    for (const widget of this._all) {
      const { id, decide, triggers } = widget;
      this.reasons.set(id, decide ? "not decided yet" : "no trigger has fired");
      if (!decide && triggers.some(([on]) => on === "load"))
        whenIdle(() => this.show(widget, { trigger: "load" }, false));
    }
    watchClicks(this._all, (widget) => this.show(widget, { trigger: "click" }, true));
    whenIdle(() => {
      for (const widget of this._all) if (hasButton(widget)) this.prefetch(widget);
    });
    // A link from elsewhere leads straight into a widget.
    const asked = /^#beckon-(.+)/.exec(location.hash);
    if (asked) this._engine.open(asked[1], { trigger: "click" });
    const [first] = this._all;
    const left = first && this._engine.store.names(".l.").length;
    if (left) this._use(first, (part) => part.adopt(this._engine), TRIES);
    if (this._all.some(({ decide }) => decide)) this._decide(TRIES);
  }

  /** @param {number} left tries */
  async _decide(left) {
    const decider = await this._decider().catch(() => null);
    if (decider) decider.turn();
    else if (left) later(() => this._decide(left - 1), backOff(TRIES - left));
  }

  async _decider() {
    const { Decider } = await this._parts.decide();
    this._engine.decider ??= new Decider(this._engine);
    return this._engine.decider;
  }

  /**
   * @param {SiteWidget} widget @param {OpenOptions} opts
   * @param {boolean} asked for by a person or the page, not by a mere trigger
   */
  show(widget, opts, asked) {
    this._use(
      widget,
      (part, content) => part.show(this._engine, widget, content, opts, asked),
      asked ? TRIES_ASKED : TRIES,
    );
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
    const needed = [this._parts.load(widget), widget.decide && this._decider()];
    const [loaded] = await Promise.all(needed).catch(() => []);
    try {
      if (loaded) return use(.../** @type {[BoundPart, Content]} */ (loaded));
      if (left > 1) later(() => this._use(widget, use, left - 1, tries + 1), backOff(tries));
    } catch {
      // The part's own fault; told below.
    }
    if (loaded || left < 2) this._engine.coming = null;
    this.reasons.set(widget.id, loaded ? "failed" : "not loaded");
    this._engine.emit("error", widget, { reason: loaded ? "failed" : "load" });
  }
}
