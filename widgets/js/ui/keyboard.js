import { focused } from "./dom.js";

/**
 * Keeps a layer inside what the on-screen keyboard leaves free, and the field being typed in view.
 * @param {HTMLElement} layer @param {HTMLElement} body what scrolls in it
 */
export function followKeyboard(layer, body) {
  const view = window.visualViewport;
  for (const sign of ["resize", "scroll"]) view?.addEventListener(sign, follow);
  // It may be up already: a fast hand was in the field before this part had come.
  if (view) fit(view, layer, body);

  /** @param {Event} event */
  function follow({ type }) {
    // The widget may have left the page.
    if (!view || !layer.isConnected) view?.removeEventListener(type, follow);
    else fit(view, layer, body);
  }
}

/** @param {VisualViewport} view @param {HTMLElement} layer @param {HTMLElement} body */
function fit({ scale, offsetTop, height }, layer, body) {
  // A visitor who zooms in also makes the view smaller; the layer then stays as it is.
  const zoomed = scale > 1.05;
  layer.style.setProperty("--top", zoomed ? "0px" : `${offsetTop}px`);
  layer.style.setProperty("--high", zoomed ? "100%" : `${height}px`);
  const field = focused();
  if (!field || !body.contains(field)) return;
  const over = field.getBoundingClientRect().bottom + 24 - body.getBoundingClientRect().bottom;
  if (over > 0) body.scrollTop += over;
}
