/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
/** @import {Kid} from "../ui/dom.js" */
import { BRANDS } from "../ui/brands.js";
import { copy } from "../ui/copy.js";
import { fill, h, icon } from "../ui/dom.js";
import { CHECK, COPY } from "../ui/icons.js";
import { linkTo } from "../ui/links.js";

/** @param {Contact} contact @param {Channel} channel @param {string} [key] the text without a label of the owner's */
export function nameOf({ ctx }, channel, key = `channel_${channel.kind}`) {
  return channel.label[ctx.lang] || ctx.t(key);
}

/** A second line; numbers keep their order on pages that run from right to left. @param {string} text */
export function small(text) {
  return text && h("small", {}, h("bdi", {}, text));
}

/** Draws the eye a few times, then never again. @param {Contact} contact */
export function ring({ ctx }) {
  return ctx.content.look.attention > 0 && h("span", { class: "ring" });
}

/**
 * A channel as what it is: a real link, or the button that opens the form.
 * @param {Contact} contact @param {Channel} channel @param {Record<string, unknown>} attributes @param {...Kid} kids
 */
export function way(contact, channel, attributes, ...kids) {
  const { ctx, carried, corner } = contact;
  const count = () =>
    ctx.event("click", { channel: channel.kind, id: channel.id, ref: carried.ref });
  const href = linkTo(channel, carried);
  if (href) return h("a", { ...attributes, ...tab(contact, href), href, click: count }, ...kids);
  return h(
    "button",
    {
      type: "button",
      ...attributes,
      click() {
        count();
        contact.close();
        // Safari gives a tapped button no focus; the form gives it back to what had it.
        /** @type {HTMLElement} */ (corner.querySelector(".fab")).focus({ preventScroll: true });
        ctx.open("callback", { trigger: "contact" });
      },
    },
    ...kids,
  );
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

/** A channel as a line of the list. @param {Contact} contact @param {Channel} channel */
export function row(contact, channel) {
  const { ctx } = contact;
  const disc = h("span", { class: `disc ${channel.kind}` }, icon(BRANDS[channel.kind]));
  const detail = channel.kind === "callback" ? ctx.t("callback_detail") : channel.display;
  const words = h("span", { class: "words" }, nameOf(contact, channel), small(detail));
  const link = way(contact, channel, { class: "row" }, disc, words);
  // Where an app may not open (computers, browsers inside apps) the number must still be of use.
  const numbered = /^\+?\d+$/.test(channel.value) && channel.display;
  return h(
    "li",
    {},
    link,
    numbered && (ctx.device === "desktop" || ctx.inApp) && copier(contact, channel),
  );
}

/** @param {Contact} contact @param {Channel} channel */
function copier({ ctx, root, said, carried }, { kind, id, display }) {
  const button = h("button", {
    type: "button",
    class: "plain copy",
    "aria-label": `${ctx.t("copy")} ${display}`,
    title: ctx.t("copy"),
    async click() {
      ctx.event("copy", { channel: kind, id, ref: carried.ref });
      const done = await copy(display, root);
      said.textContent = ctx.t(done ? "copied" : "copy_failed", { phone: display });
      said.className = done ? "said" : "toast";
      fill(button, icon(done ? CHECK : COPY));
      setTimeout(() => fill(button, icon(COPY)), 2500);
    },
  });
  button.append(icon(COPY));
  return button;
}
