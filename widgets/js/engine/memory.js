/** @import {Engine} from "./engine.js" */

/** Under this id stands what is remembered for all widgets of the site. */
export const ALL = "*";

/**
 * What is remembered of a widget and this visitor; with the gate's leave, beyond this page.
 * @param {Pick<Engine, "store" | "gate">} engine @param {string} id of the widget
 * @returns {import("../../types/part").Ctx["memory"] & {all(): import("../../types/decide").Shown}}
 */
export function memoryOf({ store, gate }, id) {
  const name = `.w.${id}`;
  const all = () => Object(store.read(name, gate.mayStore));
  return {
    all,
    read: (what) => all()[what],
    write: (what, value) => store.write(name, { ...all(), [what]: value }, gate.mayStore),
  };
}
