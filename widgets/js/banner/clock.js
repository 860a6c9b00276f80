/** @import {Banner} from "../banner.js" */
/** @import {Clock} from "../../types/config" */
import "../ui/base.js";
import { fill, h } from "../ui/dom.js";
import { MINUTE, moment } from "../ui/hours.js";
import "../ui/when.js"; // so that the hours stay in its chunk

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/**
 * What counts down in a banner; false when its time is over and it is not to be shown.
 * @param {Banner} banner @returns {false | ((banner: Banner) => void)}
 */
export function clockOf(banner) {
  const clock = /** @type {Clock} */ (banner.content.countdown);
  const until = ending(banner, clock);
  if (until <= Date.now() && clock.at_end === "hide") return false;
  return () => count(banner, clock, until);
}

/** @param {Banner} banner @param {Clock} clock */
function ending({ ctx }, { kind, at, minutes }) {
  if (kind === "date") {
    const [day, time] = at.split("T");
    return moment(day, time, ctx.site.zone);
  }
  // From the first look on, whatever pages follow; another length is another offer.
  const { until = 0, of } = ctx.memory.read("clock") ?? {};
  if (of === minutes) return until;
  const fresh = Date.now() + minutes * MINUTE;
  ctx.memory.write("clock", { until: fresh, of: minutes });
  return fresh;
}

/** @param {Banner} banner @param {Clock} clock @param {number} until */
function count(banner, clock, until) {
  const { ctx, all, stop } = banner;
  let counted = false;
  const timer = setInterval(tick, SECOND);
  stop.addEventListener("abort", () => clearInterval(timer));
  for (const message of all) {
    const place = /** @type {HTMLElement} */ (message.querySelector(".clock"));
    const digits = h("bdi", { class: "digits" });
    fill(place, `${ctx.t("left")} `, digits);
  }
  tick();
  // A digit less must not move what stands beside it.
  for (const digits of places()) digits.style.minWidth = `${digits.offsetWidth}px`;

  function places() {
    return all.flatMap((message) => [
      .../** @type {NodeListOf<HTMLElement>} */ (message.querySelectorAll(".digits")),
    ]);
  }
  function tick() {
    const left = until - Date.now();
    if (left <= 0) {
      clearInterval(timer);
      over(banner, clock, counted);
    } else {
      counted = true;
      for (const digits of places()) digits.textContent = inWords(banner, left);
    }
  }
}

/** "2 ngày 03:04:05". @param {Banner} banner @param {number} left ms */
function inWords({ ctx }, left) {
  const whole = Math.ceil(left / SECOND) * SECOND;
  const days = Math.floor(whole / DAY);
  const time = new Date(whole % DAY).toISOString().slice(11, 19);
  return days ? `${ctx.t("days", { n: days })} ${time}` : time;
}

/** @param {Banner} banner @param {Clock} clock @param {boolean} counted before */
function over(banner, { at_end, end_text }, counted) {
  const { ctx, bar, all } = banner;
  if (at_end === "hide") return banner.end();
  // It stays as high as it was while it counted.
  if (counted) bar?.style.setProperty("min-height", `${bar.offsetHeight}px`);
  bar?.querySelector(".tools")?.remove();
  banner.ended = true;
  banner.turn(0);
  fill(all[0], h("div", { class: "words" }, h("p", {}, end_text[ctx.lang])));
}
