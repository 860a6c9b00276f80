/** @import {Ctx} from "../../types/part" */
/** @import {Dialog} from "../ui/dialog.js" */
import { h } from "../ui/dom.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Told to those who listen instead of looking: a clock that speaks every second would drown all else. */
const TOLD = [HOUR, 10 * MINUTE, MINUTE];

/**
 * Counts down to a moment while the dialog is open. It is computed from that moment each time, so that a
 * page which slept shows the right time.
 * @param {Ctx} ctx @param {Dialog} dialog @param {number} until ms @param {(words: string) => void} tell
 * @param {() => void} over
 */
export function makeClock(ctx, dialog, until, tell, over) {
  const shown = h("p", { class: "clock", role: "timer" });
  let before = Number.POSITIVE_INFINITY;
  function tick() {
    const left = until - Date.now();
    const words = ctx.t("ends_in", { time: inWords(ctx.lang, left) });
    if (shown.textContent !== words) shown.textContent = words;
    if (TOLD.some((mark) => before > mark && left <= mark) && before < Number.POSITIVE_INFINITY)
      tell(words);
    before = left;
    return left;
  }
  tick();
  const timer = setInterval(() => {
    const gone = !dialog.isOpen || !shown.isConnected;
    const left = gone || tick();
    if (left === true || left <= 0) clearInterval(timer);
    if (left !== true && left <= 0) over();
  }, SECOND);
  return shown;
}

/** "6 ngày 23 giờ", "5 hours 12 minutes", "09:59" within the last hour. @param {string} lang @param {number} left ms */
export function inWords(lang, left) {
  const seconds = Math.max(0, Math.ceil(left / SECOND));
  const [days, hours, minutes] = [DAY, HOUR, MINUTE].map((unit) =>
    Math.floor((seconds * SECOND) / unit),
  );
  if (days) return `${say(lang, "day", days)} ${say(lang, "hour", hours % 24)}`;
  if (hours) return `${say(lang, "hour", hours)} ${say(lang, "minute", minutes % 60)}`;
  const two = (/** @type {number} */ count) => String(count).padStart(2, "0");
  return `${two(minutes)}:${two(seconds % 60)}`;
}

/** @param {string} lang @param {string} unit @param {number} count */
function say(lang, unit, count) {
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
