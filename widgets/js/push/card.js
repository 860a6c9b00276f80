/** @import {Push} from "./push.js" */
/** @import {State} from "./state.js" */
/** @import {Step} from "./flow.js" */
/** @import {Kid} from "../ui/dom.js" */
import { button, fill, focused, h, icon, iconButton } from "../ui/dom.js";
import { extra } from "../ui/extra.js";
import { CHECK, CLOSE } from "../ui/icons.js";

/** These have something to show that is fetched when it is needed. */
const HELPED = ["denied", "ios", "app"];

/** The words of the opt-in, whatever its state, in a card or a panel. It never covers the page. */
export class Card {
  /** @param {Push} push @param {HTMLElement} place @param {(by: string) => void} close */
  constructor(push, place, close) {
    this.push = push;
    this.t = push.ctx.t;
    this.close = close;
    this.title = h("h2", { id: "push-title", tabindex: "-1" });
    this._body = h("div", { class: "words" });
    this._said = h("p", { class: "said", role: "status" });
    this._place = place;
    /** @type {State | Step} */
    this.step = "ready";
    place.setAttribute("role", "dialog");
    place.setAttribute("aria-labelledby", "push-title");
    place.append(this._body, this._said);
    place.addEventListener("keydown", (event) => {
      // What is pressed here is no shortcut of the page.
      event.stopPropagation();
      if (event.key === "Escape") this.leave("escape");
    });
  }

  /** @param {State | Step} step */
  show(step) {
    if (step === "dismissed") return this.close(step);
    if (step === "hint") {
      if (this.step === "waiting")
        this._body.append(h("p", { class: "help" }, this.t("waiting_hint")));
      return;
    }
    this.step = step;
    if (step === "ready") this._ask();
    else if (step === "on") this._manage();
    else if (HELPED.includes(step)) this._help(step);
    else this._tell(step);
  }

  /** @param {string} by closed without a yes */
  leave(by) {
    if (this.step === "ready" || this.step === "ios") {
      this.push.refused();
      this.push.ctx.event("deny", { by: "prompt" });
    }
    this.close(by);
  }

  /** @param {string} title @param {...(Kid | Kid[])} kids */
  draw(title, ...kids) {
    const { _body: body, _place: place, title: head } = this;
    const held = place.contains(focused());
    // What stands on the bottom keeps its room: else what comes without a tap counts as a layout shift.
    const stands = body.firstChild && !place.classList.contains("top");
    place.style.minHeight = stands ? `${place.offsetHeight}px` : "";
    head.textContent = title;
    this._said.textContent = held ? "" : title;
    const cross = iconButton(this.t("close"), CLOSE, () => this.leave("button"));
    fill(
      body,
      h("div", { class: "line" }, h("span", { class: "sign" }, icon(this._sign())), head, cross),
      ...kids,
    );
    if (held) head.focus({ preventScroll: true });
  }

  clear() {
    fill(this._body);
  }

  _sign() {
    return ["done", "on"].includes(this.step) ? CHECK : this.push.icons.ready;
  }

  _ask() {
    const { t } = this;
    this.draw(
      t("title"),
      h("p", {}, t("text")),
      this._categories(),
      h(
        "div",
        { class: "two" },
        button("quiet", () => this.leave("no"), t("no")),
        button("send", () => this.yes(), t("yes")),
      ),
    );
  }

  _manage() {
    const { t, push } = this;
    const { categories } = push.content;
    const turnOff = button("quiet", () => this._off(), t("off"));
    const save = button("send", () => this.yes(), t("save"));
    this.draw(
      t("on_title"),
      h("p", {}, t("on_text")),
      this._categories(),
      h("div", { class: "two" }, turnOff, categories.length > 0 && save),
    );
  }

  /** In the tap: browsers ask and open windows only then. */
  yes() {
    const { push } = this;
    push.turnOn(push, this.chosen(), (step) => this.show(step));
  }

  async _off() {
    const { push } = this;
    // Where it was turned on in the collector's window, it is turned off there.
    if (push.way === "window") return this.yes();
    this.show("working");
    await extra(
      () => import("./agree.js"),
      (found) => found.leave(push),
    );
    push.changed();
    this.show("off");
  }

  /** @param {string} step one that has a title and a text */
  _tell(step) {
    const { t } = this;
    const wanting = {
      failed: "retry",
      off: "again",
      blocked: "window_open",
      window: "window_open",
    }[step];
    const busy = ["waiting", "working", "slow"].includes(step);
    this.draw(
      t(`${step}_title`),
      h("p", {}, t(`${step}_text`)),
      busy && h("div", { class: "busy" }),
      h(
        "div",
        { class: "two" },
        wanting && button("quiet", () => this.yes(), t(wanting)),
        !busy && !wanting && button("send", () => this.close("finish"), t("finish")),
      ),
    );
  }

  /** @param {State | Step} step */
  async _help(step) {
    await extra(
      () => import("./help.js"),
      (found) => found.help(this, step),
    );
  }

  _categories() {
    const { push } = this;
    const { categories } = push.content;
    const known = push.ctx.memory.read("categories");
    const boxes = categories.map(({ id, label, checked }) =>
      h(
        "label",
        { class: "agree" },
        h("input", { type: "checkbox", name: id, checked: known ? known.includes(id) : checked }),
        h("span", {}, label[push.ctx.lang] ?? Object.values(label)[0]),
      ),
    );
    return boxes.length > 0 && h("fieldset", {}, h("legend", {}, this.t("pick")), boxes);
  }

  /** Ids of what is ticked. */
  chosen() {
    const boxes = this._body.querySelectorAll("input");
    if (!boxes.length) return this.push.ctx.memory.read("categories") ?? all(this.push);
    return [...boxes].filter(({ checked }) => checked).map(({ name }) => name);
  }
}

/** What stands ticked at first. @param {Push} push @returns {string[]} */
function all({ content }) {
  return content.categories.filter(({ checked }) => checked).map(({ id }) => id);
}
