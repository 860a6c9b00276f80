const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined | false} Kid */

/**
 * Makes an element. Never from HTML: a host with Trusted Types forbids that, and no text needs escaping.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes] a function becomes a listener, true an empty
 *   attribute; null, undefined and false leave it out
 * @param {...Kid} kids
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...kids) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, /** @type {any} */ (value));
    else if (value != null && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (kids.filter((kid) => kid || kid === "")));
  return element;
}

/**
 * A picture on a grid of 24: each piece is a line, with `!` in front a shape, with `~` a shape cut out
 * of the one below (it takes the ground's colour), with `-` a line so.
 * @param {string[]} pieces
 */
export function icon(pieces) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  for (const piece of pieces) {
    const path = document.createElementNS(SVG, "path");
    const style = { "!": "fill", "~": "cut", "-": "cutline" }[piece[0]];
    path.setAttribute("class", style ?? "line");
    path.setAttribute("d", style ? piece.slice(1) : piece);
    picture.append(path);
  }
  return picture;
}

/** Swaps all children (replaceChildren came after our oldest browser). @param {Element} parent @param {...Kid} kids */
export function fill(parent, ...kids) {
  while (parent.firstChild) parent.firstChild.remove();
  parent.append(.../** @type {(Node | string)[]} */ (kids.filter(Boolean)));
}

/** What has the focus, also inside open shadow roots. @returns {HTMLElement | null} */
export function focused() {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return /** @type {HTMLElement | null} */ (found);
}
