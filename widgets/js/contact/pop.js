/** @import {Contact} from "../contact.js" */
/** @import {Kid} from "../ui/dom.js" */
import { Disclosure } from "../ui/disclosure.js";
import { h, icon } from "../ui/dom.js";
import { status } from "../ui/hours.js";
import { CLOSE } from "../ui/icons.js";
import { sayTime, sayWhen } from "../ui/when.js";

/**
 * The button with a card of rows.
 * @param {Contact} contact @param {Record<string, unknown>} attributes of the button
 * @param {Kid[]} face what it shows @param {HTMLElement[]} rows
 */
export function pop(contact, attributes, face, rows) {
  const { ctx, corner, stop } = contact;
  const cross = icon(CLOSE);
  cross.classList.add("cross");
  const button = h(
    "button",
    { type: "button", "aria-controls": "card", ...attributes },
    cross,
    ...face,
  );
  const state = h("p", { class: "state" });
  const head = h("div", { class: "head" }, h("h2", { id: "title" }, ctx.t("title")), state);
  const list = h("ul", {}, ...rows);
  const card = h(
    "div",
    { class: "card", id: "card", role: "group", "aria-labelledby": "title" },
    head,
    list,
  );
  corner.append(button, card);
  const shown = new Disclosure(button, card, (open, by) => {
    contact.repaint();
    if (open) sayState(contact, state);
    corner.classList.toggle("open", open);
    ctx.event(open ? "open" : "close", { by });
  });
  contact.open = () => shown.set(true, "api");
  contact.close = () => shown.set(false, "api");
  stop.signal.addEventListener("abort", () => shown.destroy());
}

/** Open until when, or closed until when. @param {Contact} contact @param {HTMLElement} state */
function sayState({ ctx }, state) {
  const now = Date.now();
  const { open, until } = status(ctx.site.hours, ctx.site.zone, now);
  state.hidden = until === null;
  if (until === null) return;
  state.className = open ? "state on" : "state";
  state.textContent = open
    ? ctx.t("open_until", { time: sayTime(ctx, until) })
    : ctx.t("opens_at", { when: sayWhen(ctx, until, now) });
}
