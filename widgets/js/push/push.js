/** @import {Ctx} from "../../types/part" */
/** @import {PushContent, Worker} from "../../types/config" */
import { frame } from "../ui/look.js";
import { style } from "../ui/style.js";
import { turnOn } from "./flow.js";
import { BELLS } from "./icons.js";
import { permission, stateOf } from "./state.js";

const DAY_MS = 86_400_000;

/**
 * What the parts of the opt-in share.
 * @typedef {object} Push
 * @property {Ctx} ctx
 * @property {PushContent} content
 * @property {"window" | "worker"} way a worker file that does not answer makes it a window
 * @property {Worker} worker
 * @property {(...css: string[]) => HTMLElement} box drawn at the first call: who draws nothing leaves no trace
 * @property {() => import("./state.js").State} state
 * @property {typeof turnOn} turnOn
 * @property {typeof BELLS} icons
 * @property {(by: string) => void} away takes what is open away
 * @property {() => void} changed hears when it was turned on or off
 * @property {() => void} end
 * @property {() => boolean} mayKeep there may be a subscription to look after
 * @property {() => boolean} mayAsk unasked
 * @property {() => boolean} mayRest as a button on the page
 * @property {() => void} refused
 * @property {boolean} ended
 * @property {number} turn of the card that was called for last
 * @property {boolean} open
 */

/** @param {Ctx} ctx @returns {Push} */
export function begin(ctx) {
  const { memory, content: published } = ctx;
  /** @type {PushContent} */
  const content = published.content;
  /** @type {ReturnType<typeof frame> | undefined} */
  let look;
  /** @type {Push} */
  const push = {
    ctx,
    content,
    way: content.way,
    worker: content.worker,
    ended: false,
    open: false,
    turn: 0,
    turnOn,
    icons: BELLS,
    box(...css) {
      look ??= frame(ctx);
      for (const text of css) style(ctx, text);
      look.repaint();
      return look.box;
    },
    state: () => stateOf(ctx),
    away() {},
    changed() {},
    end() {
      push.ended = true;
    },
    mayKeep: () => content.way === "worker" && permission() === "granted",
    mayAsk: () => rests(push.state(), content) && !(memory.read("until") > Date.now()),
    mayRest: () => rests(push.state(), content) || ["on", "denied"].includes(push.state()),
    /** Each refusal of our own question rests it longer. */
    refused() {
      const times = Number(memory.read("refused")) || 0;
      const { back_off_days: days } = content;
      memory.write("refused", times + 1);
      memory.write("until", Date.now() + days[Math.min(times, days.length - 1)] * DAY_MS);
    },
  };
  return push;
}

/** @param {import("./state.js").State} state @param {PushContent} content */
function rests(state, { ios_steps }) {
  return state === "ready" || (state === "ios" && ios_steps);
}
