/** @import {SiteWidget} from "../../types/site" */
/** @import {Content, Mounted, OpenOptions, Part} from "../../types/part" */
/** @import {Engine} from "./engine.js" */
import { createContext } from "./context.js";
import { Host } from "./host.js";
import { formsOf } from "./lead.js";
import { memoryOf } from "./memory.js";

/**
 * A widget that is on this page. `leave` takes it away.
 * @typedef {{mounted: Mounted, attach: () => void, leave: () => void}} Live
 */

/**
 * What the loader imports as a widget's part: the widget's own module with the half of the engine
 * that only a widget on the page needs. The build writes the module that calls this.
 * @typedef {ReturnType<typeof bind>} BoundPart
 * @param {Part} part
 */
export function bind(part) {
  return {
    /**
     * Mounts the widget, once, and opens it; one with a resting state only when asked.
     * @param {Engine} engine @param {SiteWidget} widget @param {Content} content
     * @param {OpenOptions} opts @param {boolean} asked
     */
    show(engine, widget, content, opts, asked) {
      const { live, widgets } = engine;
      const { mounted } = live.get(widget.id) ?? mount(part, engine, widget, content);
      widgets.reasons.set(widget.id, `shown by ${opts.trigger}`);
      if (asked || !part.resting) mounted.open(opts);
      if (engine.coming === widget) engine.coming = null;
      if (asked || opts.trigger !== "load") note(engine, widget, asked);
    },

    /** Takes up leads that an earlier page could not send. @param {Engine} engine */
    adopt(engine) {
      formsOf(engine, (forms) => forms.sender.adopt());
    },
  };
}

/** @param {Part} part @param {Engine} engine @param {SiteWidget} widget @param {Content} content @returns {Live} */
function mount(part, engine, widget, content) {
  const { live, decider } = engine;
  const host = new Host(widget.id);
  const names = (widget.decide && decider?.patches(widget)) || [];
  const mounted = part.mount(createContext(engine, widget, patched(content, names), host));
  const leave = () => {
    live.delete(widget.id);
    mounted.close();
    mounted.destroy();
    host.remove();
  };
  const made = { mounted, attach: () => host.attach(), leave };
  live.set(widget.id, made);
  return made;
}

/** @param {Content} content @param {(string | undefined)[]} names of patches, the last one wins */
function patched(content, names) {
  const { patches = {}, ...plain } = content;
  for (const name of names) {
    for (const [key, changed] of Object.entries(patches[`${name}`] ?? {}))
      plain[key] = { ...plain[key], ...changed };
  }
  return /** @type {Content} */ (plain);
}

/**
 * Remembers that it was shown: when, and what nobody asked for, how often altogether and in this visit.
 * @param {Engine} engine @param {SiteWidget} widget @param {boolean} asked
 */
function note(engine, widget, asked) {
  const memory = memoryOf(engine, widget.id);
  memory.write("shown", Date.now());
  if (asked) return;
  const { times = 0, here = 0, visit } = memory.all();
  const { visits } = engine.visitor.known;
  memory.write("times", times + 1);
  memory.write("here", visit === visits ? here + 1 : 1);
  memory.write("visit", visits);
}
