/** @import {Ctx} from "../../types/part" */
/** @import {Control} from "../ui/field.js" */
import { fill, h } from "../ui/dom.js";
import { makeChips } from "../ui/field.js";
import { moment, slots } from "../ui/hours.js";
import { daysTo, foreignZone, sayDate, sayPromise, sayTime, sayWeekday } from "../ui/when.js";

/**
 * "As soon as possible" or a slot of the site's working hours. Its value is "now" or the slot's start
 * in RFC 3339. Hidden while there is no slot to choose from.
 * @param {Ctx} ctx @param {string} label
 * @returns {Control & {refresh(): void}}
 */
export function makeSlots(ctx, label) {
  const choice = h("div", {});
  const picker = h("div", { class: "picker" });
  const help = h("p", { class: "help bad", id: "slot-help", "aria-live": "polite" });
  const element = h(
    "fieldset",
    { class: "field", "aria-describedby": "slot-help" },
    h("legend", {}, label),
    choice,
    picker,
    help,
  );
  let mode = "now";
  let day = "";
  let time = "";

  /** @returns {Map<string, number[]>} */
  const free = () => slots(ctx.site.hours, ctx.site.zone, Date.now(), ctx.content.content.slots);

  function refresh() {
    const now = Date.now();
    const days = free();
    element.hidden = !days.size;
    if (element.hidden) mode = "now";
    if (!days.has(day)) day = [...days.keys()][0];
    if (!days.get(day)?.includes(+time)) time = "";
    const soon = sayPromise(ctx, "slot_now", now, ctx.content.content.promise_minutes);
    const modes = [
      { value: "now", text: ctx.t("slot_now"), detail: soon },
      { value: "pick", text: ctx.t("slot_pick"), detail: ctx.t("slot_pick_detail") },
    ];
    fill(choice, makeChips("mode", label, modes, mode, setMode));
    draw(days, now);
  }

  /** @param {string} value */
  function setMode(value) {
    mode = value;
    help.textContent = "";
    draw(free(), Date.now());
  }

  /** @param {Map<string, number[]>} days @param {number} now */
  function draw(days, now) {
    fill(picker);
    if (mode !== "pick") return;
    const dates = [...days.keys()].map((value) => dayChip(ctx, value, now));
    const times = (days.get(day) ?? []).map((at) => ({
      value: String(at),
      text: sayTime(ctx, at),
    }));
    const zone = foreignZone(ctx, now);
    picker.append(
      makeChips("day", ctx.t("slot_day"), dates, day, (value) => {
        day = value;
        time = "";
        draw(days, now);
        /** @type {HTMLElement | null} */ (picker.querySelector(".day input:checked"))?.focus();
      }),
      makeChips("time", ctx.t("slot_time"), times, time, (value) => {
        time = value;
        help.textContent = "";
      }),
    );
    if (zone) picker.append(h("p", { class: "help" }, ctx.t("slot_zone", { zone })));
  }

  return {
    element,
    refresh,
    value: () => (mode === "now" ? "now" : time && new Date(+time).toISOString()),
    error: (text) => {
      help.textContent = text;
    },
    note() {},
    focus: () => /** @type {HTMLElement | null} */ (picker.querySelector(".time input"))?.focus(),
  };
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
