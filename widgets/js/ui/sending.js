/** @import {Ctx} from "../../types/part" */
/** @import {Field} from "./field.js" */
/** @import {Asked, Form} from "./form.js" */
import "./base-form.js";
import { country } from "./country.js";
import { extra } from "./extra.js";
import { hint } from "./hint.js";
import { followKeyboard } from "./keyboard.js";

export { ask } from "../engine/ask.js";
export { formsOf } from "../engine/forms.js";

/** An abandoned form is taken up again within this time. */
const DRAFT_MS = 30 * 60_000;

/** What happens with the answers of a form: looked through, kept, sent, and mended. */
export class Sending {
  /** @param {Form} form */
  constructor(form) {
    this._form = form;
    this._ctx = form.ctx;
    this._busy = false;
    this._takeUpDraft();
    for (const asked of form.asked) {
      if (asked.question.type === "phone") country(this._ctx, asked.field);
      asked.field.input.addEventListener("change", () => this._hint(asked));
      // A fast hand has left the field before this part had come.
      if (asked.field.value() && !asked.field.element.matches(":focus-within")) this._hint(asked);
    }
    const [body, layer] = ["body", "layer"].map((name) => form.element.closest(`.${name}`));
    followKeyboard(/** @type {any} */ (layer), /** @type {any} */ (body));
  }

  /** Said while it can still be mended; never an obstacle. @param {Asked} asked */
  _hint({ question, field }) {
    field.note(hint(this._ctx, question, field.value()));
  }

  touched() {
    this._ctx.memory.write("draft", { at: Date.now(), values: this._values() });
  }

  _takeUpDraft() {
    const { at, values } = this._ctx.memory.read("draft") ?? {};
    if (!at || this._form.started) return;
    if (Date.now() - at > DRAFT_MS) this._ctx.memory.write("draft", null);
    else for (const { question, field } of this._form.asked) field.restore(values[question.name]);
    this._form.plan?.follow();
  }

  async submit() {
    const { _form: form, _ctx: ctx } = this;
    if (this._busy || !this._complete() || form.plan?.next()) return;
    const elapsed_ms = form.started ? Date.now() - form.started : 0;
    const values = this._values();
    if (!allowed(ctx, values)) return;
    this._show(true);
    const outcome = await ctx.lead(values, { consent: form.consent.given(), elapsed_ms });
    this._show(false);
    if (outcome.state === "invalid") this.showErrors(outcome.errors ?? {});
    else form.options.done(outcome, values);
    const { after } = ctx.content.success;
    // Who is quarantined reads a plain thank-you; what waits is not sent yet.
    if (after && /^(stored|held)$/.test(outcome.state))
      extra(
        () => import("./after.js"),
        ({ follow }) => follow(ctx),
      );
  }

  /** @param {boolean} busy */
  _show(busy) {
    const { element, send } = this._form;
    this._busy = busy;
    element.setAttribute("aria-busy", String(busy));
    send.classList.toggle("busy", busy);
    send.textContent = this._ctx.t(busy ? "sending" : "submit");
  }

  /**
   * Whether what stands there has its answers; marks what is plainly not there. Anything else the
   * collector decides, and keeps even an odd number.
   */
  _complete() {
    const { _ctx: ctx, _form: form } = this;
    /** @type {Record<string, string[]>} */
    const errors = {};
    for (const { question, field } of form.asked) {
      const value = String(field.value() || "");
      const empty = question.type === "phone" ? !/\d/.test(value) : !value;
      if (empty && !field.element.hidden && (question.required || question.type === "slot"))
        errors[question.name] = [ctx.t(`error_${question.type}`) || ctx.t("error_required")];
    }
    return this.showErrors(errors);
  }

  _values() {
    /** @type {Record<string, unknown>} */
    const values = {};
    for (const { question, field } of this._form.asked) {
      const value = field.value();
      if (!field.off && String(value || "")) values[question.name] = value;
    }
    return values;
  }

  /** @param {Record<string, string[]>} errors by field @returns {boolean} whether there is none */
  showErrors(errors) {
    const { plan, asked, consent } = this._form;
    /** @type {Field[]} */
    const bad = [];
    for (const { question, field } of asked) {
      const said = errors[question.name]?.[0] ?? "";
      // Our words also tell that the same number, sent once more, is taken.
      const odd = said && question.type === "phone" && field.value();
      field.error(odd ? this._ctx.t("error_phone_odd") : said);
      if (said) bad.push(field);
    }
    if (plan?.isLast() ?? true) bad.push(...consent.missing());
    plan?.reveal(bad[0]);
    bad[0]?.focus();
    return !bad.length;
  }

  /** For another answer, after one was sent. */
  reset() {
    const { element, asked, plan } = this._form;
    element.reset();
    for (const { field } of asked) field.reset();
    this._ctx.memory.write("draft", null);
    this._form.started = 0;
    plan?.start();
  }
}

/** Whether the page lets it go: it hears of what is about to be sent, and may prevent it. @param {Ctx} ctx @param {Record<string, unknown>} fields */
function allowed({ site, widget }, fields) {
  const detail = { site: site.key, widget: widget.id, kind: widget.kind, fields: { ...fields } };
  try {
    return dispatchEvent(new CustomEvent("beckon:submit", { cancelable: true, detail }));
  } catch {
    return true;
  }
}
