import { pageOf } from "./address.js";
import { loadedAddress } from "./arrival.js";
import { later, listen, quiet } from "./quiet.js";

/**
 * Calls `moved` with the address the visitor came from when a single-page app shows another page.
 * The Navigation API tells; older browsers are asked after each step of history, tap and key, since
 * patching `history` would change what the page owns. A router that tidies tags away shows no other page.
 * @param {(from: string) => void} moved
 */
export function watchRoutes(moved) {
  let from = loadedAddress();

  function look() {
    const before = from;
    if (location.href === before) return;
    from = location.href;
    if (pageOf(before) !== pageOf(from)) moved(before);
  }

  // Where there is no such API, <nav id="navigation"> answers to the name.
  if (quiet(() => "currentEntry" in /** @type {any} */ (window.navigation))) {
    listen(window.navigation, "currententrychange", look);
  } else {
    for (const type of ["popstate", "hashchange"]) listen(window, type, look);
    for (const type of ["click", "keyup", "visibilitychange"]) {
      listen(document, type, () => later(look, 500), { capture: true, passive: true });
    }
  }
  // The router may have been here before us.
  look();
}
