/** @import {Ctx} from "../../types/part" */
import { h } from "../ui/dom.js";

/** As the collector tells it with a code; before there is one, `text` is ours. @typedef {{kind: string, percent?: number | null, amount_minor?: number | null, currency?: string | null, text: string}} Worth */

/** What the widget offers, and from which order on. @param {Ctx} ctx @returns {[Worth, string]} */
export function offered(ctx) {
  const { worth, minimum_order } = ctx.content.content;
  const { kind, gift, currency } = worth;
  const text = kind === "gift" ? inWords(ctx, gift) : ctx.t("worth_shipping");
  return [{ ...worth, currency: currency ?? ctx.site.currency, text }, inWords(ctx, minimum_order)];
}

/** @param {Ctx} ctx @param {Record<string, string>} texts by language */
function inWords({ lang }, texts) {
  return texts[lang] || Object.values(texts)[0] || "";
}

/** The upper half of the ticket: the number drawn large, or the words. @param {Ctx} ctx @param {Worth} worth @param {string} note */
export function makeStub(ctx, worth, note) {
  const value = numberOf(ctx, worth);
  const large = h("b", {}, value ?? worth.text);
  // As large as the line is wide: "10%" and "1.500.000 ₫" fill it alike; words are words.
  const size = value ? Math.min(68, 420 / value.length) : 28;
  large.style.fontSize = `${size}px`;
  const [before, after] = value ? ctx.t("worth_off", { value: "\n" }).split("\n") : [];
  return h(
    "div",
    { class: "stub" },
    h("p", { class: "worth" }, before, large, after),
    // A sentence a line.
    note && h("p", { class: "terms" }, note.replace(/\. /g, ".\n")),
  );
}

/** @param {Ctx} ctx @param {Worth} worth */
function numberOf({ lang }, { kind, percent, amount_minor, currency }) {
  if (kind === "percent") return `${percent}%`;
  if (kind !== "amount") return null;
  /** @type {Intl.NumberFormatOptions} */
  const style = { style: "currency", currency: `${currency}` };
  const usual = new Intl.NumberFormat(lang, style);
  const major = Number(amount_minor) / 10 ** (usual.resolvedOptions().maximumFractionDigits ?? 0);
  const whole = new Intl.NumberFormat(lang, { ...style, minimumFractionDigits: 0 });
  return (Number.isInteger(major) ? whole : usual).format(major);
}
