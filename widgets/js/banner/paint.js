/** @import {Banner} from "../banner.js" */

/** The colours of a banner, as custom properties. @param {Banner} banner */
export function paint({ content, ctx, spot }) {
  const { fill, background, paint: own } = content;
  spot.classList.toggle("plain-ground", fill === "plain");
  if (fill === "plain") return;
  const { look } = ctx.content;
  const values = { g: own.rgb || look.own, t: own.rgb ? own.text : look.on, veil: own.veil };
  for (const [name, value] of Object.entries(values))
    spot.style.setProperty(`--${name}`, String(value));
  if (!background) return;
  spot.classList.add("pictured");
  const address = background.replace(/["\\]/g, encodeURIComponent);
  spot.style.setProperty("--back", `url("${address}")`);
}
