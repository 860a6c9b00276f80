/** @import {Ctx} from "../../types/part" */
/** @import {Dialog} from "../ui/dialog.js" */
import resultCss from "../../css/result.css";
import codeCss from "../../css/voucher-code.css";
import { button, fill, h, icon } from "../ui/dom.js";
import { CHECK } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { layAnew } from "./anew.js";
import { makeClock } from "./clock.js";
import { copy } from "./copy.js";

/**
 * What the widget lends to what is fetched later.
 * @typedef {{ctx: Ctx, dialog: Dialog, sign: string, makeStub: typeof import("./worth.js").makeStub, forget(): void}} View
 */

const COPIED_MS = 2500;

/**
 * The ticket with its code, and what can be done with it.
 * @param {View} view @param {any} voucher as the collector gave it
 * @param {boolean} [back] the visitor has come back to it
 */
export function showCode(view, voucher, back = false) {
  const { ctx, dialog } = view;
  const { code, expires_at, worth, text, state } = voucher;
  const until = Date.parse(expires_at);
  const ended = until <= Date.now();
  style(ctx, resultCss);
  style(ctx, codeCss);
  const field = codeField(ctx, code);
  const status = h("p", { class: "said", role: "status" });
  const tell = (/** @type {string} */ words) => {
    status.textContent = words;
  };
  const over = () => showCode(view, voucher, back);
  const counts = ctx.content.content.clock && until && !ended;
  const half = h(
    "div",
    { class: "half" },
    field,
    counts && makeClock(ctx, dialog, until, tell, over),
  );
  const close = button("quiet", () => dialog.close("done"), ctx.t("close"));
  const used = back && button("quiet small", () => view.forget(), ctx.t("used"));
  const actions = ended ? [close] : [...waysToUse(ctx, voucher, field, tell), close, used];
  layAnew(dialog);
  dialog.answer(
    ctx.t(ended ? "ended_title" : "success_title"),
    dialog.title,
    state === "already" && !back && h("p", { class: "next" }, ctx.t("already")),
    h("div", { class: `ticket${ended ? " ended" : ""}` }, view.makeStub(ctx, worth, text), half),
    status,
    h("div", { class: "actions" }, ...actions),
  );
  // A live region speaks of what changes in it: not of what it is born with.
  const news = `${worth.text}. ${ctx.t("code_label")}: ${code}. ${text}`;
  if (!ended) setTimeout(() => status.textContent || tell(news), 100);
}

/** A field that only reads: it can be selected with one tap, and copied where no script may. @param {Ctx} ctx @param {string} code */
function codeField(ctx, code) {
  const field = h("input", {
    class: "code",
    readonly: true,
    value: code,
    "aria-label": ctx.t("code_label"),
    click: () => field.select(),
  });
  field.style.fontSize = `${Math.max(16, Math.min(26, 420 / code.length))}px`;
  return field;
}

/** @param {Ctx} ctx @param {any} voucher @param {HTMLInputElement} field @param {(words: string) => void} tell */
function waysToUse(ctx, { code, apply_url: href }, field, tell) {
  // A plain link in this tab: the browsers inside apps have no other.
  const apply =
    /^https?:/.test(href) &&
    h(
      "a",
      { class: "send", href, click: () => ctx.event("click", { channel: "apply" }) },
      ctx.t("apply"),
    );
  const label = h("span", {}, ctx.t("copy"));
  const made = button(
    `copy ${apply ? "quiet" : "send"}`,
    async () => {
      ctx.event("copy");
      const done = await copy(field, made);
      const words = ctx.t(done ? "copied" : "copy_failed", { code });
      tell(words);
      fill(label, words);
      made.classList.toggle("done", done);
      setTimeout(() => fill(label, ctx.t("copy")), COPIED_MS);
    },
    icon(CHECK),
    label,
  );
  return [apply, made];
}
