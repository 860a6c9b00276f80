/** @import {SiteWidget} from "../../types/site" */
/** @import {Engine} from "./engine.js" */

/**
 * When a visitor last closed a widget and last used it (ms).
 * @typedef {{closed?: number, converted?: number}} Notes
 */

const DAY_MS = 86_400_000;

/** Notes of this page, for where nothing may be kept. @type {Map<string, Notes>} */
const here = new Map();

/** @param {Engine} engine @param {string} id of the widget @returns {Notes} */
function notesOf({ store, gate }, id) {
  return { ...(gate.mayStore && store.read(`.w.${id}`)), ...here.get(id) };
}

/** @param {Engine} engine @param {string} id of the widget @param {"closed" | "converted"} what */
export function note(engine, id, what) {
  const notes = { ...notesOf(engine, id), [what]: Date.now() };
  here.set(id, notes);
  if (engine.gate.mayStore) engine.store.write(`.w.${id}`, notes);
}

/**
 * Whether a trigger should leave the visitor alone, by the widget's `frequency`.
 * @param {Engine} engine @param {SiteWidget} widget
 */
export function rests(engine, { id, frequency }) {
  const { closed = 0, converted = 0 } = notesOf(engine, id);
  const { after_closed_days = 0, after_converted_days = 0 } = frequency ?? {};
  const now = Date.now();
  return (
    now - closed < after_closed_days * DAY_MS || now - converted < after_converted_days * DAY_MS
  );
}
