/** @import {Ctx} from "../../types/part" */
import { button, h, icon } from "../ui/dom.js";

/** A sheet of paper with lines. */
const QUOTE = "M6 3.5h8.5L19 8v12.5H6zM14 3.5V8.5h5M9 12.5h6.5M9 16h6.5";
/** Each button in the same corner, with the room above it. */
const ONE = 72;

/**
 * A button of the form's own, unless the contact button leads to it.
 * @param {Ctx} ctx @param {HTMLElement} box @param {() => void} open
 * @returns {boolean} whether there is one
 */
export function launcher(ctx, box, open) {
  const wish = ctx.content.content.launcher;
  const contact = ctx.find("contact");
  if (wish === "never" || (wish === "auto" && contact?.opens?.includes("quote"))) return false;
  // Above those that may stand in the same corner; which of them do is known only once all are there.
  const callback = ctx.find("callback") && !contact?.opens?.includes("callback");
  const below = Number(!!contact) + Number(!!callback);
  box.style.setProperty("--lift", `${below * ONE}px`);
  const fab = button("fab wide", open, icon(QUOTE), h("span", {}, ctx.t("launcher")));
  box.prepend(h("div", { class: "corner" }, fab));
  ctx.visible(fab);
  return true;
}
