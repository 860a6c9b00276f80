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
   * @param {{label: string, optional: string, hint: string}} words `hint` stands under the line, and
   *   keeps the place of what is said there: a line that came up at once would move the button away
   *   under the finger that is on its way to it
   */
  constructor({ name, type, required }, { label, optional, hint }) {
    const id = `f-${name}`;
    const long = type === "note";
    /** @type {HTMLInputElement | HTMLTextAreaElement} */
    this.input = h(long ? "textarea" : "input", {
      ...TYPES[type],
      id,
      name,
      "aria-required": required && "true",
      "aria-describedby": `${id}-help`,
      enterkeyhint: !long && "send",
    });
    this._hint = hint;
    this._help = h("p", { class: "help", id: `${id}-help`, "aria-live": "polite" }, hint);
    const ask = h("label", { for: id }, label, !required && h("span", {}, ` ${optional}`));
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
    this._help.textContent = text || this._hint;
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
 * @param {string} name @param {string} label of the group; "" where a fieldset has said it
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
  const group = label ? { role: "radiogroup", "aria-label": label } : {};
  return h("div", { class: `chips ${name}`, ...group }, ...chips);
}
