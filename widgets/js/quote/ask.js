/** @import {Ctx} from "../../types/part" */

const PICK = "items";

/**
 * The widget's context with one question more, and the first: what is picked. It is asked in the first
 * step.
 * @param {Ctx} ctx @param {boolean} picking whether there is something to pick from
 * @param {() => boolean} needed whether something must be picked @returns {Ctx}
 */
export function askFor(ctx, picking, needed) {
  const { content } = ctx;
  const { fields, steps } = content.form;
  /** @type {Ctx["t"]} the words of steps have names of their own here */
  const t = (key, vars) => ctx.t(key.replace(/^form_/, ""), vars && { ...vars, steps: vars.of });
  const pick = {
    name: PICK,
    type: "pick",
    label: { [ctx.lang]: ctx.t("pick") },
    get required() {
      return needed();
    },
  };
  const asked = picking ? [pick] : [];
  const [first, ...later] = steps;
  const form = {
    ...content.form,
    fields: [...asked, ...fields],
    steps: first
      ? [{ ...first, fields: [...asked.map(() => PICK), ...first.fields] }, ...later]
      : [],
  };
  return { ...ctx, t, content: { ...content, form } };
}
