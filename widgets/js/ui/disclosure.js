import { focused } from "./dom.js";

/**
 * A button that shows a card. Not `role="menu"`: the card holds links, and a menu would take from them
 * what people expect of links (the word "link" read out, opening in a tab, copying the address). The
 * menu's keys are kept: arrows, Home and End move, Escape closes and gives the focus back.
 * @param {HTMLElement} button @param {HTMLElement} card
 * @param {(open: boolean, by: string) => void} changed
 */
export function disclosure(button, card, changed) {
  const root = /** @type {ShadowRoot} */ (button.getRootNode());
  const items = () => [
    .../** @type {NodeListOf<HTMLElement>} */ (card.querySelectorAll("a,button")),
  ];
  const stop = new AbortController();

  /** @param {boolean} open @param {string} [by] */
  function set(open, by = "button") {
    if (open === !card.hidden) return;
    const held = by !== "outside" && card.contains(focused());
    card.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (!open && held) button.focus({ preventScroll: true });
    changed(open, by);
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (event.key === "Escape" && !card.hidden) set(false, "escape");
    else if (!move(event)) return;
    event.preventDefault();
    // Else the page's own shortcuts answer, too.
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  function move({ key }) {
    if (card.hidden && key === "ArrowDown") set(true, "key");
    const all = items();
    const at = all.indexOf(/** @type {HTMLElement} */ (root.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[key];
    if (to === undefined || card.hidden) return false;
    all[(to + all.length) % all.length]?.focus();
    return true;
  }

  /** @param {Event} event */
  function outside(event) {
    const path = event.composedPath();
    if (!path.includes(card) && !path.includes(button)) set(false, "outside");
  }

  button.setAttribute("aria-expanded", "false");
  card.hidden = true;
  button.addEventListener("click", () => set(!!card.hidden));
  for (const part of [button, card]) part.addEventListener("keydown", key);
  document.addEventListener("pointerdown", outside, { capture: true, signal: stop.signal });
  card.addEventListener("focusout", ({ relatedTarget }) => {
    // Tabbing on past the last link leaves; a window that loses the focus does not.
    if (
      relatedTarget &&
      relatedTarget !== button &&
      !card.contains(/** @type {Node} */ (relatedTarget))
    )
      set(false, "outside");
  });
  return { set, destroy: () => stop.abort() };
}
