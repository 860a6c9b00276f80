/** @import {Ctx} from "../../types/part" */
/** @import {Question} from "../ui/field.js" */
/** @import {Item, Product} from "./row.js" */
import "../ui/base-form.js";
import itemsCss from "../../css/quote-items.css";
import { button, fill, h } from "../ui/dom.js";
import { Field, labelOf } from "../ui/field.js";
import { style } from "../ui/style.js";
import { sayMoney } from "./money.js";
import { Row } from "./row.js";
import { estimate } from "./sums.js";

/** A longer list is searched; these stand there at first. */
const FEW = 8;

/** What can be chosen, and what was. Its value is `fields.items` of a lead (docs/quotes.md). */
export class Items extends Field {
  /** @param {Ctx} ctx @param {Question} question @param {() => void} changed */
  constructor(ctx, question, changed) {
    style(ctx, itemsCss);
    const { products, prices } = ctx.content.content;
    const group = h("fieldset", {}, h("legend", {}, labelOf(ctx, { ...question, required: true })));
    // A group is never required as a whole, to those who hear it.
    super({ ...question, required: false }, group, prices ? ctx.t("estimate_note") : "");
    // Whoever is done with a number or a search has not asked to go on.
    group.addEventListener("keydown", (event) => event.key === "Enter" && typed(event));
    this._ctx = ctx;
    this._changed = changed;
    /** @type {Row[]} */
    this._rows = products.map((/** @type {Product} */ product) => this._row(product));
    this._list = h("div", { class: "products" });
    this._search = this._searchBox();
    this._none = h("p", { class: "help", role: "status" });
    this._all = button("quiet", () => this._draw(true), "");
    group.append(this._search, this._list, this._none, this._all);
    this.element.append(group, this._help);
    this._draw();
  }

  _searchBox() {
    const words = this._ctx.t("search");
    return h("input", {
      class: "input",
      type: "search",
      placeholder: words,
      "aria-label": words,
      autocomplete: "off",
      enterkeyhint: "search",
      input: () => this._draw(),
    });
  }

  /** @param {Product} product */
  _row(product) {
    return new Row(
      this._ctx,
      product,
      (row) => this._ticked(row),
      () => this._changed(),
    );
  }

  /** @param {Row} row */
  _ticked(row) {
    const { several } = this._ctx.content.content;
    if (!several) for (const other of this._rows) if (other !== row) other.pick(false);
    if (row.picked) this.error("");
    this._changed();
  }

  /** What was picked comes first, but only now: a row that moves away under a finger is a wrong one. @param {boolean} [all] */
  _draw(all) {
    const { _rows: rows, _ctx: ctx } = this;
    const words = plain(this._search.value).split(/\s+/);
    const found = rows.filter(({ name, product }) => {
      const text = plain(`${name} ${product.detail?.[ctx.lang] ?? ""}`);
      return words.every((word) => text.includes(word));
    });
    const asked = words[0] !== "";
    const picked = found.filter(({ picked }) => picked);
    const sorted = [...picked, ...found.filter(({ picked }) => !picked)];
    const shown = all ? sorted : sorted.slice(0, Math.max(FEW, picked.length));
    fill(this._list, ...shown.map(({ element }) => element));
    this._search.hidden = rows.length <= FEW;
    this._none.textContent = asked && !found.length ? ctx.t("found_none") : "";
    this._all.textContent = ctx.t("show_all", { count: found.length });
    this._all.hidden = shown.length === found.length;
  }

  /**
   * Picks what the page, or a command of it, tells of: one of the products by its id or name, else by a
   * row of its own.
   * @param {string} told @param {Item} [item] as it was picked before
   */
  offer(told, item) {
    const same = plain(told);
    const known = this._rows.find(({ name, product }) => [product.id, plain(name)].includes(same));
    const row = known ?? this._row({ ...OWN, label: { [this._ctx.lang]: told.slice(0, 300) } });
    if (!known) this._rows.unshift(row);
    row.pick(true, item);
    this._ticked(row);
    this._draw();
  }

  /** @returns {Item[]} */
  value() {
    return this._picked().map((row) => row.item());
  }

  /** What is picked comes to, at the prices that a quote begins with. */
  estimate() {
    const { _ctx: ctx } = this;
    const { tax_percent: percent } = ctx.content.content;
    const lines = this._picked().map((row) => row.line());
    if (!lines.length) return "";
    const found = estimate(lines, percent);
    if (!found) return ctx.t("price_asked");
    const amount = sayMoney(ctx, found.amount);
    const sum = ctx.t(found.partly ? "estimate_partly" : "estimate", { amount });
    return Number(percent) ? `${sum} ${ctx.t("estimate_tax", { percent })}` : sum;
  }

  /** @returns {string[]} */
  said() {
    return this._picked().map((row) => row.said());
  }

  _picked() {
    return this._rows.filter(({ picked }) => picked);
  }

  /** @param {Item[]} [items] */
  restore(items) {
    if (!Array.isArray(items) || !items.length) return;
    for (const row of this._rows) row.pick(false);
    for (const item of items)
      if (!item.id || this._rows.some(({ product }) => product.id === item.id))
        this.offer(item.id ?? item.text, item);
  }

  reset() {
    this._rows = this._rows.filter(({ product }) => product.id);
    for (const row of this._rows) row.pick(false);
    this._search.value = "";
    this._draw();
    this._changed();
  }

  focus() {
    if (this._search.hidden) this._rows[0]?.focus();
    else this._search.focus();
  }
}

/** @type {Omit<Product, "label">} */
const OWN = { detail: {}, unit: {}, step: "1", price_minor: null, extras: [] };

/** For comparing: without marks and case, so that "ban" finds "Bàn". @param {string} text */
function plain(text) {
  const bare = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  return bare.toLowerCase().replace(/đ/g, "d").trim();
}

/** @param {KeyboardEvent} event */
function typed(event) {
  const input = /** @type {HTMLElement} */ (event.target);
  if (input.classList.contains("input")) event.preventDefault();
}
