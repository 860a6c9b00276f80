/** @import {Channel} from "../../types/config" */

/**
 * The channels for a device: those the owner put first, then the rest as they stand in the list.
 * @param {Channel[]} channels @param {string[]} first ids @param {"phone" | "desktop"} device
 */
export function inOrder(channels, first, device) {
  const rank = (/** @type {Channel} */ { id }) => first.indexOf(id) + 1 || 99;
  return channels
    .filter(({ devices }) => devices.includes(device))
    .sort((a, b) => rank(a) - rank(b));
}
