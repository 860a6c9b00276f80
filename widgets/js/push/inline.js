/** @import {Push} from "./push.js" */
import { quiet } from "../engine/quiet.js";
import { button, fill, h, icon } from "../ui/dom.js";
import { adopt } from "./adopt.js";

/** A place that is no higher would grow under the visitor's eyes. */
const ROOM = 44;

/**
 * A button in a place of the page. It comes at once where the page keeps room for it, else when the
 * place is out of sight: the page never moves.
 * @param {Push} push @param {() => void} open
 */
export function inline(push, open) {
  const slot = quiet(() => document.querySelector(push.content.selector));
  if (!slot || slot.querySelector("beckon-push")) return;
  const { ctx, icons } = push;
  const face = button("inline", open);
  const { host, box } = adopt(push);
  box.append(face);
  const look = () => {
    const on = push.state() === "on";
    fill(face, icon(icons[on ? "on" : "ready"]), h("span", {}, ctx.t(on ? "inline_on" : "inline")));
  };
  push.changed = look;
  const end = push.end;
  push.end = () => {
    host.remove();
    watch.disconnect();
    end();
  };
  const watch = new IntersectionObserver(([{ isIntersecting }]) => {
    if (isIntersecting && slot.clientHeight < ROOM) return;
    watch.disconnect();
    slot.append(host);
    ctx.visible(face);
  });
  look();
  watch.observe(slot);
}
