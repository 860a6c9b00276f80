/** @import {SiteWidget} from "../../types/site" */
import { later, listen, quiet } from "./quiet.js";

/** @param {() => void} run when the document can take an element and the page has nothing better to do */
export function whenIdle(run) {
  const idle = () =>
    "requestIdleCallback" in window
      ? requestIdleCallback(() => quiet(run), { timeout: 1500 })
      : later(run, 200);
  if (document.readyState === "loading") listen(document, "DOMContentLoaded", idle, { once: true });
  else idle();
}

/**
 * Opens widgets by their click selectors and by links to `#beckon-<id or kind>`.
 * @param {SiteWidget[]} widgets @param {(widget: SiteWidget) => void} open
 */
export function watchClicks(widgets, open) {
  listen(
    window,
    "click",
    (event) => {
      const [target] = event.composedPath();
      if (!(target instanceof Element)) return;
      for (const widget of widgets) {
        const link = target.closest(linkTo(widget));
        // A matched element may be a link that still has somewhere to go; ours has not.
        if (link) event.preventDefault();
        if (link || selectors(widget).some((css) => quiet(() => target.closest(css)))) open(widget);
      }
    },
    { capture: true },
  );
}

/** The widget waits behind something the visitor sees. @param {SiteWidget} widget */
export function hasButton(widget) {
  return [linkTo(widget), ...selectors(widget)].some((css) =>
    quiet(() => document.querySelector(css)),
  );
}

/** @param {SiteWidget} widget */
function linkTo({ id, kind }) {
  return `a[href="#beckon-${id}"],a[href="#beckon-${kind}"]`;
}

/** @param {SiteWidget} widget */
function selectors({ triggers }) {
  return triggers.flatMap(([on, css]) => (on === "click" ? [`${css}`] : []));
}
