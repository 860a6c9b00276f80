/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
import "./ways.js";
import { h } from "../ui/dom.js";
import { hoursOf, status } from "../ui/status.js";
import { sayWhen } from "../ui/when.js";

/**
 * Marks the lines of channels that have hours of their own: outside of these one says when it is there
 * again, or goes, as its owner wishes.
 * @param {Contact} contact @param {Element} list @param {Channel[]} channels
 */
export function mark({ ctx }, list, channels) {
  const now = Date.now();
  for (const { id, hours, outside } of channels.filter((channel) => channel.hours)) {
    const line = /** @type {HTMLElement} */ (list.querySelector(`[data-id="${id}"]`));
    const { open, until } = status(hoursOf(ctx.site, hours), ctx.site.zone, now);
    line.hidden = !open && outside === "hide";
    line.querySelector(".away")?.remove();
    line.classList.toggle("off", !open);
    const words = ctx.t("opens_at", { when: until ? sayWhen(ctx, until, now) : "" });
    if (!open && until) line.querySelector(".row > span:last-child")?.append(away(words));
  }
}

/** @param {string} words */
function away(words) {
  return h("small", { class: "away" }, words);
}
