// An engine on a page of tests, as the loader would start it but without widgets' triggers.
import { mock } from "node:test";
import * as consent from "../../widgets/js/consent.js";
import { commandsOf } from "../../widgets/js/engine/api.js";
import { Engine } from "../../widgets/js/engine/engine.js";
import { openPage, SITE, stopClock } from "./page.mjs";

/**
 * @param {Record<string, any>} [site] what differs from SITE
 * @param {Parameters<typeof openPage>[0]} [page]
 */
export function startEngine(site, page) {
  stopClock();
  openPage(page);
  return nextPage(site);
}

/** Ends what runs on the page, as closing it does; time and storage stay. */
export function closePage() {
  const now = Date.now();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now });
}

/** The same browser, storage and clock, on a page that has just been loaded. @param {Record<string, any>} [site] */
export function nextPage(site) {
  const landing = { url: location.href, referrer: document.referrer, at: Date.now(), nav: "" };
  const engine = new Engine({ ...SITE, ...site }, SITE.base, landing);
  // As the collector would serve it.
  engine.parts.consent = async () => consent;
  engine.queue.adopt();
  engine.arrive(landing);
  return { engine, beckon: commandsOf(engine) };
}
