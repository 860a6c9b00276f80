/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
import "./ways.js";
import stuckCss from "../../css/stuck.css";
import { h, iconButton } from "../ui/dom.js";
import { CLOSE } from "../ui/icons.js";
import { style } from "../ui/style.js";
import { copier } from "./copier.js";

/** An app that opens has taken the screen by then. */
const PATIENCE_MS = 2500;

/**
 * After a tap on a link that needs an app: when the page is still in view a while later, shows the ways
 * that remain, which are to copy the number, and to leave the browser of another app.
 * @param {Contact} contact @param {Channel} channel @param {string} href
 */
export function watch(contact, channel, href) {
  let left = false;
  const leave = () => {
    left = true;
  };
  for (const sign of ["visibilitychange", "pagehide"])
    document.addEventListener(sign, leave, { once: true, capture: true });
  window.addEventListener("blur", leave, { once: true });
  contact.later(() => left || document.hidden || help(contact, channel, href), PATIENCE_MS);
}

/** @param {Contact} contact @param {Channel} channel @param {string} href */
function help(contact, channel, href) {
  const { ctx, box, said } = contact;
  box.querySelector(".stuck")?.remove();
  style(ctx, stuckCss);
  const words = ctx.t("stuck") || ctx.t(`channel_${channel.kind}`);
  const outside = ctx.inApp && intent(href);
  const note = h(
    "div",
    { class: "stuck", role: "group", "aria-label": words },
    h("p", {}, words),
    copier(contact, channel),
    outside && h("a", { class: "quiet", href: outside }, ctx.t("open_browser")),
    iconButton(ctx.t("close"), CLOSE, () => note.remove()),
  );
  box.append(note);
  said.textContent = words;
}

/**
 * Android hands such an address to the visitor's own browser; iOS has no way but the app's own menu.
 * @param {string} href
 */
function intent(href) {
  const android = /Android/.test(navigator.userAgent) && href.startsWith("https://");
  return android && `intent://${href.slice(8)}#Intent;scheme=https;end`;
}
