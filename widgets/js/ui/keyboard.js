import { focused } from "./dom.js";

/**
 * Keeps a layer inside what the on-screen keyboard leaves free, and the field being typed in view.
 * @param {HTMLElement} layer @param {HTMLElement} body what scrolls in it
 * @returns {() => void} stops
 */
export function followKeyboard(layer, body) {
  const view = window.visualViewport;
  if (!view) return () => {};

  function fit() {
    // A visitor who zooms in also makes the view smaller; the layer then stays as it is.
    const zoomed = !view || view.scale > 1.05;
    layer.style.setProperty("--top", zoomed ? "0px" : `${view.offsetTop}px`);
    layer.style.setProperty("--high", zoomed ? "100%" : `${view.height}px`);
    const field = focused();
    if (!field || !body.contains(field)) return;
    const over = field.getBoundingClientRect().bottom + 24 - body.getBoundingClientRect().bottom;
    if (over > 0) body.scrollTop += over;
  }

  fit();
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  return () => {
    view.removeEventListener("resize", fit);
    view.removeEventListener("scroll", fit);
  };
}
