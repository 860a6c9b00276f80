import { focused } from "./dom.js";

/**
 * A button that shows a card. Not `role="menu"`: the card holds links, and a menu would take from them
 * what people expect of links (the word "link" read out, opening in a tab, copying the address). The
 * menu's keys are kept: arrows, Home and End move, Escape closes and gives the focus back.
 */
export class Disclosure {
  /**
   * @param {HTMLElement} button @param {HTMLElement} card both in the page already
   * @param {(open: boolean, by: string) => void} changed
   */
  constructor(button, card, changed) {
    this._button = button;
    this._card = card;
    this._changed = changed;
    this._stop = new AbortController();
    button.setAttribute("aria-expanded", "false");
    card.hidden = true;
    this._listen();
  }

  _listen() {
    const { _button: button, _card: card } = this;
    button.addEventListener("click", () => this.set(!!card.hidden, "button"));
    for (const part of [button, card])
      part.addEventListener("keydown", (event) => this._key(event));
    // Tabbing on past the last link leaves; a window that loses the focus does not.
    card.addEventListener("focusout", ({ relatedTarget }) => this._leave([relatedTarget]));
    document.addEventListener("pointerdown", (event) => this._leave(event.composedPath()), {
      capture: true,
      signal: this._stop.signal,
    });
  }

  /** @param {boolean} open @param {string} by */
  set(open, by) {
    const { _button: button, _card: card } = this;
    if (open === !card.hidden) return;
    const held = by !== "outside" && card.contains(focused());
    card.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (held) button.focus({ preventScroll: true });
    this._changed(open, by);
  }

  /** @param {(EventTarget | null)[]} path where the visitor has gone */
  _leave(path) {
    if (path[0] && !path.includes(this._button) && !path.some((node) => this._has(node))) {
      this.set(false, "outside");
    }
  }

  /** @param {EventTarget | null} node */
  _has(node) {
    return node instanceof Node && this._card.contains(node);
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
