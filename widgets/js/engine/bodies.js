// The two request bodies, as the collector reads them (fixtures: tests/contract/bodies.json).

/** @import {LeadExtra} from "../../types/part" */
/** @import {Touch} from "./touches.js" */
import { quiet } from "./quiet.js";

/**
 * @typedef {object} BeckonEvent
 * @property {string} id unique per site, the same on every retry
 * @property {string} name
 * @property {number} at ms
 * @property {string} url
 * @property {string} referrer
 * @property {string | null} widget
 * @property {string | null} variant
 * @property {string} [value] in major units
 * @property {string} [currency]
 * @property {Record<string, unknown>} props
 */

/** What a lead tells of the page. @typedef {{url: string, referrer: string}} Place */

/**
 * What the engine knows of the visitor when a lead is sent. `allowed` is the gate's word.
 * @typedef {{allowed: boolean, visitor: string | null, touches: Touch[], ads: boolean | undefined}} Person
 */

const MAX_LEAD = 60_000;

/** @param {string} site @param {string | null} visitor @param {BeckonEvent[]} events @param {number} now */
export function eventsBody(site, visitor, events, now) {
  return JSON.stringify({ site, visitor, sent_at: now, events });
}

/**
 * The body of a lead without `sent_at`, which each try sets anew.
 * @param {string} site its key
 * @param {{key: string, widget: string, variant: string | null, at: number, language: string, fields: Record<string, unknown>, extra: LeadExtra}} lead
 * @param {Place} place @param {Person} person
 */
export function leadBody(site, lead, place, person) {
  const { extra } = lead;
  const consent = consentOf(extra, person.ads);
  return fitting({
    site,
    key: lead.key,
    visitor: person.visitor,
    widget: lead.widget,
    variant: lead.variant,
    fields: lead.fields,
    consent,
    at: lead.at,
    // Without consent a lead says who asks and where, not how they came.
    url: person.allowed ? place.url : place.url.split(/[?#]/)[0],
    referrer: person.allowed ? place.referrer : "",
    language: lead.language,
    zone: quiet(() => Intl.DateTimeFormat().resolvedOptions().timeZone) ?? null,
    elapsed_ms: extra.elapsed_ms ?? null,
    touches: person.allowed ? person.touches : [],
    pixel: person.allowed && consent.purposes.ads ? pixelIds() : null,
  });
}

/**
 * What the form was told; on ads a refusal stands above it, a consent banner's yes fills in for it.
 * @param {LeadExtra} extra @param {boolean | undefined} ads
 */
function consentOf({ consent }, ads) {
  const purposes = { ...consent?.purposes };
  if (ads !== undefined) purposes.ads = ads && purposes.ads !== false;
  return { purposes, wording: consent?.wording ?? null };
}

/** The ids that Meta's and TikTok's own scripts have set, for matching on the server. */
function pixelIds() {
  const cookies = `${quiet(() => document.cookie)}`;
  return Object.fromEntries(
    ["fbp", "fbc", "ttp"].flatMap((name) => {
      const found = cookies.match(`(?:^|; )_${name}=([^;]+)`);
      return found ? [[name, found[1]]] : [];
    }),
  );
}

/**
 * Leaves out the oldest touches but the first until the collector's 64 KiB are kept.
 * @template {{touches: Touch[]}} T @param {T} body @returns {T}
 */
function fitting(body) {
  const touches = [...body.touches];
  while (touches.length > 1 && byteLength(JSON.stringify({ ...body, touches })) > MAX_LEAD) {
    touches.splice(1, 1);
  }
  return { ...body, touches };
}

/** @param {string} text */
export function byteLength(text) {
  return new Blob([text]).size;
}
