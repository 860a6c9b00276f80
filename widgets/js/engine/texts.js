/**
 * The language to speak: the page's, else the site's, else the first there is.
 * @param {Record<string, unknown>} texts by language @param {string[]} wanted
 */
export function pickLang(texts, ...wanted) {
  const tags = wanted.flatMap((tag) => [tag, tag.split("-")[0]]).map((tag) => tag.toLowerCase());
  const known = Object.keys(texts);
  return tags.find((tag) => known.includes(tag)) ?? known[0] ?? wanted[0];
}

/**
 * Puts values into `{name}`; one without a plain value is empty, or what stands behind its bar: `{name|you}`.
 * @param {string | undefined} text @param {(name: string) => unknown} value
 */
export function fill(text, value) {
  return (text ?? "").replace(/\{(\w+)(?:\|([^{}]*))?\}/g, (_, name, other = "") => {
    const found = value(name) ?? "";
    return Object(found) === found || found === "" ? other : String(found);
  });
}
