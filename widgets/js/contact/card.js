/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
import "./ways.js";
import cardCss from "../../css/card.css";
import { h, icon } from "../ui/dom.js";
import { extra } from "../ui/extra.js";
import { CLOSE } from "../ui/icons.js";
import { status } from "../ui/status.js";
import { style } from "../ui/style.js";
import { sayTime, sayWhen } from "../ui/when.js";
import { Disclosure } from "./disclosure.js";
import { MUTE } from "./links.js";
import { row } from "./row.js";

/** The card of a button: its channels, and whether somebody is there. */
export class Card extends Disclosure {
  /** @param {Contact} contact @param {HTMLElement} fab @param {Channel[]} channels */
  constructor(contact, fab, channels) {
    const { ctx, corner, repaint, ref } = contact;
    style(ctx, cardCss);
    const state = h("p", { class: "state" });
    const head = h("div", { class: "head" }, h("h2", { id: "title" }, ctx.t("title")), state);
    const list = h("ul", {}, ...channels.map((channel) => row(contact, channel)));
    // Where the app takes no text the visitor brings the reference along.
    const words = channels.some(({ kind }) => MUTE.includes(kind)) && ctx.t("reference", { ref });
    const roles = { id: "card", role: "group", "aria-labelledby": "title" };
    const foot = words && h("p", { class: "foot" }, words);
    const card = h("div", { class: "card", ...roles }, head, list, foot);
    const cross = icon(CLOSE);
    cross.classList.add("cross");
    fab.prepend(cross);
    fab.setAttribute("aria-controls", "card");
    corner.append(card);
    if (contact.content.agents?.length)
      extra(
        () => import("./agents.js"),
        (found) => found.group(contact, list),
      );
    super(fab, card, (open, by) => {
      repaint();
      if (open) {
        sayState(contact, state);
        sayHours();
      }
      corner.classList.toggle("open", open);
      ctx.event(open ? "open" : "close", { by });
    });
    contact.stop.addEventListener("abort", () => this.destroy());
    // Fetched by the first, so that at the tap nothing moves any more.
    function sayHours() {
      if (channels.some(({ hours }) => hours))
        extra(
          () => import("./hours.js"),
          (found) => found.mark(contact, list, channels),
        );
    }
    sayHours();
  }
}

/** Open until when, or closed until when. @param {Contact} contact @param {HTMLElement} state */
function sayState({ ctx }, state) {
  const now = Date.now();
  const { open, until } = status(ctx.site.hours, ctx.site.zone, now);
  state.hidden = until === null;
  if (until === null) return;
  state.classList.toggle("on", open);
  state.textContent = open
    ? ctx.t("open_until", { time: sayTime(ctx, until) })
    : ctx.t("opens_at", { when: sayWhen(ctx, until, now) });
}
