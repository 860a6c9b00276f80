/** @import {Push} from "./push.js" */
/** @import {Step} from "./flow.js" */

const WIDTH = 440;
const HEIGHT = 600;
const LOOK_MS = 500;

/** The page of the collector on which it is turned on, for who has no worker file. @param {Push} push */
export function windowUrl({ ctx }) {
  const { base, key } = ctx.site;
  const opener = encodeURIComponent(location.origin);
  return `${base}/push/${key}?w=${ctx.widget.id}&l=${ctx.lang}&o=${opener}`;
}

/**
 * Opens it, tells it who asks once it says that it is there, and hears what became of it. Both sides
 * check whom they hear.
 * @param {Push} push @param {string[]} categories @param {(step: Step) => void} say
 */
export function openWindow(push, categories, say) {
  const { ctx } = push;
  const home = new URL(ctx.site.base).origin;
  const left = Math.max(0, screen.width - WIDTH) >> 1;
  const size = `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=80`;
  const opened = window.open(windowUrl(push), `beckon-push-${ctx.site.key}`, size);
  if (!opened) return say("blocked");
  say("window");
  let here = false;

  /** @param {Step} step */
  function end(step) {
    clearInterval(watch);
    window.removeEventListener("message", hear);
    note(push, step);
    say(step);
    push.changed();
  }
  /** @param {MessageEvent} event */
  function hear({ origin, source, data }) {
    if (origin !== home || source !== opened || data?.beckon !== "push") return;
    here = true;
    if (data.step === "here")
      opened?.postMessage({ beckon: "push", ...ctx.who(), categories }, home);
    else if (["done", "denied", "off"].includes(data.step)) end(data.step);
  }
  window.addEventListener("message", hear);
  // A page that cuts itself off from its windows (COOP) sees each of them closed, and is told nothing.
  const watch = setInterval(() => here && opened.closed && end("ready"), LOOK_MS);
}

/** @param {Push} push @param {Step} step */
function note({ ctx, refused }, step) {
  if (step === "done" || step === "off") ctx.memory.write("on", step === "done" ? Date.now() : 0);
  if (step === "done") ctx.event("accept", { by: "window" });
  if (step !== "denied") return;
  refused();
  ctx.event("deny", { by: "browser" });
}
