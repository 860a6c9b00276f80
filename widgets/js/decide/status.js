/** @import {Engine} from "../engine/engine.js" */
import { ALL, memoryOf } from "../engine/memory.js";

/** Asked again after this time: staff mark leads by the hour, not by the second. */
const FRESH_MS = 30 * 60_000;

/**
 * How far the visitor's lead has come, for sites whose rules ask for it: the collector says, and it is
 * remembered. Nothing is asked of who has sent none, or may not be remembered.
 * @param {Engine} engine @returns {Promise<boolean>} whether something new is known
 */
export async function learnStatus(engine) {
  const { site, visitor } = engine;
  const memory = memoryOf(engine, ALL);
  const { converted, asked, status } = memory.all();
  const due = converted && Date.now() - (asked ?? 0) > FRESH_MS;
  if (!due || !visitor.id || !asksStatus(site.widgets)) return false;
  const answer = await fetch(
    `${engine.base}/v1/leads/status?site=${site.key}&visitor=${visitor.id}`,
    { credentials: "omit" },
  );
  const found = (await answer.json()).status;
  memory.write("asked", Date.now());
  memory.write("status", found);
  return found !== (status ?? null);
}

/** In the short form of rules. @param {unknown} widgets */
function asksStatus(widgets) {
  return /\["lead","!?contains","(?!sent|none)/.test(JSON.stringify(widgets));
}
