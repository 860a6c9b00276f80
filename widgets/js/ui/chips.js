/** @import {Ctx} from "../../types/part" */
/** @import {Kid} from "./dom.js" */
import chipsCss from "../../css/chips.css";
import { h } from "./dom.js";
import { style } from "./style.js";

/**
 * Choices as chips; the keys and the words are those of the browser's own radio buttons or boxes.
 * @param {Ctx} ctx
 * @param {object} group
 * @param {string} group.name
 * @param {{value: string, text: Kid, detail?: string}[]} group.options
 * @param {string} [group.label] of the group, where no fieldset has said it
 * @param {string} [group.chosen]
 * @param {(value: string) => void} [group.changed]
 * @param {"radio" | "checkbox"} [group.type]
 * @param {string} [group.look] a class
 */
export function makeChips(
  ctx,
  { name, options, label, chosen, changed, type = "radio", look = name },
) {
  style(ctx, chipsCss);
  const chips = options.map(({ value, text, detail }, index) => {
    const id = `${name}-${index}`;
    const change = changed && (() => changed(value));
    const input = h("input", { type, name, id, value, class: "said", change });
    input.checked = value === chosen;
    const words = [h("span", {}, text), detail && h("small", {}, detail)];
    return [input, h("label", { class: "chip", for: id }, ...words)];
  });
  const named = label ? { role: "radiogroup", "aria-label": label } : {};
  return h("div", { class: `chips ${look}`, ...named }, chips.flat());
}
