/** @import {Kid} from "./dom.js" */
/** @import {Question} from "./field.js" */
import { h } from "./dom.js";
import { Field } from "./field.js";

/** A box to tick, never ticked beforehand. */
export class Box extends Field {
  /** @param {Question} question @param {...(Kid | Kid[])} words */
  constructor(question, ...words) {
    const { name } = question;
    super(question, h("input", { type: "checkbox", id: `f-${name}`, name }));
    const label = h("label", { class: "agree" }, this.input, h("span", {}, ...words));
    this.element.append(label, this._help);
  }

  value() {
    return this.input.checked;
  }

  /** @param {boolean} value */
  restore(value) {
    this.input.checked = value;
  }
}
