// What an address says, read from its text: it need not parse, and stays byte for byte what it was.

/**
 * utm_* and the click IDs that nearly all tagged links have; collector/attribution/data/click_ids.json
 * has the rest, by which the collector sorts out what is taken for a tag in error, or for none.
 */
const TAG = /^(utm_|gad_|[gw]braid|_hs|mc_|zarsrc|gidzl|igsh|li_fat|srsltid|.*cl(k|ick_?)?id=)/i;

/** Whether `name=value` is a utm_ value or a click ID. @param {string} piece */
const isTag = (piece) => TAG.test(piece);

/** Whether one is in the query or in the fragment ("#/route?utm_source=…" too). @param {string} url */
export const tagged = (url) => url.split(/[?#&]/).slice(1).some(isTag);

/** What makes one address another page: path, query but for tags, and a fragment that is a route. @param {string} url */
export const pageOf = (url) =>
  url
    .replace(/#(?!!?\/).*/, "")
    .split(/[?#&]/)
    .filter((piece) => piece && !isTag(piece))
    .join();
