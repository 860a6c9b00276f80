import { later, listen } from "./quiet.js";

/**
 * Calls `seen` once, when half of the element has been on the screen for a whole second.
 * @param {Element} element @param {() => void} seen
 */
export function onceSeen(element, seen) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let half = false;

  function judge() {
    clearTimeout(timer);
    if (half && !document.hidden) timer = later(done, 1000);
  }
  function done() {
    half = false;
    observer.disconnect();
    seen();
  }

  const observer = new IntersectionObserver(
    (entries) => {
      half = entries[entries.length - 1].intersectionRatio >= 0.5;
      judge();
    },
    { threshold: 0.5 },
  );
  observer.observe(element);
  listen(document, "visibilitychange", judge);
}
