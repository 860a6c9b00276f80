/** @import {Ctx} from "../../types/part" */
/** @import {View} from "./code.js" */
import { button, h, icon } from "../ui/dom.js";
import { CHECK, CLOCK, PHONE } from "../ui/icons.js";
import { showResult } from "../ui/result.js";
import { telLink } from "../ui/tel.js";
import { layAnew } from "./anew.js";

/** What stands above a message; the widget's own sign where there is nothing to nod at. @type {Record<string, string>} */
const SIGNS = { waiting: CLOCK, fetching: CLOCK, thanks: CHECK };
const CALLS = /waiting|fetching|refused/;

/**
 * A message instead of a code: the texts `<name>_title` and `<name>_text`.
 * @param {View} view @param {string} name
 * @param {string[]} [more] lines @param {import("../ui/dom.js").Kid} [action]
 */
export function say({ ctx, dialog, sign }, name, more = [], action) {
  const call = CALLS.test(name) && ctx.site.phone && callLink(ctx, ctx.site.phone);
  const first = action || call;
  const close = button(first ? "quiet" : "send", () => dialog.close("done"), ctx.t("close"));
  layAnew(dialog);
  showResult(ctx, dialog, {
    name,
    sign: SIGNS[name] ?? sign,
    lines: [ctx.t(`${name}_text`), ...more],
    actions: [first, close],
  });
}

/** @param {Ctx} ctx @param {string} phone */
function callLink(ctx, phone) {
  const click = () => ctx.event("click", { channel: "phone", from: "waiting" });
  // A number that breaks over two lines cannot be read out.
  const words = ctx.t("call_now", { phone: phone.replace(/ /g, "\u00a0") });
  return h("a", { class: "send", href: telLink(phone), click }, icon(PHONE), words);
}
