/** @import {SiteWidget} from "../../types/site" */
/** @import {Asking} from "../../types/part" */
/** @import {Answer} from "./post.js" */
/** @import {Engine} from "./engine.js" */
import { newId } from "./ids.js";
import { memoryOf } from "./memory.js";
import { backOff, post } from "./post.js";

/**
 * Asks the collector for something that needs no form, until it answers; see `Ctx.ask` in types/part.d.ts.
 * The key is kept until then, for a later page too: an answer that was lost costs no second one.
 * @param {Engine} engine @param {SiteWidget} widget @param {string} language @param {Asking} asking
 */
export async function ask(engine, widget, language, { what, wanted, waits }) {
  const memory = memoryOf(engine, widget.id);
  const key = memory.read("asking") ?? newId();
  memory.write("asking", key);
  for (let tries = 0; wanted(); tries++) {
    const body = JSON.stringify({ ...bodyOf(engine, widget), key, language, sent_at: Date.now() });
    const { data, final, wait } = await post(`${engine.base}/v1/${what}`, body);
    if (final || data?.status) {
      memory.write("asking", null);
      return final ? { status: "refused" } : data;
    }
    if (!tries) waits();
    await pause(backOff(tries, wait));
  }
  return null;
}

/** @param {Engine} engine @param {SiteWidget} widget */
function bodyOf({ site, gate, visitor, variants }, { id: widget }) {
  const { id, touches } = visitor;
  const variant = variants.get(widget) ?? null;
  return { site: site.key, visitor: id, widget, variant, touches: gate.maySend ? touches : [] };
}

/** So long, or until the network is back. @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener("online", resolve, { once: true });
  });
}
