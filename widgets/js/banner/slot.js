/** @import {Banner} from "../banner.js" */
import "../ui/base.js";

/** As a part of the page, and not to be reached by its rules. */
const FLOW = { position: "static", width: "100%", height: "auto", "z-index": "auto" };

/** A slot may be drawn late: by the rest of the page, or by its script. */
const TRIES = 20;
const WAIT_MS = 250;

/**
 * Puts a banner into the page's own flow, where a slot waits that has kept its height free, so that nothing moves.
 * @param {Banner} banner @returns {Promise<null | ((banner: Banner) => void)>} null: there is no such slot
 */
export async function settle(banner) {
  const { stop, look, ctx } = banner;
  const host = /** @type {HTMLElement} */ (look.root.host);
  for (let left = TRIES; left && !stop.aborted; left -= document.readyState === "loading" ? 0 : 1) {
    const slot = find(banner);
    if (slot && room(slot, host)) return () => live(banner, host);
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  const reason = find(banner) ? "the slot keeps no height free" : "no slot";
  if (!stop.aborted) ctx.emit("error", { reason });
  return null;
}

/** @param {Banner} banner @returns {HTMLElement | null} */
function find({ content, ctx }) {
  const { id, kind } = ctx.widget;
  const selector = content.slot || `[data-beckon="${id}"],[data-beckon="${kind}"]`;
  try {
    return document.querySelector(selector);
  } catch {
    return null; // not a selector
  }
}

/** The height that a slot has without us. @param {HTMLElement} slot @param {HTMLElement} host */
function room(slot, host) {
  const shown = host.style.display;
  host.style.setProperty("display", "none", "important");
  const { paddingTop, paddingBottom } = getComputedStyle(slot);
  const height =
    slot.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
  host.style.setProperty("display", shown, "important");
  return Math.floor(height);
}

/** Keeps it in its slot, whatever a single-page app makes of the page. @param {Banner} banner @param {HTMLElement} host */
function live(banner, host) {
  const { spot, stop } = banner;
  for (const [name, value] of Object.entries(FLOW))
    host.style.setProperty(name, value, "important");
  put();
  const observer = new MutationObserver(() => {
    const { parentElement } = host;
    if (!parentElement || parentElement === document.body || !host.isConnected) put();
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("resize", put, { signal: stop });
  stop.addEventListener("abort", () => observer.disconnect());

  function put() {
    const slot = find(banner);
    const height = slot ? room(slot, host) : 0;
    host.style.setProperty("display", height ? "block" : "none", "important");
    if (!slot || !height) return;
    spot.style.setProperty("--room", `${height}px`);
    if (host.parentElement !== slot) slot.append(host);
  }
}
