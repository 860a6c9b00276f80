/** @import {Outcome} from "../../types/part" */
/** @import {View} from "./code.js" */
import "../ui/base-form.js";
import { showCode } from "./code.js";
import { say } from "./say.js";

export { claim } from "./at-once.js";
export { showCode };

/** Answers without a code, and what they are called in the texts. */
const NONE = /^(limit|sold_out|over|unknown_visitor)$/;

/** What the visitor reads once the form is sent. @param {View} view @param {Outcome} outcome */
export function answer(view, { state, success }) {
  const voucher = success?.voucher;
  if (voucher?.code) showCode(view, voucher);
  else if (NONE.test(voucher?.state)) say(view, voucher.state, [view.ctx.t("noted")]);
  // Nothing is promised of what a person has to look at first.
  else say(view, /waiting|refused/.test(state) ? state : "thanks");
}
