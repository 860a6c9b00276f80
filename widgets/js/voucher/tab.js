/** @import {Ctx} from "../../types/part" */
import { button, h, icon } from "../ui/dom.js";
import { kept } from "./kept.js";

export const TICKET =
  "M4.5 6.5h15A1.5 1.5 0 0 1 21 8v2a2 2 0 0 0 0 4v2a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16v-2a2 2 0 0 0 0-4V8a1.5 1.5 0 0 1 1.5-1.5zM9.5 14.5l5-5M9.5 10h.01M14.5 14h.01";

const UNDER = "calc(var(--beckon-z, 2147483000) - 1)";

/**
 * A tab at the side of the page: first to the offer, then back to one's code.
 * @param {Ctx} ctx @param {HTMLElement} box @param {() => void} open
 */
export function makeTab(ctx, box, open) {
  const { launcher, tab } = ctx.content.content;
  const words = h("span");
  const element = button("tab", open, icon(TICKET), words);
  const links = `a[href="#beckon-${ctx.widget.id}"],a[href="#beckon-voucher"]`;
  const offers = launcher === "always" || (launcher === "auto" && !document.querySelector(links));
  let counted = false;
  // It would else stand across the open card of another widget.
  const { host } = /** @type {ShadowRoot} */ (box.getRootNode());
  /** @type {HTMLElement} */ (host).style.setProperty("z-index", UNDER, "important");

  /** An impression is of the offer: who has a code has seen it. @param {Element} shown */
  function seen(shown) {
    if (!counted && !kept(ctx)) ctx.visible(shown);
    counted = true;
  }

  function turn() {
    const mine = tab && kept(ctx);
    words.textContent = ctx.t(mine ? "tab" : "launcher");
    element.hidden = !mine && !offers;
  }

  turn();
  box.append(element);
  if (offers) seen(element);
  return { turn, seen };
}
