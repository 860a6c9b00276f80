/** @import {Ctx} from "../../types/part" */
/** @import {Field} from "./field.js" */
import countryCss from "../../css/country.css";
import { button, fill, h } from "./dom.js";
import { extra } from "./extra.js";
import { style } from "./style.js";

/**
 * Beside a phone field's label: the country that a number without one belongs to. Who picks another gets
 * its beginning into the field, so what is sent is what stands there; the collector understands both.
 * @param {Ctx} ctx @param {Field} field
 */
export function country(ctx, { element, input }) {
  const { prefix, region } = ctx.content.content;
  if (!prefix) return;
  style(ctx, countryCss);
  const label = ctx.t("country");
  const made = button("country", () => void pick());
  const say = () => {
    const [begun] = /^\+\d{1,3}(?= )/.exec(input.value) ?? [];
    const shown = begun ?? (input.value.trim().startsWith("+") ? "+" : `+${prefix}`);
    // Signs and digits keep their order on pages that run from right to left.
    fill(made, h("bdi", { dir: "ltr" }, `${shown} ▾`));
    made.setAttribute("aria-label", `${label} ${shown}`);
  };
  element.classList.add("dialled");
  element.append(made);
  for (const sign of ["input", "focus", "blur"]) input.addEventListener(sign, say);
  say();

  async function pick() {
    const list = await extra(
      () => import("./countries.js"),
      (found) => found.list(ctx.lang, region, label, put),
    );
    if (!list || made.hidden) return;
    made.hidden = true;
    element.append(list);
    // Its own opened list takes the focus, too, and that is to nothing in the page.
    list.addEventListener("blur", ({ relatedTarget }) => {
      if (!relatedTarget) return;
      list.remove();
      made.hidden = false;
    });
    list.focus();
    try {
      list.showPicker();
    } catch {
      // Older browsers, or the tap was too long ago: the list stands there, with the focus.
    }
  }

  /** @param {string} code */
  function put(code) {
    const rest = input.value.trim().replace(/^(\+\d{1,3} |\+|00)/, "");
    input.value = code === prefix ? rest : `+${code} ${rest}`;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
