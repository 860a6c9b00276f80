/** @import {Ctx, Outcome} from "../../types/part" */
/** @import {Field} from "../../types/config" */
import { h } from "../ui/dom.js";
import { TextField } from "../ui/field.js";
import { judge } from "../ui/phone.js";
import { Slots } from "./slots.js";

/** The form itself; it stays in the page while the dialog is closed, so that a draft is never lost. */
export class Form {
  /** @param {Ctx} ctx @param {(outcome: Outcome, slot: string) => void} done */
  constructor(ctx, done) {
    this._ctx = ctx;
    this._done = done;
    /** @type {Field[]} */
    this._fields = ctx.content.form.fields;
    this._controls = this._fields.map((field) => makeControl(ctx, field));
    this._marketing = h("input", { type: "checkbox", id: "marketing" });
    this._submit = h("button", { type: "submit", class: "send" }, ctx.t("submit"));
    const lines = this._controls.map(({ element }) => element);
    const inside = h("div", { class: "fields" }, ...lines, ...smallPrint(ctx, this._marketing));
    const start = () => this._start();
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this._send();
    };
    const heard = { input: start, change: start, submit };
    this.element = h("form", { novalidate: true, ...heard }, inside, this._submit);
    this._started = 0;
    this._sending = false;
  }

  /** The first touch: how long a person takes tells them from a program. */
  _start() {
    if (this._started) return;
    this._started = Date.now();
    this._ctx.event("start");
  }

  async _send() {
    if (this._sending || !this.showErrors(this._missing())) return;
    const { consent } = this._ctx.content;
    /** @type {Record<string, boolean>} */
    const purposes = consent.marketing ? { marketing: this._marketing.checked } : {};
    const elapsed_ms = this._started ? Date.now() - this._started : 0;
    const fields = this._values();
    this._busy(true);
    const extra = { consent: { purposes, wording: consent.wording }, elapsed_ms };
    const outcome = await this._ctx.lead(fields, extra);
    this._busy(false);
    const slot = this._fields.find(({ type }) => type === "slot");
    if (outcome.state === "invalid") this.showErrors(outcome.errors ?? {});
    else this._done(outcome, fields[slot?.name ?? ""] ?? "now");
  }

  /** @param {boolean} on */
  _busy(on) {
    this._sending = on;
    this.element.setAttribute("aria-busy", String(on));
    this._submit.setAttribute("aria-disabled", String(on));
    this._submit.classList.toggle("busy", on);
    this._submit.textContent = this._ctx.t(on ? "sending" : "submit");
  }

  /** What is plainly not there; anything else the collector decides, and keeps even an odd number. */
  _missing() {
    /** @type {Record<string, string[]>} */
    const errors = {};
    this._each(({ name, type, required }, value) => {
      const missing = type === "phone" ? judge(value, "") === "empty" : !value;
      if (missing && (required || type === "slot")) errors[name] = [textFor(this._ctx, type)];
    });
    return errors;
  }

  /** @param {(field: Field, value: string, control: TextField | Slots) => void} run */
  _each(run) {
    this._fields.forEach((field, index) => {
      run(field, this._controls[index].value(), this._controls[index]);
    });
  }

  _values() {
    /** @type {Record<string, string>} */
    const values = {};
    this._each(({ name }, value) => {
      if (value) values[name] = value;
    });
    return values;
  }

  /** @param {Record<string, string[]>} errors @returns {boolean} whether there is none */
  showErrors(errors) {
    /** @type {(TextField | Slots)[]} */
    const bad = [];
    this._each(({ name, type }, value, control) => {
      const said = errors[name]?.[0] ?? "";
      // Our words also tell that the same number, sent once more, is taken.
      control.error(said && type === "phone" && value ? this._ctx.t("error_phone_odd") : said);
      if (said) bad.push(control);
    });
    bad[0]?.focus();
    return !bad.length;
  }

  /** The clock has moved on since the form was last seen. */
  refresh() {
    for (const control of this._controls) if (control instanceof Slots) control.refresh();
  }

  focus() {
    this._controls[0].focus();
  }

  reset() {
    this.element.reset();
    for (const control of this._controls) if (control instanceof Slots) control.reset();
    this._started = 0;
  }
}

/** @param {Ctx} ctx @param {string} type of a field left empty */
function textFor(ctx, type) {
  return ctx.t(`error_${type}`) || ctx.t("error_required");
}

/** @param {Ctx} ctx @param {Field} field */
function makeControl(ctx, field) {
  const { type } = field;
  const label = field.label[ctx.lang] || ctx.t(`field_${type}`);
  if (type === "slot") return new Slots(ctx, label);
  const hint = ctx.t(`${type}_example`);
  const control = new TextField(field, { label, optional: ctx.t("optional"), hint });
  // Said while it can still be mended; never an obstacle.
  control.input.addEventListener("change", () => {
    const { region } = ctx.content.content;
    const odd =
      type === "phone" ? judge(control.value(), region) === "odd" : looksOdd(type, control.value());
    control.note(odd ? ctx.t(`${type}_odd`) : "");
  });
  return control;
}

/** @param {string} type @param {string} value */
function looksOdd(type, value) {
  return type === "email" && value && !/^\S+@\S+\.\S+$/.test(value);
}

/** What the visitor agrees to: never ticked beforehand. @param {Ctx} ctx @param {HTMLElement} marketing */
function smallPrint(ctx, marketing) {
  const { privacy_url: href, marketing: asked } = ctx.content.consent;
  const apart = { target: ctx.inApp ? null : "_blank", rel: "noopener" };
  const link = href && h("a", { href, ...apart }, ctx.t("privacy_link"));
  const words = h("span", {}, ctx.t("marketing"));
  return [
    asked && h("label", { class: "agree", for: "marketing" }, marketing, words),
    h("p", { class: "privacy" }, ctx.t("privacy"), link && " ", link),
  ];
}
