/** @import {Engine} from "./engine.js" */
import { fill } from "./texts.js";

/**
 * A text that an owner wrote, with `{name}` and `{name|else}` filled in: from `vars`, from what the page
 * has set, the utm_ values of the page in view, and its title. It is text, never HTML.
 * @param {Engine} engine @param {string | undefined} text @param {Record<string, unknown>} [vars]
 */
export function say({ vars: set, place }, text, vars) {
  const landing = (/** @type {string} */ name) =>
    new URLSearchParams(place.url.split(/[?#]/)[1]).get(name);
  return fill(text, (name) => {
    if (vars?.[name] != null && Object.keys(vars).includes(name)) return vars[name];
    const told = set.get(name);
    if (told != null) return told;
    return /^utm_/.test(name) ? landing(name) : name === "title" ? document.title : null;
  });
}
