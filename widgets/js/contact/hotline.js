/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
import { BRANDS } from "../ui/brands.js";
import { fill, h, icon } from "../ui/dom.js";
import { status } from "../ui/hours.js";
import { CLOCK } from "../ui/icons.js";
import { pop } from "./pop.js";
import { nameOf, ring, row, small, way } from "./way.js";

const LONGEST_WAIT = 86_400_000;

/**
 * The number as a button; out of hours the call-back form takes its place, where the site has one.
 * @param {Contact} contact @param {Channel[]} offered
 */
export function hotline(contact, offered) {
  const { site } = contact.ctx;
  contact.open = contact.close = () => {};
  const number = offered.find(({ kind }) => kind === "phone");
  const form = offered.find(({ kind }) => kind === "callback");
  const { open, until } = status(site.hours, site.zone, Date.now());
  if (number && (open || !form)) ringing(contact, number, form);
  else if (form) leaving(contact, form);
  // The hours change under an open page, too.
  const wait = (until ?? 0) - Date.now();
  if (wait < 0 || wait > LONGEST_WAIT) return;
  const timer = setTimeout(() => {
    contact.close();
    fill(contact.corner);
    hotline(contact, offered);
  }, wait + 1000);
  contact.stop.signal.addEventListener("abort", () => clearTimeout(timer));
}

/** @param {Contact} contact @param {Channel} number @param {Channel} [form] */
function ringing(contact, number, form) {
  const words = h(
    "span",
    { class: "words number" },
    small(nameOf(contact, number, "hotline")),
    h("bdi", {}, number.display),
  );
  const face = [icon(BRANDS.phone), words, ring(contact)];
  if (contact.ctx.device === "phone") {
    contact.corner.append(way(contact, number, { class: "fab wide" }, ...face));
    return;
  }
  // A computer rarely dials: there the button shows the number, to read and to copy.
  const rows = [number, form].flatMap((channel) => (channel ? [row(contact, channel)] : []));
  pop(contact, { class: "fab wide" }, face, rows);
}

/** @param {Contact} contact @param {Channel} form */
function leaving(contact, form) {
  const { ctx, corner } = contact;
  const words = h(
    "span",
    { class: "words" },
    small(ctx.t("hotline_closed")),
    ctx.t("hotline_leave"),
  );
  corner.append(way(contact, form, { class: "fab wide" }, icon(CLOCK), words));
}
