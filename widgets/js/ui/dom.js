const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined | false | 0} Kid */

/**
 * Makes an element. Never from HTML: a host with Trusted Types forbids that, and no text needs escaping.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes] a function becomes a listener, true an empty
 *   attribute; null, undefined and false leave it out
 * @param {...(Kid | Kid[])} kids what is empty is left out
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...kids) {
  const element = document.createElement(tag);
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value === "function") element.addEventListener(name, /** @type {any} */ (value));
    else if (value != null && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  fill(element, ...kids);
  return element;
}

/**
 * A button that sends no form.
 * @param {string} style @param {() => void} click @param {...(Kid | Kid[])} kids
 */
export function button(style, click, ...kids) {
  return h("button", { type: "button", class: style, click }, ...kids);
}

/** One that shows a sign and says its name. @param {string} label @param {string} drawing @param {() => void} click */
export function iconButton(label, drawing, click) {
  const made = button("plain", click, icon(drawing));
  made.setAttribute("aria-label", label);
  return made;
}

/** A picture on a grid of 24, of lines; after a `!` come shapes. @param {string} drawing */
export function icon(drawing) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  drawing.split("!").forEach((d, shape) => {
    const path = document.createElementNS(SVG, "path");
    if (shape) path.setAttribute("class", "shape");
    path.setAttribute("d", d);
    picture.append(path);
  });
  return picture;
}

/** Swaps all children (replaceChildren came after our oldest browser). @param {Element} parent @param {...(Kid | Kid[])} kids */
export function fill(parent, ...kids) {
  parent.textContent = "";
  parent.append(.../** @type {(Node | string)[]} */ (kids.flat().filter(Boolean)));
}

/** What has the focus, also inside open shadow roots. @returns {HTMLElement | null} */
export function focused() {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return /** @type {HTMLElement | null} */ (found);
}
