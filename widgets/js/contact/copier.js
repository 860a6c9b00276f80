/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
import { fill, icon, iconButton } from "../ui/dom.js";
import { CHECK } from "../ui/icons.js";
import { COPY } from "./brands.js";
import { copy } from "./copy.js";

/** A button that copies a channel's number. @param {Contact} contact @param {Channel} channel */
export function copier({ ctx, root, said, ref }, { kind, id, display, value }) {
  const number = display || value;
  const label = `${ctx.t("copy")} ${number}`;
  const made = iconButton(label, COPY, async () => {
    ctx.event("copy", { channel: kind, id, ref });
    const done = await copy(number, root);
    said.textContent = ctx.t(done ? "copied" : "copy_failed", { phone: number });
    said.className = done ? "said" : "toast";
    fill(made, icon(done ? CHECK : COPY));
    setTimeout(() => fill(made, icon(COPY)), 2500);
  });
  return made;
}
