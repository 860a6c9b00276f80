/** @import {Contact} from "../contact.js" */
import "../ui/base.js";
import greetingCss from "../../css/greeting.css";
import { button, h, iconButton } from "../ui/dom.js";
import { CLOSE } from "../ui/icons.js";
import { style } from "../ui/style.js";

/**
 * A few words beside the button, a sign of something unread on it, or both; once: who closes it or
 * opens the button has seen it.
 * @param {Contact} contact
 */
export function greet({ ctx, corner, content }) {
  const fab = /** @type {HTMLElement} */ (corner.querySelector(".fab"));
  if (corner.classList.contains("open")) return;
  style(ctx, greetingCss);
  const look = content.greeting.style;
  /** @type {HTMLElement[]} */
  const shown = [];
  const seen = () => {
    for (const element of shown) element.remove();
    ctx.memory.write("greeted", 1);
  };
  if (look === "badge" || look === "both") {
    const badge = h("span", { class: "badge", "aria-hidden": "true" }, "1");
    shown.push(badge);
    fab.append(badge);
  }
  if (look !== "badge") {
    const words = button("greeting", () => fab.click(), ctx.t("greeting"));
    const close = iconButton(ctx.t("greeting_close"), CLOSE, () => {
      seen();
      fab.focus({ preventScroll: true });
    });
    const bubble = h("div", { class: "bubble" }, words, close);
    shown.push(bubble);
    corner.prepend(bubble);
  }
  fab.addEventListener("click", seen, { once: true });
}
