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
  teams: (value, { text }) =>
    `https://teams.microsoft.com/l/chat/0/0${query({ users: value, message: text })}`,
  // Closed since May 2025; here for buttons that were brought over.
  skype: (value) => `skype:${value}?chat`,
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

/** Kinds whose link carries no word of ours: there the visitor brings the reference. */
export const MUTE = ["zalo", "phone"];

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
