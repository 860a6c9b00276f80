/** @import {View} from "./code.js" */
import { button } from "../ui/dom.js";
import { showCode } from "./code.js";
import { say } from "./say.js";

/**
 * A code without a form. @param {View} view @param {boolean} asked whether the visitor has opened it
 */
export async function claim(view, asked) {
  const { ctx, dialog } = view;
  const waits = () => say(view, "fetching");
  const wanted = () => dialog.isOpen;
  const answer = await ctx.ask({ what: "vouchers", asked, wanted, waits });
  if (answer && wanted()) show(view, answer);
  return answer;
}

/** @param {View} view @param {{status: string, voucher?: any}} answer */
function show(view, { status, voucher }) {
  const { ctx } = view;
  const state = voucher?.state ?? status;
  if (voucher?.code) {
    ctx.memory.write("kept", voucher);
    // Who has a code is not offered one unasked, as after a form.
    ctx.memory.write("converted", Date.now());
    showCode(view, voucher);
  } else if (/unasked|unknown/.test(state)) {
    // Codes are counted by device, and this one may not be remembered yet.
    const again = button("send", () => claim(view, true), ctx.t("submit"));
    say(view, "unknown_visitor", [], again);
  } else say(view, /limit|sold_out|over|refused/.test(state) ? state : "thanks");
}
