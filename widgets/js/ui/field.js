/** @import {Ctx} from "../../types/part" */
import { h } from "./dom.js";

/**
 * A question of a form as it travels in a widget's content; collector/widgets/forms.py says what each
 * key means.
 * @typedef {{name: string, type: string, required: boolean, label: Words, hint?: Words, placeholder?: Words,
 *   options?: {value: string, label: Words}[], min?: number, max?: number, step?: number,
 *   max_length?: number, autocomplete?: string, inputmode?: string, when?: any,
 *   source?: {from: string, name: string}}} Question
 * @typedef {Record<string, string>} Words by language
 */

/** What a form does with each of its questions; as it stands here for those with one input. */
export class Field {
  /**
   * @param {Question} question @param {HTMLElement} input what takes the focus and is marked as wrong
   * @param {string} [hint] stands under it, and keeps the place of what is said there: a line that came
   *   up at once would move the button away under the finger that is on its way to it
   */
  constructor({ name, required }, input, hint = "") {
    const id = `f-${name}-help`;
    this.input = /** @type {HTMLInputElement} */ (input);
    this.element = h("div", { class: "field" });
    /** Not asked, as its condition is not met. */
    this.off = false;
    this._hint = hint;
    this._help = h("p", { class: "help", id, "aria-live": "polite" }, hint);
    input.setAttribute("aria-describedby", id);
    if (required) input.setAttribute("aria-required", "true");
  }

  /** @returns {unknown} "" or false: no answer */
  value() {
    return this.input.value.trim();
  }

  /** Takes up a draft. @param {any} value as `value` gave it, undefined for none */
  restore(value) {
    if (value) this.input.value = value;
  }

  /** What must be mended before it can be sent; "" when all is well. @param {string} text */
  error(text) {
    this.note(text, !!text);
  }

  /** A hint that stands in nobody's way. @param {string} text @param {boolean} [bad] what `error` says */
  note(text, bad = false) {
    this._help.textContent = text || this._hint;
    this._help.classList.toggle("bad", bad);
    this.input.setAttribute("aria-invalid", String(bad));
  }

  focus() {
    this.input.focus();
  }

  refresh() {}

  reset() {}
}

/** What a question is called, with a sign on one that may stay empty. @param {Ctx} ctx @param {Question} question */
export function labelOf(ctx, { label, type, required }) {
  const words = label[ctx.lang] || ctx.t(`field_${type}`);
  return [words, !required && h("small", {}, ` ${ctx.t("optional")}`)];
}

/** One line to type, or a few. */
export class TextField extends Field {
  /** @param {Ctx} ctx @param {Question} question */
  constructor(ctx, question) {
    const { name, type, hint, placeholder, autocomplete, inputmode, max_length } = question;
    const long = /note|textarea/.test(type);
    const id = `f-${name}`;
    const input = h(long ? "textarea" : "input", {
      class: "input",
      type: long ? null : { phone: "tel", email: type }[type],
      id,
      name,
      autocomplete: autocomplete ?? { phone: "tel", name: type, email: type }[type],
      inputmode,
      maxlength: max_length,
      placeholder: placeholder?.[ctx.lang],
      enterkeyhint: !long && "send",
    });
    super(question, input, hint?.[ctx.lang] || ctx.t(`${type}_example`));
    this.element.append(h("label", { for: id }, labelOf(ctx, question)), input, this._help);
  }
}
