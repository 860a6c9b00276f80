/** @import {Ctx, Mounted, OpenOptions, Outcome} from "../types/part" */
import "./ui/base-form.js";
import quoteCss from "../css/quote.css";
import { askFor } from "./quote/ask.js";
import { launcher } from "./quote/launcher.js";
import { pageProduct } from "./quote/page.js";
import { Dialog } from "./ui/dialog.js";
import { h } from "./ui/dom.js";
import { extra } from "./ui/extra.js";
import { Form } from "./ui/form.js";
import { frame } from "./ui/look.js";

/** @param {Ctx} ctx @returns {Mounted} */
export function mount(ctx) {
  return new Quote(ctx);
}

/** The dialog with the form, what it comes to, and what stands there once the form is sent. */
class Quote {
  /** @param {Ctx} ctx */
  constructor(ctx) {
    this._ctx = ctx;
    this._look = frame(ctx, quoteCss);
    this._dialog = new Dialog(ctx, this._look.box, (by) => this._closed(by));
    this._intro = h("p", { class: "intro" });
    this._estimate = h("p", { class: "estimate", role: "status" });
    this._sent = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    this._seen = launcher(ctx, this._look.box, () => this.open({ trigger: "launcher" }));
    /** @type {import("./quote/items.js").Items | undefined} */
    this._items = undefined;
    /** @type {Form | undefined} */
    this._form = undefined;
    this._ready = this._build();
    ctx.onLead((outcome) => this._late(outcome));
    for (const sign of ["pointerdown", "pointermove", "keydown"])
      this._dialog.layer.addEventListener(sign, () => clearTimeout(this._timer));
  }

  /** What there is to pick from is a part of its own; without it the form asks in words. */
  async _build() {
    const { _ctx: ctx } = this;
    const picking =
      ctx.content.content.products.length > 0 &&
      (await extra(
        () => import("./quote/items.js"),
        ({ Items }) => Items,
      ));
    const form = new Form(
      askFor(ctx, !!picking, () => !inWords(this._form)),
      {
        own: picking
          ? { pick: (own, question) => this._pick(new picking(own, question, () => this._sum())) }
          : {},
        reply: () => import("./quote/reply.js"),
        done: (outcome) => this._show(outcome),
      },
    );
    this._form = form;
    await form.ready;
    if (ctx.content.content.prices && this._items)
      form.element.querySelector(".send")?.before(this._estimate);
    // Beside the first question, so that it goes with the first step.
    first(form)?.element.prepend(this._intro);
    this._ask(form);
    return form;
  }

  /** @param {OpenOptions} [opts] `product`: an id or a name, to begin with */
  async open({ trigger, product } = {}) {
    const { _ctx: ctx, _dialog: dialog } = this;
    // On "load" only the button appears: nobody has asked for the form yet.
    if (trigger === "load") return;
    // Questions that come up later would move what is there already.
    const form = await this._ready;
    if (dialog.isOpen) return;
    this._look.repaint();
    if (!this._sent) this._begin(form, product);
    dialog.open();
    // A keyboard that jumps up hides what it is for; people on phones tap the field themselves.
    if (ctx.device === "phone" || this._sent) dialog.title.focus();
    else first(form)?.focus();
    ctx.event("open", { trigger });
    if (!this._seen) ctx.visible(dialog.sheet);
    this._seen = true;
    form.act();
  }

  close() {
    this._dialog.close("api");
  }

  destroy() {
    this.close();
  }

  /** @template {import("./quote/items.js").Items} T @param {T} items */
  _pick(items) {
    this._items = items;
    return items;
  }

  /** @param {Form} form */
  _ask(form) {
    this._sent = false;
    this._dialog.show(this._ctx.t("title"), form.element);
    this._sum();
  }

  /** Begins with what the page, or whoever opened it, tells of. @param {Form} form @param {unknown} product */
  _begin(form, product) {
    const { _ctx: ctx, _items: items } = this;
    const told = String(product || pageProduct(form));
    form.refresh();
    if (items && told && (product || !items.value().length)) items.offer(told);
    this._intro.textContent = told && !items ? ctx.t("about", { product: told }) : ctx.t("intro");
  }

  /** Screen readers hear it, so it is written only when it has changed. */
  _sum() {
    const words = this._items?.estimate() ?? "";
    if (this._estimate.textContent !== words) this._estimate.textContent = words;
  }

  /** @param {Outcome} outcome */
  async _show(outcome) {
    const { _ctx: ctx, _dialog: dialog } = this;
    const form = await this._ready;
    this._sent = true;
    const again = () => {
      this._ask(form);
      first(form)?.focus();
    };
    const asked = {
      again,
      items: this._items?.said() ?? [],
      estimate: this._estimate.textContent,
    };
    await extra(
      () => import("./quote/reply.js"),
      (reply) => reply.answer(ctx, dialog, outcome, asked),
    );
    if (outcome.state === "waiting" || outcome.state === "refused") return;
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
  async _late(outcome) {
    const form = await this._ready;
    if (outcome.state === "invalid") {
      this._ask(form);
      form.act((sending) => sending.showErrors(outcome.errors ?? {}));
    } else this._show(outcome);
  }

  /** @param {string} by */
  _closed(by) {
    clearTimeout(this._timer);
    this._ctx.event("close", { by });
  }
}

/** The first question that is seen. @param {Form} form */
function first({ asked }) {
  return asked.find(({ field }) => !field.element.hidden)?.field;
}

/** Whether somebody has said what they need, which is as good as picking it. @param {Form | undefined} form */
function inWords(form) {
  return !!form?.asked.some(
    ({ question, field }) => question.type === "textarea" && !field.off && field.value(),
  );
}
