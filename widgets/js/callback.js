/** @import {Ctx, Mounted, OpenOptions, Outcome} from "../types/part" */
import callbackCss from "../css/callback.css";
import dialogCss from "../css/dialog.css";
import fabCss from "../css/fab.css";
import formCss from "../css/form.css";
import tokensCss from "../css/tokens.css";
import { Form } from "./callback/form.js";
import { launcher } from "./callback/launcher.js";
import { makeResult } from "./callback/result.js";
import { Dialog } from "./ui/dialog.js";
import { fill, h, icon } from "./ui/dom.js";
import { CLOCK } from "./ui/icons.js";
import { frame } from "./ui/look.js";
import { sayPromise } from "./ui/when.js";

/** @param {Ctx} ctx @returns {Mounted} */
export function mount(ctx) {
  return new Callback(ctx);
}

/** The dialog with the form, and what stands in it once the form is sent. */
class Callback {
  /** @param {Ctx} ctx */
  constructor(ctx) {
    this._ctx = ctx;
    this._look = frame(ctx, tokensCss, fabCss, dialogCss, formCss, callbackCss);
    this._dialog = new Dialog(this._look.box, ctx.t("close"), (by) => this._closed(by));
    this._form = new Form(ctx, (outcome, slot) => this._show(outcome, slot));
    this._promise = h("p", { class: "promise" }, icon(CLOCK), h("span"));
    this._slot = "now";
    this._sent = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    this._seen = launcher(ctx, this._look.box, () => this.open({ trigger: "launcher" }));
    ctx.onLead((outcome) => this._late(outcome));
    for (const sign of ["pointerdown", "pointermove", "keydown"]) {
      this._dialog.layer.addEventListener(sign, () => clearTimeout(this._timer));
    }
    this._showForm();
  }

  /** @param {OpenOptions} [opts] */
  open({ trigger } = {}) {
    // On "load" only the button appears: nobody has asked for the form yet.
    if (trigger === "load" || this._dialog.isOpen) return;
    this._look.repaint();
    if (!this._sent) this._refresh();
    this._dialog.open();
    // A keyboard that jumps up hides what it is for; people on phones tap the field themselves.
    if (this._ctx.device === "phone" || this._sent) this._dialog.title.focus();
    else this._form.focus();
    this._ctx.event("open", { trigger });
    if (!this._seen) this._ctx.visible(this._dialog.sheet);
    this._seen = true;
  }

  close() {
    this._dialog.close("api");
  }

  destroy() {
    clearTimeout(this._timer);
    this._dialog.close("api");
  }

  _showForm() {
    const { title, top, body } = this._dialog;
    this._sent = false;
    this._dialog.hold(false);
    title.textContent = this._ctx.t("title");
    top.prepend(title);
    fill(body, this._promise, this._form.element);
    this._refresh();
  }

  /** The clock has moved on since the form was last seen. */
  _refresh() {
    const { promise_minutes } = this._ctx.content.content;
    const said = sayPromise(this._ctx, "promise", Date.now(), promise_minutes);
    /** @type {Element} */ (this._promise.lastChild).textContent = said;
    this._form.refresh();
  }

  /** @param {Outcome} outcome @param {string} slot */
  _show(outcome, slot) {
    const { title, body, isOpen } = this._dialog;
    const act = { close: () => this._dialog.close("done"), again: () => this._again() };
    this._sent = true;
    this._slot = slot;
    this._dialog.hold(true);
    fill(body, makeResult(this._ctx, outcome, slot, title, act));
    if (isOpen) title.focus();
    if (outcome.state === "waiting") return;
    this._form.reset();
    if (isOpen) this._closeLater();
  }

  /** By itself, but never under somebody's hands. */
  _closeLater() {
    const seconds = this._ctx.content.success.close_after_seconds;
    clearTimeout(this._timer);
    if (seconds) this._timer = setTimeout(() => this._dialog.close("timer"), seconds * 1000);
  }

  _again() {
    this._showForm();
    this._form.focus();
  }

  /** What became of a form that had to wait. @param {Outcome} outcome */
  _late(outcome) {
    if (outcome.state !== "invalid") return this._show(outcome, this._slot);
    this._showForm();
    this._form.showErrors(outcome.errors ?? {});
  }

  /** @param {string} by */
  _closed(by) {
    clearTimeout(this._timer);
    this._ctx.event("close", { by });
  }
}
