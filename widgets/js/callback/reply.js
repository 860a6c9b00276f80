/** @import {Ctx, Outcome} from "../../types/part" */
/** @import {Dialog} from "../ui/dialog.js" */
import "../ui/base-form.js";
import { button, h, icon } from "../ui/dom.js";
import { CHECK, CLOCK, PHONE } from "../ui/icons.js";
import { showResult } from "../ui/result.js";
import { telLink } from "../ui/tel.js";
import { sayPromise, sayWhen } from "../ui/when.js";

/**
 * What the visitor reads once the form is sent.
 * @param {Ctx} ctx @param {Dialog} dialog @param {Outcome} outcome
 * @param {{slot: string, again(): void}} asked `slot`: "now" or the start of one
 */
export function answer(ctx, dialog, outcome, { slot, again }) {
  const { state, success } = outcome;
  const own = ownNumber(ctx);
  const close = (/** @type {string} */ style) =>
    button(style, () => dialog.close("done"), ctx.t("close"));
  if (state === "waiting") {
    const actions = own ? [callLink(ctx, own), close("quiet")] : [close("send")];
    showResult(ctx, dialog, { name: "waiting", sign: CLOCK, actions });
    return;
  }
  const actions = [close("send"), button("quiet", again, ctx.t("again"))];
  // Neither a promise nor a code for what nobody may ever read.
  if (state !== "stored" && state !== "held") {
    showResult(ctx, dialog, { name: "thanks", sign: CHECK, actions });
    return;
  }
  const next = own ? ctx.t("success_from", { phone: own.shown }) : ctx.t("success_next");
  // The promise is the collector's to give; the rest of the words are the owner's.
  const lines = [success?.text || promiseOf(ctx, slot), next];
  const change = success?.link && changeLink(ctx, success.link);
  showResult(ctx, dialog, { name: "success", sign: CHECK, lines, actions: [...actions, change] });
}

/** To another time, or to none. @param {Ctx} ctx @param {{url: string, text: string}} link */
function changeLink({ inApp }, { url: href, text }) {
  return (
    /^https?:/.test(href) &&
    h("a", { class: "quiet", href, target: inApp ? null : "_blank", rel: "noopener" }, text)
  );
}

/** @param {Ctx} ctx @param {{number: string, shown: string}} own */
function callLink(ctx, { number, shown }) {
  const click = () => ctx.event("click", { channel: "phone", from: "waiting" });
  const words = ctx.t("call_now", { phone: shown });
  return h("a", { class: "send", href: telLink(number), click }, icon(PHONE), words);
}

/** The number that calls the visitor, and that can be called. @param {Ctx} ctx */
function ownNumber({ content, site }) {
  const { phone, phone_display } = content.content;
  const number = phone ?? site.phone;
  // A number that breaks over two lines cannot be read out.
  return number ? { number, shown: (phone_display || number).replace(/ /g, "\u00a0") } : null;
}

/** @param {Ctx} ctx @param {string} slot */
function promiseOf(ctx, slot) {
  const now = Date.now();
  if (slot !== "now") return ctx.t("success_at", { when: sayWhen(ctx, Date.parse(slot), now) });
  return sayPromise(ctx, "success", now, ctx.content.content.promise_minutes);
}
