import { h } from "./dom.js";

// How each type of field is typed: the right keyboard, and the browser's own memory of the person.
/** @type {Record<string, Record<string, string>>} */
const TYPES = {
  phone: { type: "tel", inputmode: "tel", autocomplete: "tel", maxlength: "40" },
  name: { type: "text", autocomplete: "name", autocapitalize: "words", maxlength: "80" },
  email: { type: "email", inputmode: "email", autocomplete: "email", maxlength: "254" },
  text: { type: "text", maxlength: "200" },
  note: { rows: "3", maxlength: "1000" },
};

/**
 * A question of a form, with its words around it.
 * @typedef {{element: HTMLElement, value(): string, error(text: string): void, note(text: string): void, focus(): void}} Control
 */

/**
 * @param {{name: string, type: string, required: boolean}} field
 * @param {{label: string, optional: string, example?: string}} words
 * @returns {Control & {input: HTMLInputElement}}
 */
export function makeField({ name, type, required }, { label, optional, example }) {
  const id = `f-${name}`;
  const input = /** @type {HTMLInputElement} */ (
    h(type === "note" ? "textarea" : "input", {
      ...TYPES[type],
      id,
      name,
      placeholder: example,
      "aria-required": required ? "true" : null,
      "aria-describedby": `${id}-help`,
      enterkeyhint: type === "note" ? null : "send",
    })
  );
  const help = h("p", { class: "help", id: `${id}-help`, "aria-live": "polite" });
  const ask = h("label", { for: id }, label, !required && h("span", {}, optional));

  /** @param {string} text @param {boolean} bad */
  function tell(text, bad) {
    help.textContent = text;
    help.classList.toggle("bad", bad);
    input.setAttribute("aria-invalid", String(bad));
  }
  return {
    element: h("div", { class: "field" }, ask, input, help),
    input,
    value: () => input.value.trim(),
    error: (text) => tell(text, !!text),
    note: (text) => tell(text, false),
    focus: () => input.focus(),
  };
}

/**
 * Choices of which one holds, as chips; keys and words are the browser's own radio buttons.
 * @param {string} name @param {string} legend @param {{value: string, text: string, detail?: string}[]} options
 * @param {string} chosen @param {(value: string) => void} changed
 */
export function makeChips(name, legend, options, chosen, changed) {
  const chips = options.map(({ value, text, detail }, index) => {
    const id = `${name}-${index}`;
    const radio = h("input", {
      type: "radio",
      name,
      id,
      value,
      class: "said",
      change: () => changed(value),
    });
    radio.checked = value === chosen;
    return [
      radio,
      h("label", { class: "chip", for: id }, h("span", {}, text), detail && h("small", {}, detail)),
    ];
  });
  return h(
    "div",
    { class: `chips ${name}`, role: "radiogroup", "aria-label": legend },
    ...chips.flat(),
  );
}
