import { focused, h, icon } from "./dom.js";
import { CLOSE } from "./icons.js";
import { followKeyboard } from "./keyboard.js";

/**
 * A modal over the page: the browser's own <dialog>, and where that is missing (Safari before 15.4)
 * the same element as a layer of our own. Escape, the cross and a tap beside it close it, and the
 * focus goes back to where it was.
 */
export class Dialog {
  /** @param {HTMLElement} box @param {string} closeLabel @param {(by: string) => void} closed */
  constructor(box, closeLabel, closed) {
    const label = { type: "button", class: "plain", "aria-label": closeLabel };
    const cross = h("button", { ...label, click: () => this.close("button") }, icon(CLOSE));
    this.title = h("h2", { id: "dialog-title", tabindex: "-1" });
    this.top = h("div", { class: "top" }, this.title, cross);
    this.body = h("div", { class: "body" });
    this.sheet = h("div", { class: "sheet" }, this.top, this.body);
    const roles = { "aria-labelledby": "dialog-title", "aria-modal": "true" };
    this.layer = h("dialog", { class: "layer", ...roles }, this.sheet);
    this.isOpen = false;
    this._closed = closed;
    this._native = typeof this.layer.showModal === "function";
    /** @type {HTMLElement | null} */
    this._before = null;
    this._letGo = () => {};
    this._listen();
    box.append(this.layer);
  }

  _listen() {
    const { layer } = this;
    layer.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close("escape");
    });
    // Android's back gesture closes at its second try without asking. The event comes late: by then
    // the page may have opened it again.
    layer.addEventListener("close", () => layer.open || this.close("escape"));
    onBackdrop(layer, () => this.close("backdrop"));
    // What is typed here is no shortcut of the page.
    for (const name of ["keydown", "keyup", "keypress"]) {
      layer.addEventListener(name, (event) => event.stopPropagation());
    }
    if (this._native) return;
    layer.setAttribute("role", "dialog");
    layer.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close("escape");
      if (event.key === "Tab") keepInside(layer, event);
    });
  }

  open() {
    this.isOpen = true;
    this._before = focused();
    if (this._native) this.layer.showModal();
    else this.layer.setAttribute("open", "");
    this._letGo = followKeyboard(this.layer, this.body);
  }

  /**
   * Keeps the sheet as high as it is, or lets go: what an answer puts there half a second after the
   * tap would else count as a layout shift of the page.
   * @param {boolean} on
   */
  hold(on) {
    this.sheet.style.setProperty("--held", on ? `${this.sheet.offsetHeight}px` : "");
  }

  /** @param {string} by */
  close(by) {
    if (!this.isOpen) return;
    this.isOpen = false;
    this._letGo();
    if (!this._native) this.layer.removeAttribute("open");
    else if (this.layer.open) this.layer.close();
    this._before?.focus({ preventScroll: true });
    this._closed(by);
  }
}

/**
 * A press that begins and ends beside the sheet; not one that drags a selection out of a field.
 * @param {HTMLElement} layer @param {() => void} run
 */
function onBackdrop(layer, run) {
  let began = false;
  layer.addEventListener("pointerdown", ({ target }) => {
    began = target === layer;
  });
  layer.addEventListener("click", ({ target }) => {
    if (began && target === layer) run();
  });
}

/** Tab goes round inside, as it does in a native dialog. @param {HTMLElement} layer @param {KeyboardEvent} event */
function keepInside(layer, event) {
  /** @type {HTMLElement[]} */
  const all = Array.from(layer.querySelectorAll("a,button,input,textarea"));
  const seen = all.filter((element) => element.offsetParent);
  const at = seen.indexOf(/** @type {HTMLElement} */ (focused()));
  const edge = event.shiftKey ? 0 : seen.length - 1;
  if (at >= 0 && at !== edge) return;
  event.preventDefault();
  seen[event.shiftKey ? seen.length - 1 : 0]?.focus();
}
