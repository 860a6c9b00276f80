/** @import {Ctx, Mounted} from "../types/part" */
/** @import {Channel} from "../types/config" */
import "./ui/base.js";
import contactCss from "../css/contact.css";
import { inOrder } from "./contact/order.js";
import { pop } from "./contact/pop.js";
import { reference } from "./contact/reference.js";
import { button, h, icon } from "./ui/dom.js";
import { extra } from "./ui/extra.js";
import { frame } from "./ui/look.js";

/** What the parts of the button share. @typedef {ReturnType<typeof begin>} Contact */

const CHAT =
  "!M12 3.2c-5.2 0-9.3 3.4-9.3 7.8 0 2.5 1.4 4.8 3.6 6.2l-.4 2.7c-.1.6.5 1.1 1.1.8l3.2-1.8c.6.1 1.2.1 1.8.1 5.2 0 9.3-3.5 9.3-8s-4.1-7.8-9.3-7.8zM8 12.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4zM12 12.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4zM16 12.2a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.4z";

export const resting = true;

/** @param {Ctx} ctx @returns {Mounted} */
export function mount(ctx) {
  const contact = begin(ctx, offers(ctx));
  const { offered, content, later } = contact;
  // Nothing to offer here: better no button than an empty one.
  if (!offered.length) return contact;
  if (offered.some(({ kind }) => kind === "callback")) ctx.prefetch("callback");
  if (content.hide_near)
    extra(
      () => import("./contact/hidden.js"),
      (found) => found.hide(contact),
    );
  if (content.mode === "hotline" || offered.length < 2) {
    extra(
      () => import("./contact/direct.js"),
      (found) => found.direct(contact),
    );
    return contact;
  }
  menu(contact);
  const { show, delay_seconds } = content.greeting;
  const greet = () =>
    extra(
      () => import("./contact/greeting.js"),
      (found) => found.greet(contact),
    );
  if (show && !ctx.memory.read("greeted")) later(greet, delay_seconds * 1000);
  return contact;
}

/** What can be offered here. @param {Ctx} ctx @returns {Channel[]} */
function offers({ content, device, find }) {
  const { channels, order } = content.content;
  return inOrder(channels, order[device], device).filter(
    ({ kind }) => kind !== "callback" || find(kind),
  );
}

/** @param {Ctx} ctx @param {Channel[]} offered */
function begin(ctx, offered) {
  const look = frame(ctx, contactCss);
  const corner = h("div", { class: "corner" });
  const said = h("p", { class: "said", role: "status" });
  const stop = new AbortController();
  look.box.append(corner, said);
  return {
    ...look,
    ctx,
    offered,
    content: ctx.content.content,
    corner,
    said,
    ref: reference(ctx.memory),
    stop: stop.signal,
    /** Draws the eye a few times, then never again. */
    ring: () => ctx.content.look.attention > 0 && h("span", { class: "ring" }),
    pop,
    /** @param {() => void} run @param {number} ms */
    later(run, ms) {
      const timer = setTimeout(run, ms);
      stop.signal.addEventListener("abort", () => clearTimeout(timer));
    },
    open() {},
    close() {},
    destroy: () => stop.abort(),
  };
}

/** Several channels: a button that shows the list. @param {Contact} contact */
function menu(contact) {
  const { ctx, offered } = contact;
  const label = ctx.t("label");
  const face = [icon(CHAT), label && h("span", {}, label)];
  const fab = button(label ? "fab wide" : "fab", () => {}, face, contact.ring());
  if (!label) fab.setAttribute("aria-label", ctx.t("button"));
  pop(contact, fab, offered);
}
