/** @import {Ctx} from "../../types/part" */
/** @import {Field} from "./field.js" */
/** @import {Form} from "./form.js" */
import kindsCss from "../../css/kinds.css";
import { met } from "./condition.js";
import { button, h } from "./dom.js";
import { style } from "./style.js";

/** Said where the owner's texts have no word of their own. @type {Record<string, Record<string, string>>} */
const WORDS = {
  vi: { next: "Tiếp tục", back: "Quay lại", step: "Bước {step}/{of}" },
  en: { next: "Continue", back: "Back", step: "Step {step} of {of}" },
};

/** Which questions stand there now: those of the step whose conditions are met. */
export class Plan {
  /** @param {Form} form */
  constructor({ ctx, asked, consent, element, send }) {
    style(ctx, kindsCss);
    this._ctx = ctx;
    this._asked = asked;
    /** @type {{title: Record<string, string>, fields: string[]}[]} */
    this._steps = ctx.content.form.steps ?? [];
    /** What belongs to the last step only. */
    this._ends = [...consent.elements, send];
    this._at = 0;
    this._title = h("p", { class: "step", tabindex: "-1" });
    this._bar = h("progress", { max: this._steps.length, "aria-hidden": "true" });
    this._head = h("div", { class: "steps" }, this._title, this._bar);
    this._next = h("button", { class: "send" }, this._word("next"));
    this._back = button("quiet", () => this._go(this._at - 1), this._word("back"));
    if (this._steps.length > 1) {
      element.prepend(this._head);
      send.before(this._next);
      send.after(this._back);
    }
    this.follow();
  }

  /** @param {string} key @param {Record<string, unknown>} [vars] */
  _word(key, vars = {}) {
    const own = (WORDS[this._ctx.lang] ?? WORDS.en)[key];
    return (
      this._ctx.t(`form_${key}`, vars) || own.replace(/\{(\w+)\}/g, (_, name) => String(vars[name]))
    );
  }

  start() {
    this._at = 0;
    this.follow();
  }

  isLast() {
    return this._at >= this._steps.length - 1;
  }

  /** Looks at the answers anew. */
  follow() {
    /** @type {Record<string, unknown>} */
    const answers = {};
    const here = this._steps[this._at]?.fields;
    for (const { question, field } of this._asked) {
      field.off = !met(question.when, answers);
      // An answer to a question that is not asked decides nothing.
      if (!field.off) answers[question.name] = field.value();
      const elsewhere = here && !here.includes(question.name);
      field.element.hidden = question.type === "hidden" || field.off || !!elsewhere;
    }
    for (const element of this._ends) element.hidden = !this.isLast();
    this._next.hidden = this.isLast();
    this._back.hidden = !this._at;
    this._bar.value = this._at + 1;
    const title = this._steps[this._at]?.title[this._ctx.lang] ?? "";
    const count = this._word("step", { step: this._at + 1, of: this._steps.length });
    this._title.textContent = title ? `${count}: ${title}` : count;
  }

  /** To the next step that asks something. @returns {boolean} whether there was one */
  next() {
    const { _steps: steps, _asked: asked } = this;
    const asks = (/** @type {{fields: string[]}} */ { fields }) =>
      asked.some(({ question, field }) => fields.includes(question.name) && !field.off);
    let to = this._at + 1;
    while (to < steps.length - 1 && !asks(steps[to])) to++;
    if (to >= steps.length) return false;
    this._go(to);
    return true;
  }

  /** @param {number} step */
  _go(step) {
    this._at = step;
    this.follow();
    this._title.focus();
    this._ctx.event("step", { step: step + 1 });
  }

  /** Shows the step that a field is in. @param {Field | undefined} field */
  reveal(field) {
    const found = this._asked.find((asked) => asked.field === field);
    const step = this._steps.findIndex(({ fields }) => fields.includes(found?.question.name ?? ""));
    if (step >= 0 && step !== this._at) this._go(step);
  }
}
