/** @import {Ctx} from "../../types/part" */
/** @import {Product as Published} from "../../types/config" */
import { fill, h } from "../ui/dom.js";
import { sayMoney } from "./money.js";
import { sayQuantity, writeQuantity } from "./quantity.js";
import { Stepper } from "./stepper.js";
import { lineSum } from "./sums.js";

/**
 * A product as published, or what the page itself tells of: that has no id, and no price.
 * @typedef {Omit<Published, "id"> & {id?: string}} Product
 * @typedef {{id?: string, text: string, quantity: string, extras: string[]}} Item
 */

/** One product: its box, and what can be said of it once it is ticked. */
export class Row {
  /**
   * @param {Ctx} ctx @param {Product} product
   * @param {(row: Row) => void} ticked @param {() => void} changed
   */
  constructor(ctx, product, ticked, changed) {
    this.product = product;
    this.name = wordsOf(ctx, product.label);
    this.picked = false;
    this._ctx = ctx;
    this._ticked = ticked;
    this._changed = changed;
    /** @type {string[]} */
    this._extras = [];
    /** @type {Stepper | undefined} */
    this._stepper = undefined;
    this._sum = h("span", { class: "price" });
    /** Made once it is seen: there may be a hundred of them. @type {HTMLElement | undefined} */
    this._element = undefined;
    /** @type {HTMLInputElement | undefined} */
    this._input = undefined;
    /** @type {HTMLElement | undefined} */
    this._more = undefined;
  }

  get element() {
    this._element ??= this._make();
    return this._element;
  }

  _make() {
    const { _ctx: ctx, product, name } = this;
    const { several, prices } = ctx.content.content;
    const type = several ? "checkbox" : "radio";
    const input = h("input", { type, name: "f-items", change: () => this._change() });
    this._input = input;
    const detail = product.detail[ctx.lang];
    const price = prices && h("span", { class: "price" }, this._price());
    const words = [h("span", {}, name), price, detail && h("small", {}, detail)];
    this._more = h("div", { class: "more", role: "group", "aria-label": name, hidden: true });
    const label = h("label", { class: "agree" }, input, words);
    return h("div", { class: "product" }, label, this._more);
  }

  _change() {
    this.pick(!!this._input?.checked);
    this._ticked(this);
  }

  _price() {
    const { price_minor, unit } = this.product;
    if (price_minor === null) return this._ctx.t("price_asked");
    const price = sayMoney(this._ctx, price_minor);
    const per = wordsOf(this._ctx, unit);
    return per ? this._ctx.t("price_unit", { price, unit: per }) : price;
  }

  focus() {
    this._input?.focus();
  }

  /** @param {boolean} on @param {Item} [item] how it was picked before */
  pick(on, item) {
    this.picked = on;
    if (!on && !this._element) return;
    this.element.classList.toggle("on", on);
    const [input, more] = /** @type {[HTMLInputElement, HTMLElement]} */ ([
      this._input,
      this._more,
    ]);
    input.checked = on;
    if (on && (item || !more.firstChild)) this._draw(more, item);
    more.hidden = !on || !more.firstChild;
  }

  /** @param {HTMLElement} more @param {Item} [item] */
  _draw(more, item) {
    const { _ctx: ctx, product } = this;
    const { quantities, most_quantity: most } = ctx.content.content;
    const step = Math.round(Number(product.step) * 1000);
    const of = { name: this.name, unit: wordsOf(ctx, product.unit), step, most };
    const known = Math.round(Number(item?.quantity) * 1000) || Math.max(step, 1000);
    const follow = () => this._follow();
    this._extras = product.extras.map(({ id }) => id).filter((id) => item?.extras?.includes(id));
    this._stepper = quantities ? new Stepper(ctx, of, known, follow) : undefined;
    fill(
      more,
      this._stepper && h("div", { class: "line" }, this._stepper.element, this._sum),
      product.extras.length > 0 && this._extrasOf(),
    );
    this._follow();
  }

  _extrasOf() {
    const { _ctx: ctx, product } = this;
    const boxes = product.extras.map(({ id, label, price_minor }) => {
      const input = h("input", { type: "checkbox", change: () => this._with(id, input.checked) });
      input.checked = this._extras.includes(id);
      const price =
        price_minor === null
          ? ctx.t("price_asked")
          : price_minor > 0 && ctx.t("price_extra", { price: sayMoney(ctx, price_minor) });
      const said = ctx.content.content.prices && h("span", { class: "price" }, price);
      return h("label", { class: "agree" }, input, h("span", {}, wordsOf(ctx, label)), said);
    });
    return h("fieldset", {}, h("legend", { class: "help" }, ctx.t("extras")), boxes);
  }

  /** @param {string} id @param {boolean} on */
  _with(id, on) {
    this._extras = this._extras.filter((known) => known !== id).concat(on ? id : []);
    this._follow();
  }

  /** The line's own amount, where it is another than the price above it. */
  _follow() {
    const sum = this._ctx.content.content.prices && lineSum(this.line());
    const plain = sum === BigInt(this.product.price_minor ?? -1);
    this._sum.textContent = typeof sum === "bigint" && !plain ? sayMoney(this._ctx, sum) : "";
    this._changed();
  }

  /** @returns {import("./sums.js").Line} */
  line() {
    const { product } = this;
    const prices = [product, ...this._chosen()].map(({ price_minor }) => price_minor);
    const whole = prices.includes(null);
    const unit = whole ? null : prices.reduce((/** @type {number} */ a, b) => a + Number(b), 0);
    return { unit, quantity: this._stepper?.quantity ?? 1000 };
  }

  /** As a person would say it: "2,5 m² Kệ sách", "2 × Bàn trà, sơn đen". */
  said() {
    const { _ctx: ctx, product, name } = this;
    const unit = wordsOf(ctx, product.unit) || "×";
    const many = this._stepper && `${sayQuantity(this._stepper.quantity, ctx.lang)} ${unit} `;
    const extras = this._chosen().map(({ label }) => wordsOf(ctx, label));
    return (many ?? "") + [name, ...extras].join(", ");
  }

  _chosen() {
    return this.product.extras.filter(({ id }) => this._extras.includes(id));
  }

  /** @returns {Item} */
  item() {
    const { product, name } = this;
    const quantity = writeQuantity(this.line().quantity);
    return { id: product.id, text: name, quantity, extras: this._extras };
  }
}

/** In the visitor's language, else in the first there is. @param {Ctx} ctx @param {Record<string, string>} [words] */
export function wordsOf({ lang }, words = {}) {
  return words[lang] ?? Object.values(words)[0] ?? "";
}
