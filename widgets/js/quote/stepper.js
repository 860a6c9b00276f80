/** @import {Ctx} from "../../types/part" */
import { h, iconButton } from "../ui/dom.js";
import { readQuantity, sayQuantity } from "./quantity.js";

const LESS = "M5 12h14";
const MORE = "M5 12h14M12 5v14";

/** How many of one product: typed, or a step at a time. */
export class Stepper {
  /**
   * @param {Ctx} ctx @param {{name: string, unit: string, step: number, most: number}} of what, and how
   *   finely in thousandths @param {number} quantity @param {() => void} changed
   */
  constructor(ctx, of, quantity, changed) {
    this._of = of;
    this._lang = ctx.lang;
    this._changed = changed;
    this.quantity = quantity;
    const named = (/** @type {string} */ key) => `${ctx.t(key)}: ${of.name}`;
    this._input = h("input", {
      class: "input",
      // A keyboard without a comma would keep half a metre from being typed.
      inputmode: of.step < 1000 ? "decimal" : "numeric",
      autocomplete: "off",
      maxlength: 12,
      enterkeyhint: "done",
      "aria-label": named("quantity") + (of.unit && ` (${of.unit})`),
      input: () => this._typed(),
      change: () => this._show(),
    });
    this._less = iconButton(named("less"), LESS, () => this._by(-1));
    const more = iconButton(named("more"), MORE, () => this._by(1));
    this.element = h("div", { class: "stepper" }, this._less, this._input, more, of.unit);
    this._show();
  }

  /** What it is while it is being typed; what is no quantity leaves the last one. */
  _typed() {
    const { step, most } = this._of;
    this.quantity = readQuantity(this._input.value, step, most) ?? this.quantity;
    this._mark();
    this._changed();
  }

  /** @param {number} direction */
  _by(direction) {
    const { step, most } = this._of;
    const next = this.quantity + direction * step;
    this.quantity = Math.min(Math.max(next, step), most * 1000);
    this._show();
    // As if it had been typed: the draft is kept.
    this._input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  _show() {
    this._input.value = sayQuantity(this.quantity, this._lang);
    this._mark();
  }

  /** Not `disabled`, which would drop the focus of whoever has just pressed it. */
  _mark() {
    this._less.setAttribute("aria-disabled", String(this.quantity <= this._of.step));
  }
}
