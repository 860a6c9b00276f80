/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
/** @import {Kid} from "../ui/dom.js" */
import channelsCss from "../../css/channels.css";
import { button, h } from "../ui/dom.js";
import { extra } from "../ui/extra.js";
import { style } from "../ui/style.js";
import { isApple, linkTo } from "./links.js";

/** @param {Contact} contact @param {Channel} channel @param {string} [key] the text without a label of the owner's */
export function nameOf({ ctx }, channel, key = `channel_${channel.kind}`) {
  return channel.label[ctx.lang] || ctx.t(key);
}

/** A second line; numbers keep their order on pages that run from right to left. @param {string} text */
export function small(text) {
  return text && h("small", {}, h("bdi", {}, text));
}

/** @param {Contact} contact @param {Channel} channel */
export function hrefOf({ ctx, ref }, channel) {
  const title = `${document.title}`.slice(0, 80);
  const url = location.origin + location.pathname;
  const text = ctx.t("prefill", { title, ref, url });
  return linkTo(channel, { ref, subject: title, text, apple: isApple() });
}

/**
 * A channel as what it is: a real link, or the button that opens the form.
 * @param {Contact} contact @param {Channel} channel @param {string} look @param {...(Kid | Kid[])} kids
 */
export function way(contact, channel, look, ...kids) {
  const { ctx, ref, corner } = contact;
  const { kind, id } = channel;
  style(ctx, channelsCss);
  const href = hrefOf(contact, channel);
  const link = href && h("a", { class: look, href, click: count, ...tab(contact, href) }, ...kids);
  return link || button(look, ask, ...kids);

  function count() {
    ctx.event("click", { channel: kind, id, ref });
    // On phones and inside other apps the link needs an app that may not be there.
    if (!/^(link|map|email|callback)$/.test(kind) && (ctx.inApp || ctx.device === "phone"))
      extra(
        () => import("./stuck.js"),
        (found) => found.watch(contact, channel, href),
      );
  }
  function ask() {
    count();
    contact.close();
    // Safari gives a tapped button no focus; the form gives it back to what had it.
    /** @type {HTMLElement} */ (corner.querySelector(".fab")).focus({ preventScroll: true });
    ctx.open(kind, { trigger: "contact" });
  }
}

/**
 * A new tab only on computers, where the page would be lost: on phones the link opens an app and
 * would leave an empty tab behind, and the browsers inside apps may show no second one.
 * @param {Contact} contact @param {string} href
 */
function tab({ ctx }, href) {
  const apart = href.startsWith("https") && ctx.device === "desktop" && !ctx.inApp;
  return apart ? { target: "_blank", rel: "noopener" } : {};
}
