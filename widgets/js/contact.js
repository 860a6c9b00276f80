/** @import {Ctx, Mounted} from "../types/part" */
/** @import {Channel} from "../types/config" */
import contactCss from "../css/contact.css";
import fabCss from "../css/fab.css";
import tokensCss from "../css/tokens.css";
import { greet } from "./contact/greeting.js";
import { hotline } from "./contact/hotline.js";
import { pop } from "./contact/pop.js";
import { nameOf, ring, row, small, way } from "./contact/way.js";
import { BRANDS } from "./ui/brands.js";
import { h, icon } from "./ui/dom.js";
import { CHAT } from "./ui/icons.js";
import { inOrder, isApple, reference } from "./ui/links.js";
import { frame } from "./ui/look.js";

/** What the pieces of the button share. @typedef {ReturnType<typeof begin>} Contact */

export const resting = true;

/** @param {Ctx} ctx @returns {Mounted} */
export function mount(ctx) {
  const { channels, order } = ctx.content.content;
  const offered = inOrder(channels, order[ctx.device], ctx.device).filter(
    ({ kind }) => kind !== "callback" || ctx.find("callback"),
  );
  // Nothing to offer here: better no button than an empty one.
  if (!offered.length) return { open() {}, close() {}, destroy() {} };
  if (offered.some(({ kind }) => kind === "callback")) ctx.prefetch("callback");
  const contact = begin(ctx);
  show(contact, offered);
  greet(contact);
  return {
    open: () => contact.open(),
    close: () => contact.close(),
    destroy: () => contact.stop.abort(),
  };
}

/** @param {Ctx} ctx */
function begin(ctx) {
  const look = frame(ctx, tokensCss, fabCss, contactCss);
  const title = document.title.slice(0, 80);
  const ref = reference();
  const url = location.origin + location.pathname;
  const carried = {
    ref,
    subject: title,
    text: ctx.t("prefill", { title, ref, url }),
    apple: isApple(),
  };
  const said = h("p", { class: "said", role: "status" });
  const corner = h("div", { class: "corner" });
  look.box.append(corner, said);
  const stop = new AbortController();
  return {
    ...look,
    ctx,
    content: ctx.content.content,
    corner,
    said,
    carried,
    stop,
    open() {},
    close() {},
  };
}

/** @param {Contact} contact @param {Channel[]} offered */
function show(contact, offered) {
  if (contact.content.mode === "hotline") hotline(contact, offered);
  else if (offered.length > 1) menu(contact, offered);
  else single(contact, offered[0]);
  contact.ctx.visible(/** @type {Element} */ (contact.corner.querySelector(".fab")));
}

/** Several channels: a button that shows the list. @param {Contact} contact @param {Channel[]} offered */
function menu(contact, offered) {
  const { ctx } = contact;
  const label = ctx.t("label");
  const face = [icon(CHAT), label && h("span", { class: "words" }, label), ring(contact)];
  const button = {
    class: label ? "fab wide" : "fab",
    "aria-label": label ? null : ctx.t("button"),
  };
  pop(
    contact,
    button,
    face,
    offered.map((channel) => row(contact, channel)),
  );
}

/** One channel: the button is its link, in its colours. @param {Contact} contact @param {Channel} channel */
function single(contact, channel) {
  const { ctx, corner } = contact;
  const words = h(
    "span",
    { class: "words" },
    nameOf(contact, channel),
    channel.kind === "phone" && small(channel.display),
  );
  const face = [icon(BRANDS[channel.kind]), words, ring(contact)];
  const style = `fab wide one ${channel.kind}`;
  // A computer rarely dials: there the number shows beside a way to copy it.
  if (channel.kind === "phone" && ctx.device === "desktop")
    pop(contact, { class: style }, face, [row(contact, channel)]);
  else corner.append(way(contact, channel, { class: style }, ...face));
}
