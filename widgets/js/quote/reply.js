/** @import {Ctx, Outcome} from "../../types/part" */
/** @import {Dialog} from "../ui/dialog.js" */
import "../ui/base-form.js";
import replyCss from "../../css/quote-reply.css";
import { button, h, icon } from "../ui/dom.js";
import { CHECK, CLOCK, PHONE } from "../ui/icons.js";
import { showResult } from "../ui/result.js";
import { style } from "../ui/style.js";
import { telLink } from "../ui/tel.js";

/** More of what was picked is but counted. */
const SAID = 4;

/**
 * What the visitor reads once the form is sent.
 * @param {Ctx} ctx @param {Dialog} dialog @param {Outcome} outcome
 * @param {{again(): void, items: string[], estimate: string}} asked what was asked for
 */
export function answer(ctx, dialog, { state, success }, { again, items, estimate }) {
  style(ctx, replyCss);
  const close = button("send", () => dialog.close("done"), ctx.t("close"));
  const more = button("quiet", again, ctx.t("again"));
  if (state === "waiting" || state === "refused") {
    const call = callLink(ctx);
    const [words, act] =
      state === "refused" ? [ctx.t("back"), again] : [ctx.t("close"), () => dialog.close("done")];
    const actions = [call, button(call ? "quiet" : "send", act, words)];
    showResult(ctx, dialog, { name: state, sign: CLOCK, actions });
    return;
  }
  // Neither a promise nor a summary for what nobody may ever read.
  if (state === "quarantined") {
    showResult(ctx, dialog, { name: "thanks", sign: CHECK, actions: [close, more] });
    return;
  }
  const lines = [ctx.t("success_text"), ctx.t("success_next")];
  const actions = [close, more, success?.link && keep(ctx, success.link)];
  showResult(ctx, dialog, { name: "success", sign: CHECK, lines, actions });
  if (items.length) summary(ctx, dialog, items, estimate);
}

/** What was asked for, under what becomes of it. @param {Ctx} ctx @param {Dialog} dialog @param {string[]} items @param {string} estimate */
function summary(ctx, dialog, items, estimate) {
  const left = items.length - SAID;
  const said = [...items.slice(0, SAID), left > 0 && `+ ${left}`].map(
    (text) => text && h("li", {}, text),
  );
  const sum = ctx.content.content.prices && h("li", {}, h("b", {}, estimate));
  dialog.sheet.querySelector(".actions")?.before(h("ul", { class: "asked" }, ...said, sum));
}

/** To what the collector gives to keep. @param {Ctx} ctx @param {{url: string, text: string}} link */
function keep({ inApp }, { url: href, text }) {
  const attributes = { class: "quiet", href, target: inApp ? null : "_blank", rel: "noopener" };
  return /^https?:/.test(href) && h("a", attributes, text);
}

/** @param {Ctx} ctx */
function callLink(ctx) {
  const { phone, phone_display } = ctx.content.content;
  const number = phone ?? ctx.site.phone;
  if (!number) return null;
  // A number that breaks over two lines cannot be read out.
  const shown = (phone_display || number).replace(/ /g, "\u00a0");
  const click = () => ctx.event("click", { channel: "phone", from: "waiting" });
  const words = ctx.t("call_now", { phone: shown });
  return h("a", { class: "send", href: telLink(number), click }, icon(PHONE), words);
}
