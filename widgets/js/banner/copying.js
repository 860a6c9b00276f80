/** @import {Banner} from "../banner.js" */
import "../ui/base.js";
import { copy } from "../contact/copy.js";
import { icon } from "../ui/dom.js";
import { CHECK } from "../ui/icons.js";

/** @param {Banner} banner @param {HTMLElement} made the code @param {string} coupon @param {string} sign what its icon shows else */
export async function copying({ ctx, look, said }, made, coupon, sign) {
  const done = await copy(coupon, look.root);
  said.textContent = ctx.t(done ? "copied" : "copy_failed", { code: coupon });
  made.classList.toggle("done", done);
  const show = (/** @type {string} */ drawing) => made.lastChild?.replaceWith(icon(drawing));
  if (!done) return;
  show(CHECK);
  setTimeout(() => show(sign), 2500);
}
