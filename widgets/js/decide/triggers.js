/** @import {Fire, Trigger} from "../../types/decide" */
import { html } from "../engine/html.js";
import { later, listen } from "../engine/quiet.js";
import { whenIdle } from "../engine/triggers.js";

const FAST_PX = 60;
const FAST_MS = 100;
const DEEP_PX = 200;
const LOOK_MS = 500;
const SIGNS = ["pointermove", "pointerdown", "keydown", "scroll", "touchstart"];

/**
 * How each trigger is armed. `click` is the loader's: that is asked for.
 * @type {Record<string, Trigger>}
 */
export const TRIGGERS = {
  load: (_, fire) => whenIdle(fire),
  delay: (seconds, fire) => later(fire, (seconds || 0) * 1000),
  stay: (seconds, fire, { stay }) => later(fire, Math.max(0, seconds * 1000 - stay)),
  pages: (count, fire, { pages }) => pages >= count && whenIdle(fire),
  event: (name, fire, { signal }) => listen(window, name, fire, { signal }),
  data_layer: (name, fire, { signal }) => onData(name, fire, signal),
  scroll: (percent, fire, { signal }) => onScroll(percent, once(fire), signal),
  element: (selector, fire, { signal }) => onElement(selector, once(fire), signal),
  idle: (seconds, fire, { signal }) => onIdle(seconds * 1000, once(fire), signal),
  exit: (_, fire, { signal, device }) =>
    device === "desktop" ? onLeave(fire, signal) : onFastUp(fire, signal),
  return: (_, fire, { signal }) => {
    let gone = document.hidden;
    listen(
      document,
      "visibilitychange",
      () => {
        if (gone && !document.hidden) fire();
        gone = document.hidden;
      },
      { signal },
    );
  },
};

/** So much of the page's dataLayer is of pages before this one. */
let before = 0;

/**
 * What tag managers are told: {event: name}, or gtag's ["event", name]. It is looked at now and then:
 * wrapping `push` would change a global of the page.
 * @param {string} name @param {Fire} fire @param {AbortSignal} signal
 */
function onData(name, fire, signal) {
  let read = before;
  const look = () => {
    if (signal.aborted) return;
    later(look, LOOK_MS);
    const { dataLayer } = /** @type {any} */ (window);
    if (!Array.isArray(dataLayer)) return;
    // Tag managers drop the oldest entries of a long one.
    if (dataLayer.length < read) read = 0;
    const fresh = dataLayer.slice(read).map(Object);
    read = dataLayer.length;
    if (fresh.some((entry) => entry.event === name || (entry[0] === "event" && entry[1] === name)))
      fire();
  };
  listen(signal, "abort", () => {
    before = Object(/** @type {any} */ (window).dataLayer).length || 0;
  });
  look();
}

/** @param {Fire} fire @returns {Fire} */
function once(fire) {
  let done = false;
  return () => {
    if (!done) fire();
    done = true;
  };
}

/** @param {number} percent of the page that has come into view @param {Fire} fire @param {AbortSignal} signal */
function onScroll(percent, fire, signal) {
  const look = () => {
    const { scrollHeight } = html();
    if (((scrollY + innerHeight) / scrollHeight) * 100 >= percent) fire();
  };
  listen(window, "scroll", look, { passive: true, signal });
  // A page that is too short to scroll shows all of itself.
  whenIdle(look);
}

/** @param {string} selector of what must come into view @param {Fire} fire @param {AbortSignal} signal */
function onElement(selector, fire, signal) {
  const seen = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) fire();
  });
  const look = () => {
    for (const one of Array.from(document.querySelectorAll(selector))) seen.observe(one);
  };
  // Pages add to themselves while they are read.
  listen(window, "scroll", look, { passive: true, signal });
  listen(signal, "abort", () => seen.disconnect());
  whenIdle(look);
}

/** @param {number} ms without any sign of a person @param {Fire} fire @param {AbortSignal} signal */
function onIdle(ms, fire, signal) {
  let timer = later(fire, ms);
  const wait = () => {
    clearTimeout(timer);
    timer = later(fire, ms);
  };
  for (const sign of SIGNS) listen(window, sign, wait, { passive: true, capture: true, signal });
}

/** The pointer leaves by the top, where tabs and the address are. @param {Fire} fire @param {AbortSignal} signal */
function onLeave(fire, signal) {
  listen(
    document,
    "mouseout",
    ({ relatedTarget, clientY }) => {
      if (!relatedTarget && clientY <= 0) fire();
    },
    { signal },
  );
}

/** On a phone: a quick scroll up, as to reach the address. @param {Fire} fire @param {AbortSignal} signal */
function onFastUp(fire, signal) {
  let [top, at, deepest] = [scrollY, 0, 0];
  listen(
    window,
    "scroll",
    ({ timeStamp }) => {
      deepest = Math.max(deepest, scrollY);
      const fast = top - scrollY > FAST_PX && timeStamp - at < FAST_MS * 2;
      if (fast && deepest > DEEP_PX) fire();
      if (timeStamp - at > FAST_MS) [top, at] = [scrollY, timeStamp];
    },
    { passive: true, signal },
  );
}
