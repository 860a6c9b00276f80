/** @import {Ctx} from "../../types/part" */
/** @import {Engine} from "./engine.js" */

/** What this page remembers where the gate lets nothing be kept. @type {Map<string, Record<string, unknown>>} */
const here = new Map();

/**
 * What a widget remembers of this visitor; with the gate's leave, beyond this page.
 * @param {Engine} engine @param {string} id of the widget
 * @returns {Ctx["memory"]}
 */
export function memoryOf({ store, gate, site }, id) {
  const name = `.w.${id}`;
  const all = () => ({ ...(gate.mayStore && store.read(name)), ...here.get(site.key + name) });
  return {
    read: (what) => all()[what],
    write(what, value) {
      const after = { ...all(), [what]: value };
      here.set(site.key + name, after);
      if (gate.mayStore) store.write(name, after);
    },
  };
}
