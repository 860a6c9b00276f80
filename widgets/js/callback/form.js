/** @import {Ctx, Outcome} from "../../types/part" */
/** @import {Field} from "../../types/config" */
/** @import {Control} from "../ui/field.js" */
import { h } from "../ui/dom.js";
import { makeField } from "../ui/field.js";
import { judge } from "../ui/phone.js";
import { makeSlots } from "./slots.js";

/**
 * The form itself; it stays in the page while the dialog is closed, so a draft is never lost.
 * @param {Ctx} ctx @param {(outcome: Outcome, fields: Record<string, string>) => void} done
 */
export function makeForm(ctx, done) {
  /** @type {Field[]} */
  const fields = ctx.content.form.fields;
  const controls = new Map(fields.map((field) => [field.name, makeControl(ctx, field)]));
  const marketing = h("input", { type: "checkbox", id: "marketing" });
  const submit = h("button", { type: "submit", class: "send" }, ctx.t("submit"));
  const inside = h(
    "div",
    { class: "fields" },
    ...[...controls.values()].map(({ element }) => element),
    ...small(ctx, marketing),
  );
  const form = h(
    "form",
    { novalidate: true, input: start, change: start, submit: send },
    inside,
    submit,
  );
  let started = 0;
  let sending = false;

  function start() {
    if (started) return;
    started = Date.now();
    ctx.event("start");
  }

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    if (sending || !check()) return;
    busy(true);
    const { wording } = ctx.content.consent;
    const values = collect();
    const outcome = await ctx.lead(values, {
      consent: {
        purposes: ctx.content.consent.marketing ? { marketing: marketing.checked } : {},
        wording,
      },
      elapsed_ms: started ? Date.now() - started : 0,
    });
    busy(false);
    if (outcome.state === "invalid") showErrors(outcome.errors ?? {});
    else done(outcome, values);
  }

  /** @param {boolean} on */
  function busy(on) {
    sending = on;
    submit.setAttribute("aria-disabled", String(on));
    form.setAttribute("aria-busy", String(on));
    submit.classList.toggle("busy", on);
    submit.textContent = ctx.t(on ? "sending" : "submit");
  }

  /** What is plainly missing; all else the collector decides. */
  function check() {
    const missing = fields.filter(({ name, type, required }) => {
      const value = controls.get(name)?.value() ?? "";
      if (type === "slot") return !value;
      return required && (type === "phone" ? judge(value, "") === "empty" : !value);
    });
    return showErrors(Object.fromEntries(missing.map(({ name, type }) => [name, [textFor(type)]])));
  }

  /** @param {string} type */
  function textFor(type) {
    return ctx.t({ phone: "error_phone_empty", slot: "error_slot" }[type] ?? "error_required");
  }

  /** @param {Record<string, string[]>} errors @returns {boolean} whether there is none */
  function showErrors(errors) {
    const bad = fields.filter(({ name }) => errors[name]);
    for (const { name, type } of fields) {
      const said = errors[name]?.[0] ?? "";
      const value = controls.get(name)?.value() ?? "";
      // Ours tells what to do next: the same number sent once more is taken.
      controls
        .get(name)
        ?.error(said && type === "phone" && value ? ctx.t("error_phone_odd") : said);
    }
    controls.get(bad[0]?.name)?.focus();
    return !bad.length;
  }

  function collect() {
    const all = fields.map(({ name }) => [name, controls.get(name)?.value() ?? ""]);
    return Object.fromEntries(all.filter(([, value]) => value));
  }

  return {
    element: form,
    showErrors,
    refresh() {
      for (const control of controls.values()) if ("refresh" in control) control.refresh();
    },
    focus: () => controls.get(fields[0].name)?.focus(),
    reset() {
      form.reset();
      started = 0;
    },
  };
}

/** @param {Ctx} ctx @param {Field} field @returns {Control | ReturnType<typeof makeSlots>} */
function makeControl(ctx, field) {
  const label = field.label[ctx.lang] || ctx.t(`field_${field.type}`);
  if (field.type === "slot") return makeSlots(ctx, label);
  const example = field.type === "phone" ? ctx.t("phone_example") : undefined;
  const control = makeField(field, { label, optional: ctx.t("optional"), example });
  if (field.type === "phone") {
    // A hint while it can still be mended, never an obstacle.
    control.input.addEventListener("change", () => {
      const odd = judge(control.value(), ctx.content.content.region) === "odd";
      control.note(odd ? ctx.t("phone_odd") : "");
    });
  }
  return control;
}

/** What the visitor agrees to: never ticked beforehand. @param {Ctx} ctx @param {HTMLInputElement} marketing */
function small(ctx, marketing) {
  const { privacy_url, marketing: asked } = ctx.content.consent;
  const link =
    privacy_url &&
    h("a", { href: privacy_url, target: "_blank", rel: "noopener" }, ctx.t("privacy_link"));
  const box =
    asked &&
    h("label", { class: "agree", for: "marketing" }, marketing, h("span", {}, ctx.t("marketing")));
  return [box, h("p", { class: "privacy" }, ctx.t("privacy"), link && " ", link)];
}
