/** @import {Ctx} from "../../types/part" */
/** @import {Question} from "./field.js" */
import kindsCss from "../../css/kinds.css";
import { Box } from "./box.js";
import { makeChips } from "./chips.js";
import { h, icon } from "./dom.js";
import { Field, labelOf } from "./field.js";
import { sourceOf } from "./source.js";
import { style } from "./style.js";

const STAR = "!M12 3l2.8 5.7 6.2.9-4.5 4.4 1.1 6.2L12 17.2l-5.6 3 1.1-6.2L3 9.6l6.2-.9z";
const DAY_MS = 86_400_000;

/** @typedef {(ctx: Ctx, question: Question) => Field} Make */

/** An input of the browser's own with its label above it. */
class Line extends Field {
  /** @param {Ctx} ctx @param {Question} question @param {"input" | "select"} tag @param {Record<string, unknown>} attributes @param {...Node} kids */
  constructor(ctx, question, tag, attributes, ...kids) {
    const id = `f-${question.name}`;
    const input = h(tag, { class: "input", id, name: question.name, ...attributes }, kids);
    super(question, input, question.hint?.[ctx.lang]);
    this.element.append(h("label", { for: id }, labelOf(ctx, question)), input, this._help);
  }
}

/** Several choices; the value is one, or for `multi` a list. */
class Choice extends Field {
  /**
   * @param {Ctx} ctx @param {Question} question
   * @param {{value: string, text: import("./dom.js").Kid}[]} options @param {string} look
   */
  constructor(ctx, question, options, look) {
    const many = question.type === "multi";
    const chips = makeChips(ctx, {
      name: `f-${question.name}`,
      options,
      type: many ? "checkbox" : "radio",
      look,
    });
    const group = h("fieldset", {}, h("legend", {}, labelOf(ctx, question)), chips);
    super(question, group, question.hint?.[ctx.lang]);
    this._many = many;
    this._inputs = Array.from(chips.querySelectorAll("input"));
    this.element.append(group, this._help);
  }

  value() {
    const ticked = this._inputs.filter(({ checked }) => checked).map(({ value }) => value);
    return this._many ? ticked : (ticked[0] ?? "");
  }

  /** @param {string | string[]} [values] */
  restore(values = []) {
    const list = Array.isArray(values) ? values : [values];
    for (const input of this._inputs) input.checked = list.includes(input.value);
  }

  focus() {
    (this._inputs.find(({ checked }) => checked) ?? this._inputs[0])?.focus();
  }
}

/** What nobody sees: read from the page when the form is sent. */
class Hidden extends Field {
  /** @param {Ctx} ctx @param {Question} question */
  constructor(ctx, question) {
    super(question, h("input", { type: "hidden" }));
    this._read = () => sourceOf(ctx, question.source);
    this.element.hidden = true;
  }

  value() {
    return this._read().slice(0, 500);
  }

  restore() {}
}

/** @param {number | undefined} days from today */
function dateIn(days) {
  if (days === undefined) return null;
  const now = new Date();
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return new Date(today + days * DAY_MS).toISOString().slice(0, 10);
}

/** @param {Ctx} ctx @param {Question} question */
function optionsOf({ lang }, { options = [] }) {
  return options.map(({ value, label }) => ({ value, text: label[lang] || value }));
}

/** @type {Make} */
function select(ctx, question) {
  style(ctx, kindsCss);
  const options = optionsOf(ctx, question).map(({ value, text }) => h("option", { value }, text));
  return new Line(ctx, question, "select", {}, h("option", { value: "" }, "…"), ...options);
}

/** @type {Make} */
function rating(ctx, question) {
  style(ctx, kindsCss);
  const stars = Array.from({ length: question.max ?? 5 }, (_, index) => ({
    value: String(index + 1),
    text: h("span", {}, h("span", { class: "said" }, String(index + 1)), icon(STAR)),
  }));
  return new Choice(ctx, question, stars, "stars");
}

/** @type {Make} */
const choice = (ctx, question) => new Choice(ctx, question, optionsOf(ctx, question), "many");

/** The rarer kinds of question. @type {Record<string, Make | undefined>} */
export const KINDS = {
  select,
  rating,
  radio: choice,
  multi: choice,
  checkbox: (ctx, question) => new Box(question, ...labelOf(ctx, { ...question, required: true })),
  // As text: a browser's own number loses what it does not understand, and its wheel changes it.
  number: (ctx, question) =>
    new Line(ctx, question, "input", {
      inputmode: question.inputmode ?? "decimal",
      placeholder: question.placeholder?.[ctx.lang],
      maxlength: 30,
      enterkeyhint: "send",
    }),
  date: (ctx, question) =>
    new Line(ctx, question, "input", {
      type: "date",
      autocomplete: question.autocomplete,
      min: dateIn(question.min),
      max: dateIn(question.max),
    }),
  hidden: (ctx, question) => new Hidden(ctx, question),
};
