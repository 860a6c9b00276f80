/** @import {Ctx} from "../../types/part" */
import { ahead } from "./hours.js";
import { sayTime } from "./when.js";

/**
 * The zone's name when the visitor's clock shows another time than the site's, else "".
 * @param {Ctx} ctx @param {number} now
 */
export function foreignZone(ctx, now) {
  if (ahead(now, ctx.site.zone) === -new Date(now).getTimezoneOffset() * 60_000) return "";
  const name = new Intl.DateTimeFormat(ctx.lang, { timeZone: ctx.site.zone, timeZoneName: "long" })
    .formatToParts(now)
    .find(({ type }) => type === "timeZoneName");
  return `${name?.value ?? ctx.site.zone} (${sayTime(ctx, now)})`;
}
