/** @import {Ctx} from "../../types/part" */

/** The sheets of each root, one after another. @type {WeakMap<ShadowRoot, string>} */
const known = new WeakMap();

/** Adds a sheet to a widget, once; for parts that come later than the widget. @param {Ctx} ctx @param {string} css */
export function style(ctx, css) {
  const root = ctx.root();
  const before = known.get(root) ?? "";
  if (before.includes(css)) return;
  known.set(root, before + css);
  ctx.root(css);
}
