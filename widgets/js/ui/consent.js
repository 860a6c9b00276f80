/** @import {Ctx} from "../../types/part" */
import { h } from "./dom.js";
import { Box } from "./field.js";

/**
 * What a visitor may agree to, a box for each purpose, and what they read about it.
 * @param {Ctx} ctx
 */
export function consentOf(ctx) {
  const { privacy_url: href, marketing, boxes = [], wording } = ctx.content.consent;
  const asked = [marketing && { purpose: "marketing", text: {}, required: false }, ...boxes].filter(
    Boolean,
  );
  const fields = asked.map(({ purpose, text, required }) => {
    const box = new Box(
      { name: purpose, type: "", label: text, required },
      text[ctx.lang] || ctx.t(purpose),
    );
    return { purpose, box, required };
  });
  const apart = { target: ctx.inApp ? null : "_blank", rel: "noopener" };
  const link = href && h("a", { href, ...apart }, ctx.t("privacy_link"));
  return {
    elements: [
      ...fields.map(({ box }) => box.element),
      h("p", { class: "privacy" }, ctx.t("privacy"), link && " ", link),
    ],
    /** Marks the boxes that cannot be left empty. @returns {Box[]} */
    missing: () =>
      fields.flatMap(({ box, required }) => {
        const bad = required && !box.value();
        box.error(bad ? ctx.t("error_required") : "");
        return bad ? [box] : [];
      }),
    /** For the lead, with the name of exactly these words. */
    given: () => ({
      purposes: Object.fromEntries(fields.map(({ purpose, box }) => [purpose, box.value()])),
      wording,
    }),
  };
}
