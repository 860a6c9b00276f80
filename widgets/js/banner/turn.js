/** @import {Banner} from "../banner.js" */
import "../ui/base.js";
import turnCss from "../../css/banner-turn.css";
import { fill, focused, h, icon, iconButton } from "../ui/dom.js";
import { style } from "../ui/style.js";

const PAUSE = "M9 6v12M15 6v12";
const PLAY = "!M8 5.5v13l10.5-6.5z";
const BACK = "M14.5 6l-6 6 6 6";
const ON = "M9.5 6l6 6-6 6";
const FAR_PX = 40;

/**
 * Shows one message after another. It waits under a pointer, while it has the keyboard and while nobody looks; there is a
 * button to stop it (WCAG 2.2.2), and where motion is unwanted it only turns when told to.
 * @param {Banner} banner
 */
export function turn(banner) {
  const { ctx, bar, side, all, content, stop } = banner;
  if (!bar || banner.ended) return;
  style(ctx, turnCss);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** What makes it wait. @type {Set<string>} */
  const held = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {number} step @param {boolean} [asked] */
  function go(step, asked) {
    if (banner.ended) return;
    banner.turn((banner.at + step + all.length) % all.length);
    if (asked) banner.say(all[banner.at]);
    wait();
  }
  function wait() {
    clearTimeout(timer);
    if (held.size || still.matches || document.hidden || stop.aborted) return;
    timer = setTimeout(() => go(1), content.rotate_seconds * 1000);
  }
  /** @param {string} by @param {boolean} on */
  function hold(by, on) {
    if (on) held.add(by);
    else held.delete(by);
    wait();
  }
  const pause = iconButton(ctx.t("pause"), PAUSE, () => {
    const paused = !held.has("button");
    // Who says go on means now, with the pointer still on the button.
    held.clear();
    if (paused) held.add("button");
    pause.setAttribute("aria-label", ctx.t(paused ? "play" : "pause"));
    fill(pause, icon(paused ? PLAY : PAUSE));
    wait();
  });
  const leftwards = getComputedStyle(bar).direction === "rtl";
  const back = iconButton(ctx.t("previous"), leftwards ? ON : BACK, () => go(-1, true));
  const on = iconButton(ctx.t("next"), leftwards ? BACK : ON, () => go(1, true));
  back.classList.add("back");
  on.classList.add("on");
  pause.classList.add("pause");
  const tools = h("div", { class: "tools" }, back, pause, on);
  if (content.place === "corner") bar.append(tools);
  else if (ctx.device === "phone") side.append(tools);
  else side.prepend(tools);

  bar.addEventListener("pointerenter", ({ pointerType }) =>
    hold("pointer", pointerType === "mouse"),
  );
  bar.addEventListener("pointerleave", () => hold("pointer", false));
  bar.addEventListener("focusin", () => hold("keys", byKeyboard()));
  bar.addEventListener("focusout", () => hold("keys", false));
  document.addEventListener("visibilitychange", wait, { signal: stop });
  still.addEventListener?.("change", wait, { signal: stop });
  stop.addEventListener("abort", () => clearTimeout(timer));
  swipe(bar, leftwards, go);
  wait();
}

/** A tap gives the focus too, which holds nothing. */
function byKeyboard() {
  try {
    return !!focused()?.matches(":focus-visible");
  } catch {
    return true; // not known before Safari 15.4
  }
}

/** @param {HTMLElement} bar @param {boolean} leftwards @param {(step: number, asked: boolean) => void} go */
function swipe(bar, leftwards, go) {
  /** @type {Touch | null} */
  let begun = null;
  bar.addEventListener(
    "touchstart",
    ({ touches }) => {
      begun = touches.length === 1 ? touches[0] : null;
    },
    { passive: true },
  );
  bar.addEventListener("touchend", ({ changedTouches: [end] }) => {
    if (!begun) return;
    const x = end.clientX - begun.clientX;
    const flat = Math.abs(x) > FAR_PX && Math.abs(x) > 2 * Math.abs(end.clientY - begun.clientY);
    if (flat) go(x < 0 === leftwards ? -1 : 1, true);
  });
}
