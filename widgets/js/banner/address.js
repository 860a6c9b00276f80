/**
 * An address as the owner wrote it; to a page of the same site without `utm_…`, which would tell that the visitor had come
 * anew, from the banner, and take the credit from where they really came from.
 * @param {string} href @param {string[]} own domains of the site
 */
export function safe(href, own) {
  if (!/[?&]utm_/.test(href)) return href;
  const url = new URL(href, location.href);
  const { hostname } = url;
  const ours = [location.hostname, ...own].some((name) => `.${hostname}`.endsWith(`.${name}`));
  if (!ours) return href;
  for (const name of Array.from(url.searchParams.keys()))
    if (name.startsWith("utm_")) url.searchParams.delete(name);
  return url.href;
}
