/** @import {Schedule} from "../../types/site" */
/** @import {Snapshot} from "../../types/decide" */

/**
 * Whether the moment lies outside of a schedule, by the clock on the wall of the site's zone.
 * @param {Schedule} schedule @param {Pick<Snapshot, "now" | "zone" | "hours">} snap
 */
export function outside({ from = "", to = "9", days, hours, skip }, { now, zone, hours: site }) {
  const { day, weekday, time } = wall(now, zone);
  const holiday = site.holidays.includes(day);
  if (day < from || day > to || (days && !days.includes(`${weekday}`)) || (skip && holiday))
    return true;
  if (!hours) return false;
  const spans = hours === "site" ? (holiday ? [] : site.week[weekday - 1]) : hours;
  return !spans.some(([start, end]) => start <= time && time < end);
}

/** Swedish writes a moment as ISO does. @param {number} now @param {string} zone */
function wall(now, zone) {
  const [day, time] = new Date(now).toLocaleString("sv", { timeZone: zone }).split(" ");
  return { day, weekday: new Date(day).getUTCDay() || 7, time: time.slice(0, 5) };
}
