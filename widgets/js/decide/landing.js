import { quiet } from "../engine/quiet.js";

// What a landing says of how the visitor came, as far as a device can know. The collector's own
// reading (collector/attribution) is finer and is what reports go by.

/** Tags in `ids` that no ad click leaves: newsletters, links that people share, free listings. */
const NO_AD = /^(__s|_hs|mc_|ml_|mkt_|oly_|vero|fbclid|igsh|srsltid|gad_)/;
const PAID = /^(.*cp.*|ppc|retargeting|paid.*|display|banner)$/;
const SEARCH = /(^|\.)(google|bing|yahoo|duckduckgo|coccoc|baidu|yandex|ecosia|naver)\./;
const SOCIAL =
  /(^|\.)(facebook|instagram|zalo|tiktok|youtube|twitter|linkedin|pinterest|threads|reddit|t\.co|fb|messenger)\b/;

/** A click on an ad left it. @param {string} id */
export const isClickId = (id) => !NO_AD.test(id);

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

/** @param {string} url @returns {string | null} the host, less www. */
export function hostOf(url) {
  return quiet(() => new URL(url).hostname.replace(/^www\./, ""), null);
}

/**
 * One of paid, email, social, search, campaign (tagged otherwise), referral, direct.
 * @param {{url: string, referrer: string}} touch @param {readonly string[]} ids @param {readonly string[]} own
 */
export function channelOf({ url, referrer }, ids, own) {
  const utm = (/** @type {string} */ name) => tagOf(url, `utm_${name}`)?.toLowerCase() ?? "";
  const [medium, source] = [utm("medium"), utm("source")];
  const host = hostOf(referrer) ?? "";
  if (PAID.test(medium) || ids.some((id) => isClickId(id) && tagOf(url, id))) return "paid";
  if (/e-?mail|newsletter/.test(`${medium} ${source}`)) return "email";
  if (/social/.test(medium)) return "social";
  if (medium === "organic") return "search";
  if (medium || source) return SOCIAL.test(`${source}.`) ? "social" : "campaign";
  if (SOCIAL.test(host)) return "social";
  if (SEARCH.test(host)) return "search";
  const foreign = host && !own.some((name) => host === name || host.endsWith(`.${name}`));
  return foreign ? "referral" : "direct";
}
