/** @import {Engine} from "../engine/engine.js" */
/** @import {Snapshot} from "../../types/decide" */
import { inApp } from "../engine/app.js";
import { device } from "../engine/device.js";
import { html } from "../engine/html.js";
import { ALL, memoryOf } from "../engine/memory.js";
import { quiet } from "../engine/quiet.js";
import { lastEarning } from "./ignored.js";

/** All that decisions are made by, as it is now. @param {Engine} engine @returns {Snapshot} */
export function look(engine) {
  const { visitor, place, site, gate, vars } = engine;
  const { touches, visits, pages } = visitor.known;
  return {
    now: Date.now(),
    zone: site.zone,
    hours: site.hours,
    url: place.url,
    touch: lastEarning(touches, site.ignore) ?? { url: place.url, referrer: "" },
    own: site.own,
    visits,
    pages,
    stay: stay(engine, visits),
    device: device(),
    app: inApp(),
    agent: navigator.userAgent,
    language: html().lang || navigator.language,
    cookies: `${quiet(() => document.cookie, "")}`,
    stored: (name) => quiet(() => localStorage.getItem(name) ?? sessionStorage.getItem(name), null),
    variable: (name) => vars.get(name) ?? quiet(() => pathOf(name), null),
    consent: { storage: gate.storage, ads: gate.ads },
    of: (name) => memoryOf(engine, engine.find(name)?.id ?? name).all(),
  };
}

/** How long this visit has gone on: from the first page of it that had something to decide. @param {Engine} engine @param {number} visit */
function stay(engine, visit) {
  const memory = memoryOf(engine, ALL);
  const { of, since } = Object(memory.read("stay"));
  if (of === visit) return Date.now() - since;
  memory.write("stay", { of: visit, since: Date.now() });
  return 0;
}

/** A global of the page's by its dotted path; only plain values are told. @param {string} path */
function pathOf(path) {
  /** @type {any} */
  let found = window;
  for (const key of path.split(".")) found = found[key];
  return Object(found) === found ? null : found;
}
