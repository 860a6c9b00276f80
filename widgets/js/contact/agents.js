/** @import {Agent} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
import "./ways.js";
import agentsCss from "../../css/agents.css";
import { h } from "../ui/dom.js";
import { hoursOf, status } from "../ui/status.js";
import { style } from "../ui/style.js";
import { sayWhen } from "../ui/when.js";

/**
 * Puts the lines of a card under the people whom they lead to; whoever is there now stands first.
 * @param {Contact} contact @param {Element} list
 */
export function group(contact, list) {
  const { ctx, content } = contact;
  style(ctx, agentsCss);
  const lines = Array.from(list.children);
  const now = Date.now();
  const agents = content.agents
    .map((/** @type {Agent} */ agent) => ({
      agent,
      ...status(hoursOf(ctx.site, agent.hours), ctx.site.zone, now),
    }))
    .sort(
      (/** @type {{open: boolean}} */ a, /** @type {{open: boolean}} */ b) => +b.open - +a.open,
    );
  for (const { agent, open, until } of agents.reverse()) {
    const own = lines.filter((line) => agent.channels.includes(line.getAttribute("data-id")));
    const away = until ? ctx.t("opens_at", { when: sayWhen(ctx, until, now) }) : "";
    if (own.length) list.prepend(head(contact, agent, open ? "" : away), ...own);
  }
}

/** @param {Contact} contact @param {Agent} agent @param {string} away said of one who is not there */
function head({ ctx }, { name, role, photo }, away) {
  // The page's policy may refuse the picture: then the letter behind it stays.
  const face = h("span", { class: "face", "aria-hidden": "true" }, name[0]);
  if (photo) {
    const hide = () => picture.remove();
    const picture = h("img", {
      src: photo,
      alt: "",
      loading: "lazy",
      referrerpolicy: "no-referrer",
      error: hide,
    });
    face.append(picture);
  }
  const line = away || role[ctx.lang];
  const words = h("span", {}, name, line && h("small", {}, line));
  return h("li", { class: away ? "agent" : "agent here" }, face, words);
}
