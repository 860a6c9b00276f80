/** @import {SiteWidget} from "../../types/site" */
/** @import {Engine} from "./engine.js" */
import { memoryOf } from "./memory.js";

const DAY_MS = 86_400_000;

/**
 * Whether a trigger should leave the visitor alone, by the widget's `frequency`.
 * @param {Engine} engine @param {SiteWidget} widget
 */
export function rests(engine, { id, frequency }) {
  const memory = memoryOf(engine, id);
  const { after_closed_days = 0, after_converted_days = 0 } = frequency ?? {};
  const within = (/** @type {string} */ name, /** @type {number} */ days) =>
    Date.now() - (memory.read(name) ?? 0) < days * DAY_MS;
  return within("closed", after_closed_days) || within("converted", after_converted_days);
}
