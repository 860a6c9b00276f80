/** @import {Ctx, Outcome} from "../../types/part" */
/** @import {Field, Question} from "./field.js" */
import formCss from "../../css/form.css";
import { fill, h } from "./dom.js";
import { extra } from "./extra.js";
import { TextField } from "./field.js";
import { style } from "./style.js";

const TEXTS = /^(phone|name|email|text|note|textarea)$/;

/**
 * What a widget gives its form. `own`: its own kinds of question. `reply`: imports what it will show once
 * the form is sent. `done`: told what became of it, unless something must be mended.
 * @typedef {{own?: Record<string, (ctx: Ctx, question: Question) => Field>, reply: () => Promise<unknown>,
 *   done: (outcome: Outcome, values: Record<string, unknown>) => void}} Options
 * @typedef {{question: Question, field: Field}} Asked
 */

/**
 * What visitors agree to: the boxes with what stands below them; those that must not stay empty,
 * marked; and the answers for the lead, with the name of exactly these words.
 * @typedef {{elements: HTMLElement[], missing(): Field[],
 *   given(): {purposes: Record<string, boolean>, wording: string}}} Consent
 */

/**
 * What a widget asks, as it stands there; what happens with the answers (`Sending`) is fetched meanwhile.
 * It stays in the page while the dialog is closed, so no draft is lost.
 */
export class Form {
  /** @param {Ctx} ctx @param {Options} options */
  constructor(ctx, options) {
    style(ctx, formCss);
    this.ctx = ctx;
    this.options = options;
    /** @type {Consent} */
    this.consent = {
      elements: [],
      missing: () => [],
      given: () => ({ purposes: {}, wording: ctx.content.consent.wording }),
    };
    this.send = h("button", { class: "send" }, ctx.t("submit"));
    this._inside = h("div", { class: "fields" });
    const touched = () => this._touched();
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.act((sending) => sending.submit());
    };
    const heard = { input: touched, change: touched, submit };
    this._alert = h("p", { class: "fields bad", role: "alert" });
    this.element = h("form", { novalidate: true, ...heard }, this._inside, this._alert, this.send);
    /** When somebody began to answer: how long it takes tells people from programs. */
    this.started = 0;
    /** @type {Asked[]} */
    this.asked = [];
    /** Steps and conditions, where there are any. @type {import("./plan.js").Plan | undefined} */
    this.plan = undefined;
    /** @type {Promise<import("./sending.js").Sending | null> | undefined} */
    this._sending = undefined;
    this.ready = this._build();
  }

  async _build() {
    const { ctx, options } = this;
    const { fields, steps } = ctx.content.form;
    const common = (/** @type {Question} */ { type, when }) =>
      !when && (TEXTS.test(type) || options.own?.[type]);
    const simple = !steps?.[1] && fields.every(common);
    const rich = simple
      ? null
      : await extra(
          () => import("./rich.js"),
          (found) => found,
        );
    // Without the rarer kinds a line to type is better than no question.
    this.asked = fields.map((/** @type {Question} */ question) => {
      const make = options.own?.[question.type] ?? rich?.KINDS[question.type];
      return { question, field: make?.(ctx, question) ?? new TextField(ctx, question) };
    });
    const { marketing, boxes } = ctx.content.consent;
    if (marketing || boxes?.[0])
      this.consent =
        (await extra(
          () => import("./consent.js"),
          (found) => found.boxesOf(ctx),
        )) ?? this.consent;
    this.consent.elements.push(privacyOf(ctx));
    const elements = this.asked.map(({ field }) => field.element);
    fill(this._inside, ...elements, ...this.consent.elements);
    if (rich) this.plan = new rich.Plan(this);
    this.refresh();
  }

  _touched() {
    this.plan?.follow();
    this.act((sending) => sending.touched());
    if (this.started) return;
    this.started = Date.now();
    this.ctx.event("start");
  }

  /**
   * Runs something with what is fetched for the answers.
   * @param {(sending: import("./sending.js").Sending) => void} [run]
   */
  async act(run) {
    this._sending ??= this._fetch();
    const sending = await this._sending;
    if (sending) run?.(sending);
    else this._lost(!!run);
  }

  /** Next time it is tried again. @param {boolean} asked */
  _lost(asked) {
    this._sending = undefined;
    if (asked) this._alert.textContent = this.ctx.t("waiting_title");
  }

  async _fetch() {
    await this.ready;
    extra(this.options.reply, () => 0);
    return extra(
      () => import("./sending.js"),
      ({ Sending }) => new Sending(this),
    );
  }

  /** The clock has moved on since the form was last seen. */
  refresh() {
    for (const { field } of this.asked) field.refresh();
  }

  focus() {
    this.asked[0]?.field.focus();
  }
}

/** @param {Ctx} ctx */
function privacyOf(ctx) {
  const href = ctx.content.consent.privacy_url;
  const target = ctx.inApp ? null : "_blank";
  const link = href && h("a", { href, target, rel: "noopener" }, ctx.t("privacy_link"));
  return h("p", { class: "privacy" }, ctx.t("privacy"), link && " ", link);
}
