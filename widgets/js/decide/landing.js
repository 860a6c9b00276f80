import { quiet } from "../engine/quiet.js";
import { among, hostOf } from "./hosts.js";

// What a landing says of how the visitor came, as far as a device can know. The collector's own
// reading (collector/attribution) is finer and is what reports go by.

/** Click IDs that only ads leave: of collector/attribution/data/click_ids.json, and no newsletter's or shared link's. */
const AD =
  /^(aff_sid|awc|bd_vid|cjevent|clickref|ctm_event_id|dicbo|epik|[gw]braid|ldtag_cl|li_fat_id|md|oppref|ransiteid|rdt_cid|s[cs]cid|tblci|tduid|zanpid|(?!fbclid|ysclid)\w*cl(k|ick_?)?id)=./i;
const PAID = /^(.*cp.*|ppc|retargeting|paid.*|display|banner)$/;
const SEARCH = /(^|\.)(google|bing|yahoo|duckduckgo|coccoc|baidu|yandex|ecosia|naver)\./;
const SOCIAL =
  /(^|\.)(facebook|instagram|zalo|tiktok|youtube|twitter|linkedin|pinterest|threads|reddit|t\.co|fb|messenger)\b/;

/** The name of the click ID that an ad left. @param {string} url */
export const clickIdOf = (url) =>
  url
    .split(/[?#&]/)
    .find((piece) => AD.test(piece))
    ?.split("=")[0]
    .toLowerCase();

/**
 * A parameter of the query or of the fragment, whatever its case; null when missing or empty.
 * @param {string} url @param {string} name in small letters
 */
export function tagOf(url, name) {
  const start = `${name}=`;
  const piece = url.split(/[?#&]/).find((one) => one.toLowerCase().startsWith(start));
  const value = piece?.slice(start.length).replace(/\+/g, " ");
  return value ? quiet(() => decodeURIComponent(value), value) : null;
}

/**
 * One of paid, email, social, search, campaign (tagged otherwise), referral, direct.
 * @param {{url: string, referrer: string}} touch @param {readonly string[]} own
 */
export function channelOf({ url, referrer }, own) {
  const utm = (/** @type {string} */ name) => tagOf(url, `utm_${name}`)?.toLowerCase() ?? "";
  const [medium, source] = [utm("medium"), utm("source")];
  const host = hostOf(referrer) ?? "";
  if (PAID.test(medium) || clickIdOf(url)) return "paid";
  if (/e-?mail|newsletter/.test(`${medium} ${source}`)) return "email";
  if (/social/.test(medium)) return "social";
  if (medium === "organic") return "search";
  if (medium || source) return SOCIAL.test(`${source}.`) ? "social" : "campaign";
  if (SOCIAL.test(host)) return "social";
  if (SEARCH.test(host)) return "search";
  return host && !among(host, own) ? "referral" : "direct";
}
