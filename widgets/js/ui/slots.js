/** @import {Hours} from "../../types/site" */
import { MINUTE, spans } from "./hours.js";

/**
 * The slots a visitor may pick, by day: each begins and ends in open time.
 * @param {Hours} hours @param {string} zone @param {number} at
 * @param {{minutes: number, days: number, notice_minutes: number}} rule
 */
export function slots(hours, zone, at, { minutes, days, notice_minutes }) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (const { day, start, end } of spans(hours, zone, at)) {
    for (let slot = start; slot + minutes * MINUTE <= end; slot += minutes * MINUTE) {
      if (slot < at + notice_minutes * MINUTE) continue;
      if (!found.has(day) && found.size === days) return found;
      found.set(day, [...(found.get(day) ?? []), slot]);
    }
  }
  return found;
}
