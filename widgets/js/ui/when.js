/** @import {Ctx} from "../../types/part" */
import { promise, wall } from "./hours.js";

// How a moment is said to the visitor: in the site's zone, in the visitor's language.

/** @type {Map<string, Intl.DateTimeFormat>} making one costs a cheap phone milliseconds */
const formats = new Map();

/** @param {Ctx} ctx @param {number} at @param {Intl.DateTimeFormatOptions} options */
function format({ site, lang }, at, options) {
  const all = { timeZone: site.zone, ...options };
  const name = lang + JSON.stringify(all);
  const known = formats.get(name) ?? new Intl.DateTimeFormat(lang, all);
  formats.set(name, known);
  return known.format(at);
}

/** "8:00", "2:30 PM". @param {Ctx} ctx @param {number} at */
export function sayTime(ctx, at) {
  const text = format(ctx, at, { hour: "numeric", minute: "2-digit" });
  return text.replace(/^0(?=\d)/, "");
}

/** "Thứ Hai", "Monday". @param {Ctx} ctx @param {number} at @param {"long" | "short"} [width] */
export function sayWeekday(ctx, at, width = "long") {
  return format(ctx, at, { weekday: width });
}

/** "23/11", "Nov 23". @param {Ctx} ctx @param {number} at */
export function sayDate(ctx, at) {
  // A numeric date reads differently on the two sides of the ocean; a month's name does not.
  return format(ctx, at, { day: "numeric", month: ctx.lang === "vi" ? "numeric" : "short" });
}

/** Days from today to that moment, by the site's calendar. @param {Ctx} ctx @param {number} at @param {number} now */
export function daysTo({ site }, at, now) {
  const [from, to] = [now, at].map((time) => Date.parse(wall(time, site.zone).day));
  return Math.round((to - from) / 86_400_000);
}

/**
 * "8:15 sáng mai", "8:15 sáng thứ Hai", "2:30 PM on Monday".
 * @param {Ctx} ctx @param {number} at @param {number} now
 */
export function sayWhen(ctx, at, now) {
  const days = daysTo(ctx, at, now);
  const word = ["today", "tomorrow"][days] ?? "day";
  const morning = wall(at, ctx.site.zone).hour < 11 ? "_am" : "";
  let day = sayWeekday(ctx, at).replace(/^Thứ/, "thứ");
  if (days > 6) day += ` ${sayDate(ctx, at)}`;
  return ctx.t(`when_${word}${morning}`, { time: sayTime(ctx, at), day });
}

/**
 * The promise of a call, said with texts `<start>_within`, `<start>_by` or `<start>_soon`: minutes
 * while somebody is there for all of them, else the moment by which the call comes.
 * @param {Ctx} ctx @param {string} start @param {number} now @param {number} minutes
 */
export function sayPromise(ctx, start, now, minutes) {
  const by = promise(ctx.site.hours, ctx.site.zone, now, minutes);
  if (by === null) return ctx.t(`${start}_soon`);
  if (by - now <= minutes * 60_000) return ctx.t(`${start}_within`, { minutes });
  return ctx.t(`${start}_by`, { when: sayWhen(ctx, by, now) });
}
