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
 * Puts values into `{name}`; a name without a value stays empty.
 * @param {string | undefined} text @param {(name: string) => unknown} value
 */
export function fill(text, value) {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name) => String(value(name) ?? ""));
}
