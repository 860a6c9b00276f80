import { html } from "./html.js";

// A site's own rules (`div { margin: 9px }`, `body > * { display: none }`) must not reach the box
// that carries a widget; set through the CSSOM, which a strict CSP allows.
const BOX = {
  all: "initial",
  display: "block",
  position: "fixed",
  top: "0",
  left: "0",
  width: "0",
  height: "0",
  "z-index": "var(--beckon-z, 2147483000)",
};

/** The one element of a widget in the page: a fixed box of no size with an open shadow root. */
export class Host {
  /** @param {string} id of the widget */
  constructor(id) {
    this._id = id;
    /** @type {HTMLElement | undefined} */
    this._element = undefined;
    this._gone = false;
  }

  /** @param {string[]} css @returns {ShadowRoot} */
  root(css) {
    this._element ??= createElement(this._id);
    this.attach();
    const root = /** @type {ShadowRoot} */ (this._element.shadowRoot);
    for (const text of css) addStyle(root, text);
    return root;
  }

  /** For good: a piece of the widget that was still on its way brings nothing back. */
  remove() {
    this._gone = true;
    this._element?.remove();
  }

  /** Also puts it back when the page has replaced its body. */
  attach() {
    if (this._gone || !this._element || this._element.isConnected) return;
    (document.querySelector("body") ?? html()).append(this._element);
  }
}

/** @param {string} id */
function createElement(id) {
  const element = document.createElement("beckon-widget");
  element.dataset.widget = id;
  for (const [name, value] of Object.entries(BOX)) {
    element.style.setProperty(name, value, "important");
  }
  element.attachShadow({ mode: "open" });
  return element;
}

/** @param {ShadowRoot} root @param {string} css */
export function addStyle(root, css) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    // Safari before 16.4 has no constructed sheets.
    const style = document.createElement("style");
    style.textContent = css;
    root.append(style);
  }
}
