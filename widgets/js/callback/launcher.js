/** @import {Ctx} from "../../types/part" */
import { button, h, icon } from "../ui/dom.js";
import { CALLBACK } from "../ui/icons.js";

/**
 * A button of the form's own, unless the contact button leads to it.
 * @param {Ctx} ctx @param {HTMLElement} box @param {() => void} open
 * @returns {boolean} whether there is one
 */
export function launcher(ctx, box, open) {
  const wish = ctx.content.content.launcher;
  const contact = /** @type {{opens?: string[]} | null} */ (ctx.find("contact"));
  if (wish === "never" || (wish === "auto" && contact?.opens?.includes("callback"))) return false;
  // Above a contact button, which may stand in the same corner.
  if (contact) box.style.setProperty("--lift", "72px");
  const words = h("span", {}, ctx.t("launcher"));
  const fab = button("fab wide", open, icon(CALLBACK), words);
  box.prepend(h("div", { class: "corner" }, fab));
  ctx.visible(fab);
  return true;
}
