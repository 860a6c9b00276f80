/** @import {Ctx, Mounted, OpenOptions} from "../types/part" */
import "./ui/base.js";
import { begin } from "./push/push.js";
import { extra } from "./ui/extra.js";

/** @import {Push} from "./push/push.js" */

/** What of these opened it, somebody asked for. */
const ASKED = ["click", "command", "widget"];

/** @param {Ctx} ctx @returns {Mounted} */
export function mount(ctx) {
  const push = begin(ctx);
  if (push.mayKeep())
    extra(
      () => import("./push/agree.js"),
      (found) => found.keep(push),
    );
  return {
    open: (opts) => open(push, opts),
    close: () => push.away("api"),
    destroy: () => push.end(),
  };
}

/**
 * `into` is an element of another widget: there it becomes a box to tick.
 * @param {Push} push @param {OpenOptions} [opts]
 */
function open(push, { trigger = "", into } = {}) {
  const { prompt } = push.content;
  const asked = ASKED.includes(trigger);
  if (into instanceof Element)
    extra(
      () => import("./push/placed.js"),
      (found) => found.tick(push, into),
    );
  else if (asked || prompt === "slide") {
    // Where it is mere `load` that calls, there is nothing to wait for.
    const only = push.ctx.widget.triggers.every(([on]) => on === "load");
    if (asked || ((only || trigger !== "load") && push.mayAsk())) show(push, trigger);
  } else if (prompt === "bell" && push.mayRest()) show(push, "load");
  else if (prompt === "inline" && push.mayRest())
    extra(
      () => import("./push/placed.js"),
      (found) => found.inline(push, () => show(push, "launcher")),
    );
}

/** @param {Push} push @param {string} trigger */
function show(push, trigger) {
  extra(
    () => import("./push/prompt.js"),
    (found) => found.prompt(push, trigger),
  );
}
