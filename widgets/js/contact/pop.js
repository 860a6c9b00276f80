/** @import {Channel} from "../../types/config" */
/** @import {Contact} from "../contact.js" */
/** @import {Card} from "./card.js" */
import { extra } from "../ui/extra.js";

/**
 * Puts a button on the page that shows a card with these channels. The card is fetched when the page is
 * idle, or by the first tap where the visitor saves data.
 * @param {Contact} contact @param {HTMLElement} fab @param {Channel[]} channels
 */
export function pop(contact, fab, channels) {
  const { ctx, corner } = contact;
  /** @type {Promise<Card | null> | undefined} */
  let coming;
  async function card() {
    coming ??= extra(
      () => import("./card.js"),
      (found) => new found.Card(contact, fab, channels),
    );
    const made = await coming;
    if (!made) coming = undefined;
    return made;
  }

  fab.setAttribute("aria-expanded", "false");
  fab.addEventListener("click", async () => (await card())?.toggle());
  // As the card itself does once it is there.
  fab.addEventListener("keydown", async (event) => {
    if (event.key !== "ArrowDown" || fab.hasAttribute("aria-controls")) return;
    event.preventDefault();
    (await card())?.enter();
  });
  contact.open = async () => (await card())?.set(true, "api");
  contact.close = async () => coming && (await coming)?.set(false, "api");
  corner.append(fab);
  ctx.visible(fab);
  if (navigator.connection?.saveData) return;
  const idle = /** @type {any} */ (window).requestIdleCallback;
  if (idle) idle(() => void card());
  else contact.later(card, 1500);
}
