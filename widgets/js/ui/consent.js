/** @import {Ctx} from "../../types/part" */
// Fetched where there is something to agree to.
import "./base-form.js";
import { Box } from "./box.js";

/**
 * What a visitor may agree to, a box for each purpose.
 * @param {Ctx} ctx @returns {import("./form.js").Consent}
 */
export function boxesOf(ctx) {
  const { marketing, boxes = [], wording } = ctx.content.consent;
  const asked = [marketing && { purpose: "marketing", text: {}, required: false }, ...boxes].filter(
    Boolean,
  );
  const fields = asked.map(({ purpose, text, required }) => {
    const question = { name: purpose, type: "", label: text, required };
    return { purpose, required, box: new Box(question, text[ctx.lang] || ctx.t(purpose)) };
  });
  return {
    elements: fields.map(({ box }) => box.element),
    missing: () =>
      fields.flatMap(({ box, required }) => {
        const bad = required && !box.value();
        box.error(bad ? ctx.t("error_required") : "");
        return bad ? [box] : [];
      }),
    given: () => ({
      purposes: Object.fromEntries(fields.map(({ purpose, box }) => [purpose, box.value()])),
      wording,
    }),
  };
}
