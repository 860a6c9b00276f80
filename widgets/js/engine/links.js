/** @import {Engine} from "./engine.js" */
import { listen } from "./quiet.js";

const CONTACT = /^(tel|sms|mailto|viber):|^https?:\/\/(?:www\.|chat\.)?(zalo|m|wa|t)\.me\//i;
/** The words of our channels, where they differ from the link's. @type {Record<string, string>} */
const CHANNELS = { tel: "phone", mailto: "email", m: "messenger", wa: "whatsapp", t: "telegram" };

/** The channel that a link leads to; undefined for one that begins no contact. @param {string} href */
export function channelOf(href) {
  const [, scheme, host] = CONTACT.exec(href) ?? [];
  const found = (scheme ?? host)?.toLowerCase();
  return CHANNELS[found] ?? found;
}

/**
 * Counts taps on the page's own `tel:`, `zalo.me`, `m.me` and `mailto:` links as clicks. Those in a
 * widget are in its shadow root, which the event does not show from here: the widget counts them.
 * @param {Engine} engine
 */
export function countLinks(engine) {
  const count = (/** @type {any} */ { target }) => {
    const channel = channelOf(target.closest("a[href]").getAttribute("href"));
    if (channel) engine.event("click", { props: { channel, from: "page" } });
  };
  listen(document, "click", count, { capture: true });
}
