/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
/** @import {Kid} from "../ui/dom.js" */
import "./ways.js";
import { button, fill, h, icon } from "../ui/dom.js";
import { CLOCK } from "../ui/icons.js";
import { status } from "../ui/status.js";
import { BRANDS } from "./brands.js";
import { nameOf, small, way } from "./way.js";

const LONGEST_WAIT = 86_400_000;

/** The button that is itself the way: of a single channel, or a hotline. @param {Contact} contact */
export function direct(contact) {
  const { offered, content } = contact;
  if (content.mode === "hotline") hotline(contact);
  else face(contact, offered, [nameOf(contact, offered[0])], offered[0].kind === "phone");
}

/**
 * The number as a button; out of hours the call-back form takes its place, where the site has one.
 * @param {Contact} contact
 */
function hotline(contact) {
  const { ctx, offered, corner } = contact;
  const { site } = ctx;
  const number = offered.find(({ kind }) => kind === "phone");
  const form = offered.find(({ kind }) => kind === "callback");
  const { open, until } = status(site.hours, site.zone, Date.now());
  if (number && (open || !form)) {
    const channels = /** @type {Channel[]} */ ([number, form].filter(Boolean));
    face(contact, channels, [small(nameOf(contact, number, "hotline"))], true);
  } else if (form) {
    const words = [small(ctx.t("hotline_closed")), ctx.t("hotline_leave")];
    corner.append(way(contact, form, "fab wide", icon(CLOCK), h("span", {}, words)));
    ctx.visible(/** @type {Element} */ (corner.firstChild));
  }
  // The hours change under an open page, too.
  const wait = (until ?? 0) - Date.now();
  if (wait < 0 || wait > LONGEST_WAIT) return;
  contact.later(() => {
    contact.close();
    fill(corner);
    hotline(contact);
  }, wait + 1000);
}

/**
 * A button in the colours of the first of these channels.
 * @param {Contact} contact @param {Channel[]} channels @param {Kid[]} words @param {boolean} numbered
 */
function face(contact, channels, words, numbered) {
  const { ctx, corner, content } = contact;
  const [channel] = channels;
  const { kind, display } = channel;
  const number = numbered && h("bdi", { class: "number" }, display);
  const kids = [icon(BRANDS[kind] ?? BRANDS.link), h("span", {}, words, number), contact.ring()];
  const look = `fab wide ${content.mode === "hotline" ? "" : `one ${kind}`}`;
  // A computer rarely dials: there the number shows beside the ways to copy it.
  if (kind === "phone" && ctx.device === "desktop") {
    way(contact, channel, "");
    contact.pop(
      contact,
      button(look, () => {}, ...kids),
      channels,
    );
  } else {
    const link = way(contact, channel, look, ...kids);
    corner.append(link);
    ctx.visible(link);
  }
}
