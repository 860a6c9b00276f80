/** @import {Site} from "../../types/site" */
/** @import {Run} from "./commands.js" */
/** @import {Arrival} from "./arrival.js" */
import { commandsOf } from "./api.js";
import { arrivalFrom } from "./arrival.js";
import { claim } from "./commands.js";
import { Engine } from "./engine.js";
import { countLinks } from "./links.js";
import { listen } from "./quiet.js";
import { watchRoutes } from "./routes.js";

/**
 * Starts a site on this page, once however often its tag is there.
 * @param {Site} site @param {Arrival} landing
 */
export function boot(site, landing) {
  const base = baseOf(site);
  const serve = claim(site.key);
  if (!serve) return;
  const begin = () => start(new Engine(site, base, landing), serve);
  // A page that is only prepared may never be seen; what was captured of it still holds.
  if (document.prerendering !== true) return begin();
  listen(document, "prerenderingchange", () => {
    landing.at = Date.now();
    begin();
  });
}

/** The collector as this page reached it, its prefix too. @param {Site} site */
function baseOf({ key, base }) {
  const script = document.currentScript;
  const at = script instanceof HTMLScriptElement ? script.src.indexOf(`/s/${key}.js`) : -1;
  return at > 0 ? /** @type {HTMLScriptElement} */ (script).src.slice(0, at) : base;
}

/** @param {Engine} engine @param {(run: Run) => void} serve */
function start(engine, serve) {
  const { queue, widgets, place } = engine;
  queue.adopt();
  engine.arrive(place);
  const commands = commandsOf(engine);
  serve((name, ...args) => commands[name]?.apply(null, args));
  watchPage(engine);
  engine.gate.watch();
  widgets.start();
  engine.ready = true;
  engine.emit("ready", null);
}

/** @param {Engine} engine */
function watchPage(engine) {
  const { queue } = engine;
  countLinks(engine);
  watchRoutes((from) => engine.arrive(arrivalFrom(from, "route")));
  listen(document, "visibilitychange", () => (document.hidden ? queue.leave() : engine.resume()));
  listen(window, "pagehide", () => queue.leave(true));
  listen(window, "online", () => engine.resume());
  listen(window, "pageshow", ({ persisted }) => {
    if (!persisted) return;
    engine.arrive(arrivalFrom("", "restore"));
    engine.resume();
  });
}
