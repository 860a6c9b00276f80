/** @import {Channel} from "../../types/config" */

/**
 * What a channel's link can carry: the prefilled text and the short reference that ties the chat back
 * to this visit.
 * @typedef {{text: string, ref: string, subject: string, apple: boolean}} Carried
 */

/** @param {Record<string, string>} values those that are empty stay out */
function query(values) {
  const pairs = Object.entries(values).filter(([, value]) => value);
  return pairs.length
    ? `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`
    : "";
}

/** @param {string} value */
const digits = (value) => value.replace("+", "");

/** @type {Record<string, (value: string, carried: Carried) => string>} */
const LINKS = {
  // zalo.me takes no text; a number goes without its plus, an account's id as it is.
  zalo: (value) => `https://zalo.me/${digits(value)}`,
  messenger: (value, { text, ref }) => `https://m.me/${value}${query({ ref, text })}`,
  whatsapp: (value, { text }) => `https://wa.me/${digits(value)}${query({ text })}`,
  telegram: (value, { text }) => `https://t.me/${value}${query({ text })}`,
  viber: (value, { text }) => `viber://chat${query({ number: value, draft: text })}`,
  phone: (value) => `tel:${value}`,
  // iOS wants & where RFC 5724 has ?.
  sms: (value, { text, apple }) =>
    `sms:${value}${query({ body: text }).replace("?", apple ? "&" : "?")}`,
  email: (value, { text, subject }) =>
    `mailto:${encodeURIComponent(value).replace("%40", "@")}${query({ subject, body: text })}`,
  map: (value) =>
    value.includes("://")
      ? value
      : `https://www.google.com/maps/search/${query({ api: "1", query: value })}`,
  link: (value) => value,
};

/** The address of a channel; "" for one that opens a widget. @param {Channel} channel @param {Carried} carried */
export function linkTo({ kind, value }, carried) {
  return LINKS[kind]?.(value, carried) ?? "";
}

/** iPhone, iPad and the iPad that says it is a Mac. @param {Navigator} [agent] */
export function isApple(agent = navigator) {
  return (
    /iP(hone|ad|od)/.test(agent.userAgent) ||
    (/Mac/.test(agent.userAgent) && agent.maxTouchPoints > 1)
  );
}

/**
 * Five letters that staff can read out and type: no vowels (no words), nothing that looks like another.
 * @param {Uint8Array} [random]
 */
export function reference(random = crypto.getRandomValues(new Uint8Array(5))) {
  return Array.from(random, (byte) => "2346789BCDFGHJKMNPQRTVWXY"[byte % 25]).join("");
}

/**
 * The channels for a device: those the owner put first, then the rest as they stand in the list.
 * @param {Channel[]} channels @param {string[]} first ids @param {"phone" | "desktop"} device
 */
export function inOrder(channels, first, device) {
  /** @param {Channel} channel */
  const rank = ({ id }) => (first.includes(id) ? first.indexOf(id) : first.length);
  return channels
    .filter(({ devices }) => devices.includes(device))
    .sort((a, b) => rank(a) - rank(b));
}
