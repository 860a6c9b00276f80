/** @import {SiteWidget} from "../../types/site" */
/** @import {Answer} from "./post.js" */
/** @import {Engine} from "./engine.js" */
import { post } from "./post.js";

/**
 * Asks the collector for something that needs no form; see `Ctx.ask` in types/part.d.ts.
 * @param {Engine} engine @param {SiteWidget} widget @param {string} language
 * @param {string} what @param {string} key @param {boolean} asked
 * @returns {Promise<Answer> | null}
 */
export function ask(engine, widget, language, what, key, asked) {
  const { site, gate, visitor, variants, base } = engine;
  // Before consent nothing leaves the page but what the visitor wishes for.
  if (!gate.maySend && !asked) return null;
  const { id, touches } = visitor;
  const body = {
    site: site.key,
    key,
    visitor: id,
    widget: widget.id,
    variant: variants.get(widget.id) ?? null,
    language,
    touches: gate.maySend ? touches : [],
    sent_at: Date.now(),
  };
  return post(`${base}/v1/${what}`, JSON.stringify(body));
}
