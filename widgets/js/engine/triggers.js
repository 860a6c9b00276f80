/** @import {SiteWidget, Trigger} from "../../types/site" */
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
 * Arms one trigger of a widget. `click` is not here: one listener serves all (see `watchClicks`).
 * @param {Trigger} trigger @param {() => void} fire
 */
export function arm(trigger, fire) {
  if (trigger.on === "load") whenIdle(fire);
  if (trigger.on === "delay") later(fire, trigger.seconds * 1000);
  if (trigger.on === "event") listen(window, trigger.name, fire);
  if (trigger.on === "scroll") onScroll(trigger.percent, fire);
}

/** @param {number} percent of the page that has come into view @param {() => void} fire */
function onScroll(percent, fire) {
  let over = false;
  function look() {
    const { scrollHeight } = document.documentElement;
    if (over || ((scrollY + innerHeight) / scrollHeight) * 100 < percent) return;
    over = true;
    fire();
  }
  listen(window, "scroll", look, { passive: true });
  // A page that is too short to scroll shows all of itself.
  whenIdle(look);
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
  return triggers.flatMap((trigger) => (trigger.on === "click" ? [trigger.selector] : []));
}
