/** @import {Push} from "./push.js" */
import { extra } from "../ui/extra.js";
import { openWindow } from "./popup.js";
import { permission } from "./state.js";

/**
 * What is told while it is turned on. `hint`: the browser's question may be out of sight; `slow`: it is
 * still going on; `dismissed`: the question was closed without an answer; `blocked`: the window was.
 * @typedef {"waiting" | "hint" | "working" | "slow" | "done" | "failed" | "denied" | "dismissed" |
 *   "window" | "blocked" | "ready" | "off"} Step
 */

const HINT_MS = 7000;
/** Chromium may stay silent for ever where its push service is out of reach. */
const SLOW_MS = 8000;

/**
 * Turns it on. To be called in the tap itself: only then browsers ask, and open windows. The last step
 * may come late, when whoever listens has long gone.
 * @param {Push} push @param {string[]} categories @param {(step: Step) => void} say
 */
export async function turnOn(push, categories, say) {
  if (push.way === "window") return openWindow(push, categories, say);
  const asked = ask();
  say("waiting");
  const hint = setTimeout(() => say("hint"), HINT_MS);
  const answer = await asked;
  clearTimeout(hint);
  if (answer === "granted") return subscribe(push, categories, say);
  push.refused();
  push.ctx.event("deny", { by: "browser" });
  say(answer === "denied" ? "denied" : "dismissed");
}

/** @returns {Promise<NotificationPermission>} */
async function ask() {
  if (permission() === "granted") return "granted";
  try {
    return await Notification.requestPermission();
  } catch {
    return permission() ?? "default";
  }
}

/** @param {Push} push @param {string[]} categories @param {(step: Step) => void} say */
async function subscribe(push, categories, say) {
  say("working");
  const slow = setTimeout(() => say("slow"), SLOW_MS);
  const done = await extra(
    () => import("./agree.js"),
    (found) => found.agree(push, categories),
  );
  clearTimeout(slow);
  if (done) push.ctx.event("accept");
  say(done ? "done" : "failed");
  push.changed();
}
