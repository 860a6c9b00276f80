/** @import {Ctx} from "../../types/part" */
import "../ui/base-form.js";
import slotsCss from "../../css/slots.css";
import { makeChips } from "../ui/chips.js";
import { fill, h } from "../ui/dom.js";
import { moment } from "../ui/hours.js";
import { slots } from "../ui/slots.js";
import { style } from "../ui/style.js";
import { daysTo, sayDate, sayTime, sayWeekday } from "../ui/when.js";
import { foreignZone } from "../ui/zone.js";

/** The days and times that a visitor may pick. Its value is the slot's start in RFC 3339, "" for none. */
export class Slots {
  /** @param {Ctx} ctx */
  constructor(ctx) {
    style(ctx, slotsCss);
    this._ctx = ctx;
    this.element = h("div", { class: "slots" });
    this._day = "";
    this._time = "";
    this.refresh();
  }

  /** Draws what is free now; a choice that is still free is kept. */
  refresh() {
    const { _ctx: ctx } = this;
    const now = Date.now();
    const free = slots(ctx.site.hours, ctx.site.zone, now, ctx.content.content.slots);
    const days = [...free.keys()];
    if (!free.has(this._day)) this._day = days[0];
    const starts = free.get(this._day) ?? [];
    if (!starts.includes(+this._time)) this._time = "";
    const times = starts.map((at) => ({ value: String(at), text: sayTime(ctx, at) }));
    const zone = foreignZone(ctx, now);
    const dayChips = {
      name: "day",
      label: ctx.t("slot_day"),
      options: days.map((day) => dayChip(ctx, day, now)),
      chosen: this._day,
      changed: (/** @type {string} */ day) => this._turn(day),
    };
    const timeChips = {
      name: "time",
      label: ctx.t("slot_time"),
      options: times,
      chosen: this._time,
      changed: (/** @type {string} */ time) => {
        this._time = time;
      },
    };
    const chips = [makeChips(ctx, dayChips), makeChips(ctx, timeChips)];
    const foreign = zone && h("p", { class: "help" }, ctx.t("slot_zone", { zone }));
    fill(this.element, days.length ? chips : h("p", {}, ctx.t("promise_soon")), foreign);
  }

  /** @param {string} day */
  _turn(day) {
    this._day = day;
    this.refresh();
    /** @type {HTMLElement | null} */ (this.element.querySelector(".day input:checked"))?.focus();
  }

  value() {
    return this._time && new Date(+this._time).toISOString();
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.element.querySelector(".time input"))?.focus();
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
