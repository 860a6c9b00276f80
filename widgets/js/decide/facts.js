/** @import {Snapshot} from "../../types/decide" */
import { quiet } from "../engine/quiet.js";
import { hostOf } from "./hosts.js";
import { channelOf, clickIdOf, tagOf } from "./landing.js";

/**
 * What rules ask: a text, a number, or null for what is not there. Limits and which operators go
 * with which: collector/widgets/facts.py.
 * @type {Record<string, (snap: Snapshot, name: string) => unknown>}
 */
export const FACTS = {
  // @ts-expect-error the literal form of a missing prototype has no type
  __proto__: null,
  path: ({ url }) => decoded(url.replace(/^.*?\/\/[^/?#]*|[?#].*/g, "")),
  url: ({ url }) => decoded(url),
  hash: ({ url }) => decoded(url.split("#")[1]),
  query: ({ url }, name) => tagOf(url, name),
  utm: ({ touch }, name) => tagOf(touch.url, `utm_${name}`)?.toLowerCase(),
  click_id: ({ touch }, name) => (name ? tagOf(touch.url, name) : clickIdOf(touch.url)),
  referrer: ({ touch }) => hostOf(touch.referrer),
  channel: ({ touch, own }) => channelOf(touch, own),
  visitor: ({ visits }) => (visits > 1 ? "returning" : "new"),
  visits: ({ visits }) => visits,
  pages: ({ pages }) => pages,
  device: ({ device }) => device,
  system: ({ agent }) => firstOf(SYSTEMS, agent),
  browser: ({ agent }) => firstOf(BROWSERS, agent),
  language: ({ language }) => language.toLowerCase(),
  app: ({ app }) => app,
  cookie: ({ cookies }, name) => cookieOf(cookies, name),
  storage: ({ stored }, name) => stored(name),
  variable: ({ variable }, name) => variable(name),
  lead: ({ of }) => (of("*").converted ? `sent,${of("*").status}` : "none"),
  widget: ({ of }, name) => Object.keys(of(name)).join(),
  consent: ({ consent }, name) => said(consent[name]),
};

/** What a user agent says of itself; the first that it names, as most name several. */
const SYSTEMS = {
  android: /Android/,
  ios: /iPhone|iPad|iPod/,
  windows: /Windows/,
  mac: /Mac OS/,
  linux: /Linux|X11/,
};
const BROWSERS = {
  edge: /Edg/,
  opera: /OPR|Opera/,
  samsung: /SamsungBrowser/,
  coccoc: /coc_coc/,
  firefox: /Firefox|FxiOS/,
  chrome: /Chrom|CriOS/,
  safari: /Safari/,
};

/** @param {Record<string, RegExp>} names @param {string} agent */
function firstOf(names, agent) {
  return Object.keys(names).find((name) => names[name].test(agent)) ?? "other";
}

/** A regular expression reads no more of a text: collector/widgets/patterns.py counts on it. */
const READ = 500;

/** @type {Record<string, (fact: any, value: any) => boolean>} */
export const TESTS = {
  is: (fact, value) => `${fact}` === `${value}`,
  contains: (fact, value) => `${fact}`.includes(value),
  starts: (fact, value) => `${fact}`.startsWith(value),
  ends: (fact, value) => `${fact}`.endsWith(value),
  glob: (fact, value) => globs(`${fact}`, value),
  regex: (fact, value) => new RegExp(value).test(`${fact}`.slice(0, READ)),
  exists: () => true,
  ">": (fact, value) => fact > value,
  ">=": (fact, value) => fact >= value,
  "<": (fact, value) => fact < value,
  "<=": (fact, value) => fact <= value,
};

/** `*` stands for anything. Looks for one piece after the other, so it never backtracks. @param {string} text @param {string} pattern */
function globs(text, pattern) {
  const pieces = pattern.split("*");
  const first = pieces.shift() ?? "";
  const last = pieces.pop() ?? "";
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** As people write it. @param {string} [text] */
function decoded(text) {
  return text && quiet(() => decodeURIComponent(text), text);
}

/** @param {string} cookies @param {string} name */
function cookieOf(cookies, name) {
  const found = cookies.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found && decoded(found.slice(name.length + 1));
}

/** @param {boolean | undefined} choice */
function said(choice) {
  return choice === undefined ? "unknown" : choice ? "granted" : "denied";
}
