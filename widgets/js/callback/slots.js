/** @import {Ctx} from "../../types/part" */
import { fill, h } from "../ui/dom.js";
import { makeChips } from "../ui/field.js";
import { moment, slots } from "../ui/hours.js";
import { daysTo, foreignZone, sayDate, sayPromise, sayTime, sayWeekday } from "../ui/when.js";

/**
 * "As soon as possible" or a slot of the site's working hours. Its value is "now" or the slot's start
 * in RFC 3339, "" while a slot is still to be picked. Hidden when there is no slot to choose from.
 */
export class Slots {
  /** @param {Ctx} ctx @param {string} label */
  constructor(ctx, label) {
    this._ctx = ctx;
    this._choice = h("div");
    this._picker = h("div");
    this._help = h("p", { class: "help bad", id: "slot-help", "aria-live": "polite" });
    const inside = [h("legend", {}, label), this._choice, this._picker, this._help];
    this.element = h("fieldset", { class: "field", "aria-describedby": "slot-help" }, ...inside);
    this._mode = "now";
    this._day = "";
    this._time = "";
    this._now = 0;
    /** @type {Map<string, number[]>} */
    this._free = new Map();
  }

  reset() {
    this._mode = "now";
    this._time = "";
  }

  /** Draws what is free now; a choice that is still free is kept. */
  refresh() {
    const { _ctx: ctx } = this;
    const { promise_minutes, slots: rule } = ctx.content.content;
    this._now = Date.now();
    this._free = slots(ctx.site.hours, ctx.site.zone, this._now, rule);
    this.element.hidden = !this._free.size;
    if (!this._free.size) this._mode = "now";
    const soon = sayPromise(ctx, "slot_now", this._now, promise_minutes);
    const modes = [
      { value: "now", text: ctx.t("slot_now"), detail: soon },
      { value: "pick", text: ctx.t("slot_pick"), detail: ctx.t("slot_pick_detail") },
    ];
    fill(
      this._choice,
      makeChips("mode", "", modes, this._mode, (value) => this._pick(value)),
    );
    this._draw();
  }

  /** @param {string} mode */
  _pick(mode) {
    this._mode = mode;
    this._draw();
    this._picker.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  _draw() {
    const { _ctx: ctx, _now: now, _free: free } = this;
    this._help.textContent = "";
    fill(this._picker);
    if (this._mode !== "pick") return;
    if (!free.has(this._day)) this._day = [...free.keys()][0];
    const starts = free.get(this._day) ?? [];
    if (!starts.includes(+this._time)) this._time = "";
    const days = [...free.keys()].map((day) => dayChip(ctx, day, now));
    const times = starts.map((at) => ({ value: String(at), text: sayTime(ctx, at) }));
    const zone = foreignZone(ctx, now);
    this._picker.append(
      makeChips("day", ctx.t("slot_day"), days, this._day, (day) => this._turn(day)),
      makeChips("time", ctx.t("slot_time"), times, this._time, (time) => this._set(time)),
    );
    if (zone) this._picker.append(h("p", { class: "help" }, ctx.t("slot_zone", { zone })));
  }

  /** @param {string} day */
  _turn(day) {
    this._day = day;
    this._draw();
    /** @type {HTMLElement | null} */ (this._picker.querySelector(".day input:checked"))?.focus();
  }

  /** @param {string} time */
  _set(time) {
    this._time = time;
    this._help.textContent = "";
  }

  value() {
    if (this._mode === "now") return "now";
    return this._time && new Date(+this._time).toISOString();
  }

  /** @param {string} text */
  error(text) {
    this._help.textContent = text;
  }

  focus() {
    /** @type {HTMLElement | null} */ (this._picker.querySelector(".time input"))?.focus();
  }
}

/** @param {Ctx} ctx @param {string} day @param {number} now */
function dayChip(ctx, day, now) {
  const at = moment(day, "12:00", ctx.site.zone);
  const near = ["slot_today", "slot_tomorrow"][daysTo(ctx, at, now)];
  return {
    value: day,
    text: near ? ctx.t(near) : sayWeekday(ctx, at, "short"),
    detail: sayDate(ctx, at),
  };
}
