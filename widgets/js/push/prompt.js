/** @import {Push} from "./push.js" */
import "../ui/base.js";
import pushCss from "../../css/push.css";
import { focused, h } from "../ui/dom.js";
import { bell } from "./bell.js";
import { Card } from "./card.js";
import { prepared } from "./prepared.js";

/** The bells of the opt-ins of this page. @type {WeakMap<Push, {set: (open: boolean, by: string) => void}>} */
const bells = new WeakMap();

/**
 * Asks in our own words: in the bell's panel where there is a bell, else in a card that slides in. By
 * `load` the bell only takes its place.
 * @param {Push} push @param {string} trigger
 */
export function prompt(push, trigger) {
  if (push.ended) return;
  if (push.content.prompt === "bell" && push.mayRest()) {
    const there = bells.get(push) ?? bell(push, pushCss);
    bells.set(push, there);
    if (trigger !== "load") there.set(true, trigger);
  } else slide(push, trigger);
}

/** @param {Push} push @param {string} trigger */
async function slide(push, trigger) {
  const { ctx, content } = push;
  const asked = ["click", "command", "widget", "launcher"].includes(trigger);
  if (push.open && !asked) return;
  push.turn += 1;
  const { turn } = push;
  await prepared(push);
  if (turn !== push.turn || push.ended) return;
  // What was open is drawn anew.
  push.away("again");
  const before = asked ? focused() : null;
  const place = h("div", { class: `slide ${content.place}` });
  const card = new Card(push, place, (by) => push.away(by));
  push.away = (by) => {
    push.away = () => {};
    push.open = false;
    const held = place.contains(focused());
    place.remove();
    if (held) before?.focus({ preventScroll: true });
    if (by !== "again") ctx.event("close", { by });
  };
  push.open = true;
  push.box(pushCss).append(place);
  card.show(push.state());
  if (asked) card.title.focus({ preventScroll: true });
  ctx.event("open", { trigger });
  ctx.visible(place);
}
