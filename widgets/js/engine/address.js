// What an address says, read from its text: it need not parse, and stays byte for byte what it was.

/**
 * Whether `name=value` is a utm_ value or a click ID.
 * @param {string[]} ids click ID names, lower case
 */
const isTag = (ids) => (/** @type {string} */ piece) => {
  const name = piece.split("=")[0].toLowerCase();
  return name.startsWith("utm_") || ids.includes(name);
};

/** In the query or in the fragment ("#/route?utm_source=…" too). @param {string} url @param {string[]} ids */
export function tagged(url, ids) {
  return url.split(/[?#&]/).slice(1).some(isTag(ids));
}

/**
 * What makes one address another page: path, query but for tags, and a fragment that is a route.
 * @param {string} url @param {string[]} ids
 */
export function pageOf(url, ids) {
  const tag = isTag(ids);
  const pieces = url.replace(/#(?!!?\/).*/, "").split(/[?#&]/);
  return pieces.filter((piece) => piece && !tag(piece)).join();
}
