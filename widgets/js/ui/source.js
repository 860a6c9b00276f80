/** @import {Ctx} from "../../types/part" */

/**
 * The value of a hidden field, from where its owner says; "" when there is none. Whatever the page has
 * there must not break the form.
 * @param {Ctx} ctx @param {{from: string, name: string} | undefined} source
 */
export function sourceOf(ctx, source) {
  try {
    return String(READERS[source?.from ?? ""](source?.name ?? "", ctx) ?? "").trim();
  } catch {
    return "";
  }
}

/** @type {Record<string, (name: string, ctx: Ctx) => unknown>} */
const READERS = {
  param: (name) => new URLSearchParams(location.search).get(name),
  cookie: (name) => cookie(name),
  // What the page has said by `beckon('set', …)` goes before its globals.
  variable: (name, ctx) => (/^\w+$/.test(name) && ctx.say(`{${name}}`)) || scalar(global(name)),
  selector: (name) => document.querySelector(name)?.textContent,
  product: () => product() ?? meta("og:title") ?? document.title,
};

/** @param {string} name */
function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found && decodeURIComponent(found.slice(name.length + 1));
}

/** @param {string} path of own properties, "shop.product.sku" */
function global(path) {
  /** @type {any} */
  let at = window;
  for (const name of path.split(".")) {
    at = Object.getOwnPropertyDescriptor(Object(at), name) ? at[name] : undefined;
  }
  return at;
}

/** @param {unknown} value */
function scalar(value) {
  return typeof value === "string" || typeof value === "number" ? value : "";
}

/** @param {string} name */
function meta(name) {
  return document.querySelector(`meta[property="${name}"]`)?.getAttribute("content");
}

/** The name of the page's product, as it tells search engines (schema.org/Product). */
function product() {
  const scripts = Array.from(document.querySelectorAll('script[type="application/ld+json"]'));
  return scripts.map(({ textContent }) => named(textContent ?? "")).find(Boolean);
}

/** Of several scripts one may be broken. @param {string} text @returns {string | undefined} */
function named(text) {
  try {
    const data = JSON.parse(text);
    const list = Array.isArray(data) ? data : (data?.["@graph"] ?? [data]);
    const found = list.find((/** @type {any} */ entry) => /Product/.test(entry?.["@type"]));
    return found?.name;
  } catch {
    return "";
  }
}
