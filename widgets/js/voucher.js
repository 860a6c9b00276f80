/** @import {Ctx, Mounted, OpenOptions, Outcome} from "../types/part" */
import "./ui/base-form.js";
import formCss from "../css/form.css";
import voucherCss from "../css/voucher.css";
import { Dialog } from "./ui/dialog.js";
import { h } from "./ui/dom.js";
import { extra } from "./ui/extra.js";
import { Form } from "./ui/form.js";
import { frame } from "./ui/look.js";
import { style } from "./ui/style.js";
import { kept } from "./voucher/kept.js";
import { makeTab, TICKET } from "./voucher/tab.js";
import { makeStub, offered } from "./voucher/worth.js";

const reply = () => import("./voucher/reply.js");
const AGAIN_MS = 5000;
/** What opens it and is no wish of the visitor's: the rest was asked for. */
const UNASKED = /^(delay|pages|scroll|element|idle|exit|return|event)$/;

/** @param {Ctx} ctx @returns {Mounted} */
export function mount(ctx) {
  return new Voucher(ctx);
}

/**
 * The dialog with the offer, then the code; and the tab that brings the code back. What is drawn only once
 * there is an answer comes with `reply.js`, which is given what it needs of this.
 */
class Voucher {
  /** @param {Ctx} ctx */
  constructor(ctx) {
    const { reveal } = ctx.content.content;
    this.ctx = ctx;
    this._look = frame(ctx, voucherCss);
    // Without a form its buttons are still those of one.
    style(ctx, formCss);
    this.dialog = new Dialog(ctx, this._look.box, (by) => this._closed(by));
    this.makeStub = makeStub;
    this.sign = TICKET;
    const done = (/** @type {Outcome} */ outcome) => this._answer(outcome);
    this._form = reveal === "form" ? new Form(ctx, { reply, done }) : null;
    /** Answered on this page: what was said stays, and does not turn into a form again. */
    this._said = false;
    this._tab = makeTab(ctx, this._look.box, () => this.open({ trigger: "launcher" }));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    ctx.onLead((outcome) => this._late(outcome));
    for (const sign of ["pointerdown", "pointermove", "keydown"]) {
      this.dialog.layer.addEventListener(sign, () => clearTimeout(this._timer));
    }
    this._intro = h("p", { class: "intro" });
    this._offer();
    // The code must be at hand when the network is not.
    if (kept(ctx)) reply().catch(() => {});
  }

  /** @param {OpenOptions} [opts] */
  open({ trigger = "" } = {}) {
    const { ctx, dialog, _form: form } = this;
    // On "load" only the tab appears: nobody has asked for more yet.
    if (trigger === "load" || dialog.isOpen) return;
    this._look.repaint();
    const mine = kept(ctx);
    if (mine) this._recall(mine);
    else if (!form) this._offer();
    dialog.open();
    // A keyboard that jumps up hides what it is for; people on phones tap the field themselves.
    dialog.title.focus();
    if (form && !mine && !this._said && ctx.device !== "phone")
      form.ready.then(() => dialog.isOpen && form.focus());
    ctx.event("open", { trigger });
    this._tab.seen(dialog.sheet);
    if (mine) this._run((part) => part.showCode(this, mine, true));
    else if (form) form.act();
    else this._claim(!UNASKED.test(trigger));
  }

  close() {
    this.dialog.close("api");
  }

  destroy() {
    this.close();
  }

  /** @param {(part: Awaited<ReturnType<typeof reply>>) => unknown} use */
  _run(use) {
    return extra(reply, use);
  }

  /** @param {boolean} asked */
  async _claim(asked) {
    const came = await this._run((part) => part.claim(this, asked));
    if (came !== null || !this.dialog.isOpen) return;
    this._intro.textContent = this.ctx.t("fetching_text");
    setTimeout(() => this.dialog.isOpen && this._claim(asked), AGAIN_MS);
  }

  /** What it is worth, and how to get it. */
  _offer() {
    const { ctx, dialog, _form: form } = this;
    this._intro.textContent = ctx.t(form ? "intro" : "intro_at_once");
    dialog.show(ctx.t("title"), makeStub(ctx, ...offered(ctx)), this._intro, form?.element);
    this._said = false;
  }

  /** The code as it is remembered, in plain, whatever becomes of the part that draws it well. @param {any} mine */
  _recall({ worth, text, code }) {
    const { ctx, dialog } = this;
    dialog.show(
      ctx.t("success_title"),
      makeStub(ctx, worth, text),
      h("p", { class: "code" }, code),
    );
    this._said = true;
  }

  /** @param {Outcome} outcome */
  async _answer(outcome) {
    const { dialog, _form: form } = this;
    this._said = true;
    await this._run((part) => part.answer(this, outcome));
    this._tab.turn();
    if (outcome.state === "waiting") return;
    form?.act((sending) => sending.reset());
    if (dialog.isOpen && !outcome.success?.voucher?.code) this._closeLater();
  }

  /** By itself, but never under somebody's hands. A code stays until it is closed. */
  _closeLater() {
    const seconds = this.ctx.content.success.close_after_seconds;
    clearTimeout(this._timer);
    if (seconds) this._timer = setTimeout(() => this.dialog.close("timer"), seconds * 1000);
  }

  /** What became of a form that had to wait, on this page or an earlier one. @param {Outcome} outcome */
  _late(outcome) {
    if (outcome.state === "invalid") {
      this._offer();
      this._form?.act((sending) => sending.showErrors(outcome.errors ?? {}));
    } else this._answer(outcome);
  }

  /** Whoever has used the code needs no tab for it. */
  forget() {
    this.ctx.memory.write("kept", null);
    this.dialog.close("used");
    this._offer();
  }

  /** @param {string} by */
  _closed(by) {
    clearTimeout(this._timer);
    this._tab.turn();
    this.ctx.event("close", { by });
  }
}
