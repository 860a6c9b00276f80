import { focused, h, icon } from "./dom.js";
import { CLOSE } from "./icons.js";
import { followKeyboard } from "./keyboard.js";

/**
 * A modal over the page: the browser's own <dialog>, and where that is missing (Safari before 15.4)
 * the same element as a layer of our own. Escape, the cross and a tap beside it close it, and the
 * focus goes back to where it was.
 * @param {HTMLElement} box @param {string} closeLabel @param {(by: string) => void} closed
 */
export function makeDialog(box, closeLabel, closed) {
  const title = h("h2", { id: "dialog-title", tabindex: "-1" });
  const cross = h(
    "button",
    { type: "button", class: "plain", "aria-label": closeLabel },
    icon(CLOSE),
  );
  const body = h("div", { class: "body" });
  const top = h("div", { class: "top" }, title, cross);
  const sheet = h("div", { class: "sheet" }, top, body);
  const layer = h(
    "dialog",
    { class: "layer", "aria-labelledby": "dialog-title", "aria-modal": "true" },
    sheet,
  );
  const native = typeof layer.showModal === "function";
  /** @type {HTMLElement | null} */
  let before = null;
  let isOpen = false;
  let letGo = () => {};

  function open() {
    if (isOpen) return;
    isOpen = true;
    before = focused();
    if (native) layer.showModal();
    else layer.setAttribute("open", "");
    letGo = followKeyboard(layer, body);
  }

  /** @param {string} by */
  function close(by) {
    if (!isOpen) return;
    isOpen = false;
    letGo();
    if (native) layer.close();
    else layer.removeAttribute("open");
    before?.focus({ preventScroll: true });
    closed(by);
  }

  cross.addEventListener("click", () => close("button"));
  layer.addEventListener("cancel", (event) => {
    event.preventDefault();
    close("escape");
  });
  onBackdrop(layer, () => close("backdrop"));
  ownKeys(layer, native ? null : () => close("escape"));
  if (!native) layer.setAttribute("role", "dialog");
  box.append(layer);
  return { layer, top, title, body, open, close, isOpen: () => isOpen };
}

/** A press that begins and ends beside the sheet; not one that drags a selection out of a field. @param {HTMLElement} layer @param {() => void} run */
function onBackdrop(layer, run) {
  let began = false;
  layer.addEventListener("pointerdown", ({ target }) => {
    began = target === layer;
  });
  layer.addEventListener("click", ({ target }) => {
    if (began && target === layer) run();
  });
}

/**
 * What is typed here is no shortcut of the page; without a native dialog Tab must be kept inside, too.
 * @param {HTMLElement} layer @param {(() => void) | null} leave on Escape; null with a native dialog
 */
function ownKeys(layer, leave) {
  for (const name of ["keydown", "keyup", "keypress"]) {
    layer.addEventListener(name, (event) => event.stopPropagation());
  }
  if (!leave) return;
  layer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key !== "Tab") return;
    const all = [
      .../** @type {NodeListOf<HTMLElement>} */ (layer.querySelectorAll("a,button,input,textarea")),
    ].filter((element) => element.offsetParent);
    const edge = all[event.shiftKey ? 0 : all.length - 1];
    if (focused() !== edge && all.includes(/** @type {HTMLElement} */ (focused()))) return;
    event.preventDefault();
    all[event.shiftKey ? all.length - 1 : 0]?.focus();
  });
}
