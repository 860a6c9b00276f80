import { quiet } from "./quiet.js";

/**
 * Tells the page's own pixels of a stored lead, with the collector's event id so that what the
 * collector sends to the same ad account counts once. Only those that are there.
 * @param {string} eventId @param {boolean} ads whether advertising pixels may hear of it
 */
export function tellPixels(eventId, ads) {
  const { dataLayer, gtag, fbq, ttq } = /** @type {any} */ (window);
  quiet(() => dataLayer?.push?.({ event: "generate_lead", event_id: eventId }));
  quiet(() => gtag?.("event", "generate_lead", { event_id: eventId }));
  if (!ads) return;
  quiet(() => fbq?.("track", "Lead", {}, { eventID: eventId }));
  quiet(() => ttq?.track("SubmitForm", {}, { event_id: eventId }));
}
