/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
import { button, h, icon } from "../ui/dom.js";
import { extra } from "../ui/extra.js";
import { BRANDS } from "./brands.js";
import { copier } from "./copier.js";
import { hrefOf, nameOf, small, way } from "./way.js";

const APPS = /^(zalo|viber|whatsapp|phone|sms)$/;

/** A channel as a line of the list. @param {Contact} contact @param {Channel} channel */
export function row(contact, channel) {
  const { ctx } = contact;
  const { kind, value, display } = channel;
  const disc = h("span", { class: `disc ${kind}` }, icon(BRANDS[kind] ?? BRANDS.link));
  const detail = kind === "callback" ? ctx.t("callback_detail") : display;
  const words = h("span", {}, nameOf(contact, channel), small(detail));
  const link = way(contact, channel, "row", disc, words);
  const desktop = ctx.device === "desktop";
  // Where an app may not open (computers, browsers inside apps) the number must still be of use.
  const numbered = /^\+?\d+$/.test(value) && display && (desktop || ctx.inApp);
  const line = h("li", { "data-id": channel.id }, link, numbered && copier(contact, channel));
  if (desktop && !ctx.inApp && APPS.test(kind) && ctx.t("qr"))
    line.append(scan(contact, channel, line));
  return line;
}

/** A button that shows a code for the visitor's phone. @param {Contact} contact @param {Channel} channel @param {HTMLElement} line */
function scan(contact, channel, line) {
  const { ctx } = contact;
  const made = button("plain", show, "QR");
  made.setAttribute("aria-label", `QR ${nameOf(contact, channel)}: ${ctx.t("qr")}`);
  made.setAttribute("aria-expanded", "false");
  /** @type {Element | null} */
  let code = null;
  async function show() {
    const draw = () =>
      extra(
        () => import("./qr.js"),
        (found) => found.draw(hrefOf(contact, channel), ctx.t("qr")),
      );
    code?.remove();
    code = code ? null : await draw();
    if (code) line.after(code);
    made.setAttribute("aria-expanded", String(!!code));
  }
  return made;
}
