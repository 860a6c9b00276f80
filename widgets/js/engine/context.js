/** @import {SiteWidget} from "../../types/site" */
/** @import {Content, Ctx} from "../../types/part" */
/** @import {Engine} from "./engine.js" */
/** @import {Host} from "./host.js" */
import { inApp } from "./app.js";
import { device } from "./device.js";
import { html } from "./html.js";
import { onceSeen } from "./impression.js";
import { ask, heardLate, lead } from "./lead.js";
import { memoryOf } from "./memory.js";
import { closed, opened } from "./modal.js";
import { quiet } from "./quiet.js";
import { say } from "./say.js";
import { pickLang } from "./texts.js";

/** Event names that the page hears of under the word for what has happened. */
const HEARD = new Map([
  ["open", "opened"],
  ["close", "closed"],
  ["click", "clicked"],
]);

/**
 * What a part works with; see `Ctx` in types/part.d.ts.
 * @param {Engine} engine @param {SiteWidget} widget @param {Content} content @param {Host} host
 * @returns {Ctx}
 */
export function createContext(engine, widget, content, host) {
  const { site } = engine;
  const { texts = {} } = Object(content.content);
  const lang = pickLang(texts, html().lang, site.locale);

  const memory = memoryOf(engine, widget.id);

  /** @param {string} name @param {Record<string, unknown>} [props] */
  function event(name, props = {}) {
    const id = quiet(() => engine.event(name, { widget: widget.id, props }));
    if (name === "close") memory.write("closed", Date.now());
    if (widget.modal && name === "open") opened(engine, widget);
    if (widget.modal && name === "close") closed(engine, widget);
    const heard = HEARD.get(name);
    if (heard) emit(heard, { ...props, event_id: id });
    return id;
  }

  /** @param {string} name @param {Record<string, unknown>} [detail] */
  const emit = (name, detail) => engine.emit(name, widget, detail);

  return {
    site,
    widget,
    content,
    lang,
    device: device() === "phone" ? "phone" : "desktop",
    inApp: inApp(),
    memory,
    event,
    emit,
    t: (key, vars) => say(engine, texts[lang]?.[key], vars),
    say: (text, vars) => say(engine, text, vars),
    root: (...css) => host.root(css),
    who: () => ({
      visitor: engine.visitor.id,
      touch: (engine.gate.maySend && engine.visitor.touches.slice(-1)[0]?.id) || null,
    }),
    visible: (element) =>
      quiet(() => onceSeen(element, () => emit("shown", { event_id: event("impression") }))),
    lead: (fields, extra = {}) =>
      lead(engine, widget, (forms) => forms.submit(widget, fields, extra, lang)),
    ask: (asking) => ask(engine, widget, lang, asking),
    onLead: (listener) => heardLate(engine, widget, listener),
    open: (name, opts) => engine.open(name, { trigger: "widget", ...opts }),
    find: (name) => engine.find(name),
    prefetch(name) {
      const other = engine.find(name);
      if (other) engine.widgets.prefetch(other);
    },
  };
}
