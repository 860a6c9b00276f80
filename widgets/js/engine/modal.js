/** @import {SiteWidget} from "../../types/site" */
/** @import {Engine} from "./engine.js" */
import { ALL, memoryOf } from "./memory.js";

/** A dialog was opened, whoever wished it: there is one at a time. @param {Engine} engine @param {SiteWidget} widget */
export function opened(engine, widget) {
  const before = engine.modal;
  engine.modal = widget;
  if (before && before !== widget) engine.close(before);
}

/** @param {Engine} engine @param {SiteWidget} widget */
export function closed(engine, widget) {
  if (engine.modal === widget) engine.modal = null;
  memoryOf(engine, ALL).write("shown", Date.now());
  engine.decider?.settle();
}
