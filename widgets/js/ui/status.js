/** @import {Hours, Site} from "../../types/site" */
import { spans } from "./hours.js";
import "./when.js"; // in one piece with the hours

/**
 * Open now and until when, else when next (null: not within two weeks).
 * @param {Hours} hours @param {string} zone @param {number} at
 * @returns {{open: boolean, until: number | null}}
 */
export function status(hours, zone, at) {
  const next = spans(hours, zone, at).find(({ end }) => end > at);
  if (!next) return { open: false, until: null };
  const open = next.start <= at;
  return { open, until: open ? next.end : next.start };
}

/**
 * The hours of somebody, or of a channel: their own on the days that the site works, else the site's.
 * @param {Site} site @param {unknown} own spans, "site" or null
 * @returns {Hours}
 */
export function hoursOf({ hours }, own) {
  if (!Array.isArray(own)) return hours;
  return { ...hours, week: hours.week.map((spans) => (spans.length ? own : [])) };
}
