/** @import {Ctx} from "../../types/part" */
/** @import {Dialog} from "./dialog.js" */
/** @import {Kid} from "./dom.js" */
import resultCss from "../../css/result.css";
import { h, icon } from "./dom.js";
import { style } from "./style.js";

/**
 * What stands in the dialog once its form is sent. The words are the texts `<name>_title` and, without
 * lines, `<name>_text`.
 * @param {Ctx} ctx @param {Dialog} dialog
 * @param {{name: string, sign: string, lines?: string[], actions: Kid[]}} message
 */
export function showResult(ctx, dialog, { name, sign, lines, actions }) {
  style(ctx, resultCss);
  const said = (lines ?? [ctx.t(`${name}_text`)]).map((line, index) =>
    h("p", { class: index ? "next" : "lead" }, line),
  );
  dialog.answer(
    ctx.t(`${name}_title`),
    h("span", { class: `sign ${name}` }, icon(sign)),
    dialog.title,
    h("div", { role: "status" }, ...said),
    h("div", { class: "actions" }, ...actions),
  );
}
