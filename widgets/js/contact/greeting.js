/** @import {Contact} from "../contact.js" */
import { h, icon } from "../ui/dom.js";
import { CLOSE } from "../ui/icons.js";

/**
 * A few words beside the button, after a while, once: who closes it or opens the button has seen it.
 * @param {Contact} contact
 */
export function greet(contact) {
  const { ctx, corner, content, stop } = contact;
  const button = /** @type {HTMLElement} */ (corner.querySelector(".fab"));
  if (!content.greeting.show || content.mode === "hotline" || ctx.memory.read("greeted")) return;
  const bubble = h("div", { class: "bubble" });

  function seen() {
    clearTimeout(timer);
    bubble.remove();
    ctx.memory.write("greeted", 1);
  }
  function show() {
    const words = h(
      "button",
      { type: "button", class: "greeting", click: () => button.click() },
      ctx.t("greeting"),
    );
    const close = h("button", {
      type: "button",
      class: "plain",
      "aria-label": ctx.t("greeting_close"),
      click: hide,
    });
    close.append(icon(CLOSE));
    bubble.append(words, close);
    corner.prepend(bubble);
  }
  function hide() {
    seen();
    button.focus({ preventScroll: true });
  }

  const timer = setTimeout(show, content.greeting.delay_seconds * 1000);
  button.addEventListener("click", seen, { once: true });
  stop.signal.addEventListener("abort", () => clearTimeout(timer));
}
