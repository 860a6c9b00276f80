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

/** A question with one line (or a few) to type. */
export class TextField {
  /**
   * @param {{name: string, type: string, required: boolean}} field
   * @param {{label: string, optional: string, example?: string}} words
   */
  constructor({ name, type, required }, { label, optional, example }) {
    const id = `f-${name}`;
    const long = type === "note";
    /** @type {HTMLInputElement | HTMLTextAreaElement} */
    this.input = h(long ? "textarea" : "input", {
      ...TYPES[type],
      id,
      name,
      placeholder: example,
      "aria-required": required && "true",
      "aria-describedby": `${id}-help`,
      enterkeyhint: !long && "send",
    });
    this._help = h("p", { class: "help", id: `${id}-help`, "aria-live": "polite" });
    const ask = h("label", { for: id }, label, !required && h("span", {}, optional));
    this.element = h("div", { class: "field" }, ask, this.input, this._help);
  }

  value() {
    return this.input.value.trim();
  }

  /** What must be mended before it can be sent; "" when all is well. @param {string} text */
  error(text) {
    this.note(text);
    this._help.classList.toggle("bad", !!text);
    this.input.setAttribute("aria-invalid", String(!!text));
  }

  /** A hint that stands in nobody's way. @param {string} text */
  note(text) {
    this._help.textContent = text;
    this._help.classList.remove("bad");
    this.input.setAttribute("aria-invalid", "false");
  }

  focus() {
    this.input.focus();
  }
}

/**
 * Choices of which one holds, as chips; the keys and the words are those of the browser's own radio
 * buttons.
 * @param {string} name @param {string} label
 * @param {{value: string, text: string, detail?: string}[]} options
 * @param {string} chosen @param {(value: string) => void} changed
 */
export function makeChips(name, label, options, chosen, changed) {
  const chips = options.flatMap(({ value, text, detail }, index) => {
    const id = `${name}-${index}`;
    const change = () => changed(value);
    const radio = h("input", { type: "radio", name, id, value, class: "said", change });
    radio.checked = value === chosen;
    const words = [h("span", {}, text), detail && h("small", {}, detail)];
    return [radio, h("label", { class: "chip", for: id }, ...words)];
  });
  return h("div", { class: `chips ${name}`, role: "radiogroup", "aria-label": label }, ...chips);
}
