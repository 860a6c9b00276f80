/** @import {Ctx} from "../../types/part" */
/** @import {Kid} from "./dom.js" */
import dialogCss from "../../css/dialog.css";
import { fill, focused, h, iconButton } from "./dom.js";
import { extra } from "./extra.js";
import { CLOSE } from "./icons.js";
import { style } from "./style.js";

/**
 * A modal over the page: the browser's own <dialog>, and where that is missing (Safari before 15.4)
 * the same element as a layer of our own. Escape, the cross and a tap beside it close it, and the
 * focus goes back to where it was.
 */
export class Dialog {
  /** @param {Ctx} ctx @param {HTMLElement} box @param {(by: string) => void} closed */
  constructor(ctx, box, closed) {
    style(ctx, dialogCss);
    const cross = iconButton(ctx.t("close"), CLOSE, () => this.close("button"));
    this.title = h("h2", { id: "dialog-title", tabindex: "-1" });
    this._top = h("div", { class: "top" }, this.title, cross);
    this._body = h("div", { class: "body" });
    this.sheet = h("div", { class: "sheet" }, this._top, this._body);
    const roles = { "aria-labelledby": "dialog-title", "aria-modal": "true" };
    this.layer = h("dialog", { class: "layer", ...roles }, this.sheet);
    this.isOpen = false;
    this._closed = closed;
    this._native = typeof this.layer.showModal === "function";
    /** @type {HTMLElement | null} */
    this._before = null;
    this._listen();
    box.append(this.layer);
  }

  _listen() {
    const { layer } = this;
    // Android's back gesture closes at its second try without asking. The event comes late: by then
    // the page may have opened it again.
    layer.addEventListener("close", () => layer.open || this.close("escape"));
    layer.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close("escape");
    });
    // A press that begins and ends beside the sheet; not one that drags a selection out of a field.
    let pressed = false;
    layer.addEventListener("pointerdown", ({ target }) => {
      pressed = target === layer;
    });
    layer.addEventListener("click", ({ target }) => {
      if (pressed && target === layer) this.close("backdrop");
    });
    // What is typed here is no shortcut of the page.
    for (const name of ["keydown", "keyup", "keypress"]) {
      layer.addEventListener(name, (event) => event.stopPropagation());
    }
    if (!this._native)
      extra(
        () => import("./layer.js"),
        (found) => found.behave(this),
      );
  }

  open() {
    this.isOpen = true;
    this._before = focused();
    if (this._native) this.layer.showModal();
    else this.layer.setAttribute("open", "");
  }

  /** @param {string} words of the title @param {...Kid} kids what stands below it */
  show(words, ...kids) {
    this.sheet.style.removeProperty("--held");
    this.title.textContent = words;
    this._top.prepend(this.title);
    fill(this._body, ...kids);
  }

  /**
   * Shows something without the line on top, and keeps the sheet as high as it is: what an answer puts
   * there half a second after the tap would else count as a layout shift of the page.
   * @param {string} words @param {...Kid} kids the title may be among them
   */
  answer(words, ...kids) {
    this.sheet.style.setProperty("--held", `${this.sheet.offsetHeight}px`);
    this.title.textContent = words;
    fill(this._body, h("div", { class: "result" }, ...kids));
    if (this.isOpen) this.title.focus();
  }

  /** @param {string} by */
  close(by) {
    if (!this.isOpen) return;
    this.isOpen = false;
    if (!this._native) this.layer.removeAttribute("open");
    else if (this.layer.open) this.layer.close();
    this._before?.focus({ preventScroll: true });
    this._closed(by);
  }
}
