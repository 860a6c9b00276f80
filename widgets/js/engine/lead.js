/** @import {SiteWidget} from "../../types/site" */
/** @import {Asking, Outcome} from "../../types/part" */
/** @import {Engine} from "./engine.js" */
/** @import {Forms} from "./forms.js" */
import { extra } from "../ui/extra.js";
import { later, quiet } from "./quiet.js";

const AGAIN_MS = 5000;

/** Who wants to hear what became of a lead that had to wait. @type {WeakMap<Engine, [string, (outcome: Outcome) => void][]>} */
const listeners = new WeakMap();

/**
 * What sends leads comes with what takes a form's answers: whoever has answered has it, network or not.
 * @template T @param {Engine} engine @param {(forms: Forms) => T} use
 */
export function formsOf(engine, use) {
  return extra(
    () => import("../ui/sending.js"),
    ({ formsOf }) => use(formsOf(engine)),
  );
}

/**
 * @param {Engine} engine @param {SiteWidget} widget @param {(forms: Forms) => Promise<Outcome>} submit
 * @returns {Promise<Outcome>} never rejects
 */
export async function lead(engine, widget, submit) {
  const outcome = await formsOf(engine, submit);
  if (outcome) return outcome;
  // No network from the first moment on.
  later(async () => tellLate(engine, widget.id, await lead(engine, widget, submit)), AGAIN_MS);
  return { state: "waiting" };
}

/**
 * @param {Engine} engine @param {SiteWidget} widget @param {string} language @param {Asking} asking
 * @returns {Promise<any>}
 */
export async function ask(engine, widget, language, asking) {
  // Before consent nothing leaves the page but what the visitor wishes for.
  if (!engine.gate.maySend && !asking.asked) return { status: "unasked" };
  return extra(
    () => import("../ui/sending.js"),
    (part) => part.ask(engine, widget, language, asking),
  );
}

/** @param {Engine} engine @param {SiteWidget} widget @param {(outcome: Outcome) => void} listener */
export function heardLate(engine, { id }, listener) {
  listeners.set(engine, [...(listeners.get(engine) ?? []), [id, listener]]);
}

/** @param {Engine} engine @param {string} widget id @param {Outcome} outcome */
export function tellLate(engine, widget, outcome) {
  for (const [id, listener] of listeners.get(engine) ?? [])
    if (id === widget) quiet(() => listener(outcome));
}
