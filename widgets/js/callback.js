/** @import {Ctx, Mounted, OpenOptions, Outcome} from "../types/part" */
import "./ui/base-form.js";
import callbackCss from "../css/callback.css";
import { launcher } from "./callback/launcher.js";
import { Slot } from "./callback/slot.js";
import { Dialog } from "./ui/dialog.js";
import { h } from "./ui/dom.js";
import { extra } from "./ui/extra.js";
import { Form } from "./ui/form.js";
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
    this._look = frame(ctx, callbackCss);
    this._dialog = new Dialog(ctx, this._look.box, (by) => this._closed(by));
    this._form = new Form(ctx, {
      own: { slot: (_, question) => new Slot(ctx, question) },
      reply: () => import("./callback/reply.js"),
      done: (outcome, { slot }) => this._show(outcome, String(slot ?? "now")),
    });
    this._promise = h("p", { class: "promise" });
    this._slot = "now";
    this._sent = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    this._seen = launcher(ctx, this._look.box, () => this.open({ trigger: "launcher" }));
    ctx.onLead((outcome) => this._late(outcome));
    for (const sign of ["pointerdown", "pointermove", "keydown"]) {
      this._dialog.layer.addEventListener(sign, () => clearTimeout(this._timer));
    }
    this._ask();
  }

  /** @param {OpenOptions} [opts] */
  open({ trigger } = {}) {
    const { _ctx: ctx, _dialog: dialog } = this;
    // On "load" only the button appears: nobody has asked for the form yet.
    if (trigger === "load" || dialog.isOpen) return;
    this._look.repaint();
    if (!this._sent) this._refresh();
    dialog.open();
    // A keyboard that jumps up hides what it is for; people on phones tap the field themselves.
    if (ctx.device === "phone" || this._sent) dialog.title.focus();
    else this._form.focus();
    ctx.event("open", { trigger });
    if (!this._seen) ctx.visible(dialog.sheet);
    this._seen = true;
    this._form.act();
  }

  close() {
    this._dialog.close("api");
  }

  destroy() {
    this.close();
  }

  _ask() {
    this._sent = false;
    this._dialog.show(this._ctx.t("title"), this._promise, this._form.element);
    this._refresh();
  }

  /** The clock has moved on since the form was last seen. */
  _refresh() {
    const { promise_minutes } = this._ctx.content.content;
    this._promise.textContent = sayPromise(this._ctx, "promise", Date.now(), promise_minutes);
    this._form.refresh();
  }

  /** @param {Outcome} outcome @param {string} slot */
  async _show(outcome, slot) {
    const { _ctx: ctx, _dialog: dialog, _form: form } = this;
    this._sent = true;
    this._slot = slot;
    const again = () => {
      this._ask();
      form.focus();
    };
    const asked = { slot, again };
    await extra(
      () => import("./callback/reply.js"),
      (reply) => reply.answer(ctx, dialog, outcome, asked),
    );
    if (outcome.state === "waiting") return;
    form.act((sending) => sending.reset());
    if (dialog.isOpen) this._closeLater();
  }

  /** By itself, but never under somebody's hands. */
  _closeLater() {
    const seconds = this._ctx.content.success.close_after_seconds;
    clearTimeout(this._timer);
    if (seconds) this._timer = setTimeout(() => this._dialog.close("timer"), seconds * 1000);
  }

  /** What became of a form that had to wait. @param {Outcome} outcome */
  _late(outcome) {
    if (outcome.state === "invalid") {
      this._ask();
      this._form.act((sending) => sending.showErrors(outcome.errors ?? {}));
    } else this._show(outcome, this._slot);
  }

  /** @param {string} by */
  _closed(by) {
    clearTimeout(this._timer);
    this._ctx.event("close", { by });
  }
}
