import { focused } from "../ui/dom.js";

/**
 * A button that shows a card. Not `role="menu"`: the card holds links, and a menu would take from them
 * what people expect of links (the word "link" read out, opening in a tab, copying the address). The
 * menu's keys are kept: arrows, Home and End move, Escape closes and gives the focus back.
 */
export class Disclosure {
  /**
   * @param {HTMLElement} fab @param {HTMLElement} card both in the page already
   * @param {(open: boolean, by: string) => void} changed
   */
  constructor(fab, card, changed) {
    this._fab = fab;
    this._card = card;
    this._changed = changed;
    this._stop = new AbortController();
    card.hidden = true;
    for (const part of [fab, card]) part.addEventListener("keydown", (event) => this._key(event));
    // Tabbing on past the last link leaves; a window that loses the focus does not.
    card.addEventListener("focusout", ({ relatedTarget }) => this._leave([relatedTarget]));
    document.addEventListener("pointerdown", (event) => this._leave(event.composedPath()), {
      capture: true,
      signal: this._stop.signal,
    });
  }

  toggle() {
    this.set(!!this._card.hidden, "button");
  }

  /** @param {boolean} open @param {string} by */
  set(open, by) {
    const { _fab: fab, _card: card } = this;
    if (open === !card.hidden) return;
    const held = by !== "outside" && card.contains(focused());
    card.hidden = !open;
    fab.setAttribute("aria-expanded", String(open));
    if (held) fab.focus({ preventScroll: true });
    this._changed(open, by);
  }

  /** By the keyboard, to the first line. */
  enter() {
    this._move("ArrowDown");
  }

  /** @param {(EventTarget | null)[]} path where the visitor has gone */
  _leave(path) {
    const has = (/** @type {any} */ node) => node instanceof Node && this._card.contains(node);
    if (path[0] && !path.includes(this._fab) && !path.some(has)) this.set(false, "outside");
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.key === "Escape" && !this._card.hidden) this.set(false, "escape");
    else if (!this._move(event.key)) return;
    event.preventDefault();
    // Else the page's own shortcuts answer, too.
    event.stopPropagation();
  }

  /** @param {string} key */
  _move(key) {
    if (this._card.hidden && key === "ArrowDown") this.set(true, "key");
    /** @type {HTMLElement[]} */
    const all = Array.from(this._card.querySelectorAll("a,button"));
    const at = all.indexOf(/** @type {HTMLElement} */ (focused()));
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(at, 0) - 1, Home: 0, End: -1 }[key];
    if (to === undefined || this._card.hidden) return false;
    all[(to + all.length) % all.length]?.focus();
    return true;
  }

  destroy() {
    this._stop.abort();
  }
}
