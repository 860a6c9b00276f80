/** @import {Ctx} from "../../types/part" */

/**
 * What follows a form that was taken: another page, a channel or another widget, once the thank-you
 * could be read. @param {Ctx} ctx
 */
export function follow(ctx) {
  const { kind, widget, href, tab, pass_on, seconds } = ctx.content.success.after;
  setTimeout(() => {
    if (kind === "widget") ctx.open(widget, { trigger: "success" });
    else go(pass_on ? withParameters(href) : href, tab === "new" && !ctx.inApp);
  }, seconds * 1000);
}

/** A tab that the browser will not open becomes this one. @param {string} url @param {boolean} apart */
function go(url, apart) {
  if (!apart || !open(url, "_blank")) location.assign(url);
}

/** With what the page itself was called by (utm, click IDs), as far as the link says nothing of it. @param {string} href */
function withParameters(href) {
  const url = new URL(href, location.href);
  for (const [name, value] of new URLSearchParams(location.search))
    if (!url.searchParams.has(name)) url.searchParams.append(name, value);
  return url.href;
}
