/** @import {SiteWidget} from "../../types/site" */
/** @import {Content, Mounted, Part} from "../../types/part" */
/** @import {Engine} from "./engine.js" */
import { createContext } from "./context.js";
import { formsOf } from "./forms.js";
import { rests } from "./frequency.js";
import { Host } from "./host.js";

/**
 * A widget that is on this page. `unasked` tells whether a trigger alone may open it now.
 * @typedef {{mounted: Mounted, unasked: () => boolean, host: Host}} Live
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
     * Mounts the widget, once.
     * @param {Engine} engine @param {SiteWidget} widget @param {Content} content
     */
    start(engine, widget, content) {
      const known = engine.live.get(widget.id);
      if (known) return known;
      const host = new Host(widget.id);
      const mounted = part.mount(createContext(engine, widget, content, host));
      const unasked = () => !part.resting && !rests(engine, widget);
      const live = { mounted, unasked, host };
      engine.live.set(widget.id, live);
      return live;
    },

    /** Takes up leads that an earlier page could not send. @param {Engine} engine */
    adopt(engine) {
      formsOf(engine).sender.adopt();
    },
  };
}
