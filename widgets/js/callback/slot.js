/** @import {Ctx} from "../../types/part" */
/** @import {Question} from "../ui/field.js" */
import { button, fill, h } from "../ui/dom.js";
import { extra } from "../ui/extra.js";
import { Field, labelOf } from "../ui/field.js";

/**
 * "As soon as possible", or a time that is picked from the site's hours: the picker is fetched for those
 * who want one. Its value is "now", the slot's start in RFC 3339, or "" while none is picked.
 */
export class Slot extends Field {
  /** @param {Ctx} ctx @param {Question} question */
  constructor(ctx, question) {
    const turn = button("quiet", () => this._turn(), ctx.t("slot_pick"));
    super(question, turn);
    this._ctx = ctx;
    this._words = h("span", {}, ctx.t("slot_now"));
    this._picker = h("div");
    /** @type {import("./slots.js").Slots | undefined} */
    this._slots = undefined;
    const label = h("legend", {}, labelOf(ctx, { ...question, required: true }));
    const line = h("div", { class: "choice" }, this._words, turn);
    this.element.append(h("fieldset", {}, label, line, this._picker), this._help);
  }

  async _turn() {
    if (this._slots) return this.reset();
    const { _ctx: ctx } = this;
    const slots = await extra(
      () => import("./slots.js"),
      (found) => new found.Slots(ctx),
    );
    if (!slots) return this.note(ctx.t("promise_soon"));
    this._slots = slots;
    this._words.textContent = ctx.t("slot_pick");
    this.input.textContent = ctx.t("slot_now");
    fill(this._picker, slots.element);
    slots.element.scrollIntoView({ block: "nearest" });
  }

  refresh() {
    this._slots?.refresh();
  }

  reset() {
    this._slots = undefined;
    this._words.textContent = this._ctx.t("slot_now");
    this.input.textContent = this._ctx.t("slot_pick");
    fill(this._picker);
    this.error("");
  }

  value() {
    return this._slots ? this._slots.value() : "now";
  }

  restore() {}

  focus() {
    (this._slots ?? this.input).focus();
  }
}
