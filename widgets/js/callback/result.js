/** @import {Ctx, Outcome} from "../../types/part" */
import { h, icon } from "../ui/dom.js";
import { CHECK, CLOCK, PHONE } from "../ui/icons.js";
import { telLink } from "../ui/phone.js";
import { sayPromise, sayWhen } from "../ui/when.js";

/** What stands in the middle of the dialog. @typedef {{mood: string, sign: string[], title: string, lines: string[]}} Message */

/**
 * What the visitor reads once the form is sent.
 * @param {Ctx} ctx @param {Outcome} outcome @param {string} slot "now" or the start of a slot
 * @param {HTMLElement} title the dialog's own, which moves into the middle
 * @param {{close(): void, again(): void}} act
 */
export function makeResult(ctx, outcome, slot, title, act) {
  const { mood, sign, lines, title: words } = messageFor(ctx, outcome, slot);
  title.textContent = words;
  const said = lines.map((line, index) => h("p", { class: index ? "next" : "lead" }, line));
  return h(
    "div",
    { class: "result" },
    h("span", { class: `sign ${mood}` }, icon(sign)),
    title,
    h("div", { role: "status" }, ...said),
    h("div", { class: "actions" }, ...actionsFor(ctx, outcome, act)),
  );
}

/** @param {Ctx} ctx @param {Outcome} outcome @param {string} slot @returns {Message} */
function messageFor(ctx, { state, success }, slot) {
  if (state === "waiting") {
    return {
      mood: "wait",
      sign: CLOCK,
      title: ctx.t("waiting_title"),
      lines: [ctx.t("waiting_text")],
    };
  }
  // Neither a promise nor a code for what nobody may ever read.
  if (state !== "stored" && state !== "held") {
    return {
      mood: "good",
      sign: CHECK,
      title: ctx.t("thanks_title"),
      lines: [ctx.t("thanks_text")],
    };
  }
  const own = ownNumber(ctx);
  const next = own ? ctx.t("success_from", { phone: own.shown }) : ctx.t("success_next");
  // The promise is the collector's to give; the rest of the words are the owner's.
  const lines = [success?.text || promiseOf(ctx, slot), next];
  return { mood: "good", sign: CHECK, title: ctx.t("success_title"), lines };
}

/** @param {Ctx} ctx @param {Outcome} outcome @param {{close(): void, again(): void}} act */
function actionsFor(ctx, { state }, { close, again }) {
  /** @param {string} style @param {string} key @param {() => void} click */
  const button = (style, key, click) =>
    h("button", { type: "button", class: style, click }, ctx.t(key));
  if (state !== "waiting") return [button("send", "close", close), button("quiet", "again", again)];
  const own = ownNumber(ctx);
  return [own && callLink(ctx, own), button(own ? "quiet" : "send", "close", close)];
}

/** @param {Ctx} ctx @param {{number: string, shown: string}} own */
function callLink(ctx, { number, shown }) {
  const click = () => ctx.event("click", { channel: "phone", from: "waiting" });
  return h(
    "a",
    { class: "send", href: telLink(number), click },
    icon(PHONE),
    ctx.t("call_now", { phone: shown }),
  );
}

/** The number that calls the visitor, and that can be called. @param {Ctx} ctx */
function ownNumber({ content, site }) {
  const { phone, phone_display } = content.content;
  const number = phone ?? /** @type {{phone?: string | null}} */ (site).phone;
  // A number that breaks over two lines cannot be read out.
  return number ? { number, shown: (phone_display || number).replace(/ /g, "\u00a0") } : null;
}

/** @param {Ctx} ctx @param {string} slot */
function promiseOf(ctx, slot) {
  const now = Date.now();
  if (slot !== "now") return ctx.t("success_at", { when: sayWhen(ctx, Date.parse(slot), now) });
  return sayPromise(ctx, "success", now, ctx.content.content.promise_minutes);
}
