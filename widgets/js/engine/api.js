/** @import {Engine} from "./engine.js" */
import { arrivalFrom } from "./arrival.js";
import { listen } from "./quiet.js";

/**
 * The commands of `window.beckon` for one site; docs/embed.md lists them for the page's author.
 * @param {Engine} engine
 * @returns {Record<string, (...args: any[]) => unknown>} without a prototype: any word may be asked
 */
export function commandsOf(engine) {
  return {
    // @ts-expect-error the literal form of a missing prototype has no type
    __proto__: null,
    open: (name, opts) => engine.open(name, { trigger: "command", ...opts }),
    close: (name) => close(engine, name),
    on: (name, heard) => subscribe(engine, name, heard),
    track: (name, values) => track(engine, name, values),
    identify: (id) => void engine.event("identify", { props: { id: String(id) } }),
    set: (name, value) => setVars(engine, typeof name === "object" ? name : { [name]: value }),
    consent: (said) => engine.gate.set(said),
    pageview: () => engine.arrive(arrivalFrom(engine.place.url, "route")),
    why: (name) => (name ? engine.widgets.reasons.get(engine.find(name)?.id ?? "") : why(engine)),
  };
}

/** @param {Engine} engine @param {string} [name] */
function close(engine, name) {
  for (const widget of engine.site.widgets) {
    if (!name || widget.id === name || widget.kind === name) engine.close(widget);
  }
}

/** @param {Engine} engine @param {string} name @param {(detail: unknown) => void} heard */
function subscribe(engine, name, heard) {
  const { key } = engine.site;
  listen(window, `beckon:${name}`, ({ detail }) => detail?.site === key && heard(detail));
  if (name === "ready" && engine.ready) heard({ site: key });
}

/** @param {Engine} engine @param {Record<string, unknown>} values */
function setVars(engine, values) {
  for (const [name, value] of Object.entries(values)) engine.vars.set(name, value);
}

/** @param {Engine} engine @param {unknown} said @param {any} values */
function track(engine, said, values) {
  const { value, currency = engine.site.currency, ...props } = Object(values);
  const name = String(said).toLowerCase().replace(/\W+/g, "_").slice(0, 40);
  if (!/^[a-z]/.test(name)) return;
  // The collector knows how many decimals a currency has.
  const money = { value: String(value).slice(0, 40), currency: String(currency).toUpperCase() };
  engine.event(name, { props, ...(value == null ? {} : money) });
}

/** @param {Engine} engine */
function why(engine) {
  const { gate, visitor, queue, widgets } = engine;
  return {
    sending: gate.maySend,
    storing: gate.mayStore,
    ads: gate.ads,
    visitor: visitor.id,
    touches: visitor.touches,
    queued: queue.list.events.length,
    widgets: Object.fromEntries(widgets.reasons),
  };
}
