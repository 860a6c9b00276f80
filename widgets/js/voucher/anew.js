/** @import {Dialog} from "../ui/dialog.js" */

/**
 * To be called before something larger is drawn into a sheet that stands on the ground: what the browser has
 * laid out anew, it does not count as moved.
 * @param {Dialog} dialog
 */
export function layAnew({ sheet }) {
  sheet.style.animation = "none";
  sheet.hidden = true;
  sheet.getBoundingClientRect();
  sheet.hidden = false;
}
