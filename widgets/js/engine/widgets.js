/** @import {SiteWidget} from "../../types/site" */
/** @import {Content, OpenOptions} from "../../types/part" */
/** @import {BoundPart} from "./bind.js" */
/** @import {Engine} from "./engine.js" */
import { Parts } from "./parts.js";
import { backOff } from "./post.js";
import { later, quiet } from "./quiet.js";
import { arm, hasButton, watchClicks, whenIdle } from "./triggers.js";

const MAX_TRIES = 5;

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
    if (left && this._all[0]) this._use(this._all[0], (part) => part.adopt(this._engine));
  }

  /**
   * @param {SiteWidget} widget @param {OpenOptions} opts
   * @param {boolean} asked for by a person or the page, not by a mere trigger
   */
  show(widget, opts, asked) {
    return this._use(widget, (part, content) => {
      const { mounted, unasked } = part.start(this._engine, widget, content);
      this.reasons.set(widget.id, `shown by ${opts.trigger}`);
      if (asked || unasked()) mounted.open(opts);
    });
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
   * Fetches a widget and uses it; tries again when that fails.
   * @param {SiteWidget} widget @param {(part: BoundPart, content: Content) => void} use
   */
  async _use(widget, use, tries = 0) {
    try {
      use(...(await this._parts.load(widget)));
    } catch (error) {
      this.reasons.set(widget.id, `failed: ${error}`);
      this._engine.emit("error", widget, { reason: "load" });
      if (tries < MAX_TRIES) later(() => this._use(widget, use, tries + 1), backOff(tries + 2));
    }
  }
}
