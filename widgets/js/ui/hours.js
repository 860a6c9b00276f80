/** @import {Hours} from "../../types/site" */

// Twin of collector/sites/hours.py; tests/contract/hours.json holds both to the same answers.
// All moments are ms UTC; a "day" is the site's date "2026-11-23".

export const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const DAYS_AHEAD = 14;

/** @type {Record<string, Intl.DateTimeFormat>} making one costs more than using it a hundred times */
const formats = {};

/** How far the zone's clock is ahead of UTC, in ms. @param {number} at @param {string} zone */
export function ahead(at, zone) {
  formats[zone] ??= new Intl.DateTimeFormat("en-US", {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
    timeZone: zone,
  });
  const [month, day, year, hour, minute, second] = formats[zone]
    .format(at)
    .split(/\D+/)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The wall clock of a zone. @param {number} at @param {string} zone */
export function wall(at, zone) {
  const shown = new Date(at + ahead(at, zone)).toISOString();
  return { day: shown.slice(0, 10), hour: +shown.slice(11, 13) };
}

/**
 * When the zone's clock shows that time of that day ("24:00" is the next midnight). In the hour that
 * a change of clocks repeats the first counts; one that it skips is read with the offset from before.
 * @param {string} day @param {string} time @param {string} zone
 */
export function moment(day, time, zone) {
  const [hour, minute] = time.split(":").map(Number);
  const naive = Date.parse(day) + (hour * 60 + minute) * MINUTE;
  const before = naive - ahead(naive - DAY, zone);
  if (ahead(before, zone) === naive - before) return before;
  const after = naive - ahead(naive + DAY, zone);
  return ahead(after, zone) === naive - after ? after : before;
}

/**
 * The spans in which somebody is there, from the day of `at` on, in order, for two weeks.
 * @param {Hours} hours @param {string} zone @param {number} at
 */
export function spans({ week, holidays }, zone, at) {
  const today = wall(at, zone).day;
  /** @type {{day: string, start: number, end: number}[]} */
  const found = [];
  for (let count = 0; count < DAYS_AHEAD; count++) {
    const date = new Date(Date.parse(today) + count * DAY);
    const day = date.toISOString().slice(0, 10);
    if (holidays?.includes(day)) continue;
    for (const [start, end] of week[(date.getUTCDay() + 6) % 7] ?? []) {
      found.push({ day, start: moment(day, start, zone), end: moment(day, end, zone) });
    }
  }
  return found;
}

/**
 * By when a call can honestly be promised: `minutes` of open time from `at`; null when never open.
 * @param {Hours} hours @param {string} zone @param {number} at @param {number} minutes
 */
export function promise(hours, zone, at, minutes) {
  let left = minutes * MINUTE;
  for (const { start, end } of spans(hours, zone, at)) {
    if (end <= at) continue;
    const begin = Math.max(start, at);
    if (end - begin >= left) return begin + left;
    left -= end - begin;
  }
  return null;
}
