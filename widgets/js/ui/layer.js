/** @import {Dialog} from "./dialog.js" */
import "./base-form.js";
import { focused } from "./dom.js";

/** Makes a layer of our own behave as a native modal, in browsers without one. @param {Dialog} dialog */
export function behave(dialog) {
  const { layer } = dialog;
  layer.setAttribute("role", "dialog");
  layer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dialog.close("escape");
    if (event.key === "Tab") keepInside(layer, event);
  });
}

/** Tab goes round inside. @param {HTMLElement} layer @param {KeyboardEvent} event */
function keepInside(layer, event) {
  /** @type {HTMLElement[]} */
  const all = Array.from(layer.querySelectorAll("a,button,input,select,textarea"));
  const seen = all.filter((element) => element.offsetParent);
  const at = seen.indexOf(/** @type {HTMLElement} */ (focused()));
  const edge = event.shiftKey ? 0 : seen.length - 1;
  if (at >= 0 && at !== edge) return;
  event.preventDefault();
  seen[event.shiftKey ? seen.length - 1 : 0]?.focus();
}
