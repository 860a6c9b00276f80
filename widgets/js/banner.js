/** @import {Ctx, Mounted} from "../types/part" */
/** @import {BannerContent} from "../types/config" */
import "./ui/base.js";
import bannerCss from "../css/banner.css";
import { draw } from "./banner/message.js";
import { paint } from "./banner/paint.js";
import { fill, focused, h, iconButton } from "./ui/dom.js";
import { extra } from "./ui/extra.js";
import { CLOSE } from "./ui/icons.js";
import { frame } from "./ui/look.js";

/** What a part of ours does once the banner stands. @typedef {null | ((banner: Banner) => void)} Begin */

/** @param {Ctx} ctx @returns {Mounted} */
export function mount(ctx) {
  return new Banner(ctx);
}

/** Words at an edge or corner of the window, or in the page. No dialog: it takes neither focus nor keys. */
export class Banner {
  /** @param {Ctx} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {BannerContent} */
    this.content = ctx.content.content;
    this.look = frame(ctx, bannerCss);
    this.said = h("p", { class: "said", role: "status" });
    const { place, corner } = this.content;
    this.spot = h("div", { class: `spot ${place === "corner" ? `nook ${corner}` : place}` });
    this.look.box.append(this.spot, this.said);
    /** The messages, which of them is in view, and what stands beside them. @type {HTMLElement[]} */
    this.all = [];
    this.at = 0;
    this.side = h("div", { class: "side" });
    /** There is but one message left, that its time is over. */
    this.ended = false;
    /** There while it is shown. @type {HTMLElement | undefined} */
    this.bar = undefined;
    this._open = false;
    this._gone = false;
    /** @type {Element | null} */
    this._before = null;
    this._stop = new AbortController();
    this._reserved();
  }

  /** Ends when the banner does. */
  get stop() {
    return this._stop.signal;
  }

  /** The name of the message in view. */
  get message() {
    return this.content.messages[this.at].id;
  }

  open() {
    if (this._open) return;
    this._open = true;
    this._stop = new AbortController();
    this._begin(this.stop).catch(() => this.ctx.emit("error", { reason: "failed" }));
  }

  /** @param {AbortSignal} stop */
  async _begin(stop) {
    // What it is made of comes first: nothing of it moves once it is there.
    const parts = await this._parts();
    if (stop.aborted) return;
    if (parts) this._show(parts);
    else this._open = false;
  }

  /** @param {Begin[]} parts */
  _show(parts) {
    this.look.repaint();
    paint(this);
    const bar = this._bar();
    fill(this.spot, bar);
    for (const begin of parts) begin?.(this);
    this.ctx.visible(bar);
    setTimeout(() => this.say(this.all[this.at]), 200);
  }

  /**
   * What this banner needs beside itself; null when it is not to be shown.
   * @returns {Promise<Begin[] | null>}
   */
  async _parts() {
    const { place, messages, countdown, below, above } = this.content;
    const clock =
      countdown &&
      extra(
        () => import("./banner/clock.js"),
        ({ clockOf }) => clockOf(this),
      );
    const turning =
      messages.length > 1 &&
      extra(
        () => import("./banner/turn.js"),
        ({ turn }) => turn,
      );
    const standing =
      place === "inline"
        ? extra(
            () => import("./banner/slot.js"),
            ({ settle }) => settle(this),
          )
        : (place !== "top" || below || above) &&
          extra(
            () => import("./banner/room.js"),
            ({ stand }) => stand,
          );
    const [counts, turns, stands] = await Promise.all([clock, turning, standing]);
    if (counts === false || (place === "inline" && !stands)) return null;
    return [counts || null, turns || null, stands || null];
  }

  /** The bar itself, with all its messages in one place, so that turning them moves nothing. */
  _bar() {
    const { ctx, content, side } = this;
    this.ended = false;
    this.all = content.messages.map((message) => draw(this, message));
    fill(
      side,
      content.closable && iconButton(ctx.t("close"), CLOSE, () => this._close("button", true)),
    );
    const bar = h(
      "div",
      { class: "bar", role: "region", "aria-label": ctx.t("label") },
      h("div", { class: "messages" }, ...this.all),
      side,
    );
    this.turn(0);
    bar.addEventListener("focusin", ({ relatedTarget }) => {
      const from = /** @type {Element | null} */ (relatedTarget);
      if (!bar.contains(from)) this._before = from;
    });
    this.bar = bar;
    return bar;
  }

  /** Brings that message into view. @param {number} at */
  turn(at) {
    this.at = at;
    for (const message of this.all) message.classList.toggle("off", message !== this.all[at]);
  }

  /** Tells a screen reader, once, without a claim on it. @param {HTMLElement} message */
  say(message) {
    if (!this.bar) return;
    this.said.textContent = message.textContent;
    // Else it would be met a second time by who reads on.
    setTimeout(() => fill(this.said), 4000);
  }

  /** Height that the page has kept free at its top (docs/widgets.md has the snippet). */
  _reserved() {
    const { content, spot, look } = this;
    const page = document.documentElement;
    const kept = Number.parseFloat(getComputedStyle(page).getPropertyValue("--beckon-top"));
    if (content.push && kept > 0) spot.style.setProperty("--room", `${kept}px`);
    if (content.sticky) return;
    spot.classList.add("away");
    const host = /** @type {HTMLElement} */ (look.root.host);
    const away = { position: "absolute", width: "100%" };
    for (const [name, value] of Object.entries(away))
      host.style.setProperty(name, value, "important");
  }

  /** @param {string} by @param {boolean} [tells] at once; else only when the page stays */
  _close(by, tells) {
    const { bar } = this;
    this._open = false;
    this._stop.abort();
    if (!bar) return;
    const held = bar.contains(focused());
    const props = { by, message: this.message };
    this.bar = undefined;
    fill(this.spot);
    fill(this.said);
    const before = /** @type {HTMLElement | null} */ (this._before);
    if (held && before?.isConnected) before.focus({ preventScroll: true });
    if (this.content.push) document.documentElement.classList.remove("beckon-top");
    const tell = () => this._gone || this.ctx.event("close", props);
    // A page that its rules exclude takes it away without a visitor's wish, and may give it back.
    if (tells) tell();
    else queueMicrotask(tell);
  }

  /** Its time is over. */
  end() {
    this._close("timer", true);
  }

  close() {
    this._close("api");
  }

  destroy() {
    this._gone = true;
    this._stop.abort();
  }
}
