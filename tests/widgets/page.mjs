// A page for the engine to run on: happy-dom's window, a clock the test moves, and a collector that
// answers what the test says and keeps every request.
import { mock } from "node:test";
import { Window } from "happy-dom";

export const NOW = Date.UTC(2026, 10, 21, 8, 0, 0);

export const SITE = {
  v: 3,
  key: "k_shop",
  base: "https://collector.example",
  locale: "vi",
  zone: "Asia/Ho_Chi_Minh",
  currency: "VND",
  gate: "none",
  own: ["shop.example"],
  hours: { week: [[], [], [], [], [], [], []], holidays: [] },
  gap: 30,
  widgets: [
    {
      id: "w_1",
      kind: "callback",
      part: "AAAAAAAA BBBBBBBB",
      content: "h",
      triggers: [],
    },
  ],
};

const NAMES = [
  "window",
  "document",
  "location",
  "navigator",
  "localStorage",
  "CustomEvent",
  "Event",
  "Element",
  "HTMLScriptElement",
  "IntersectionObserver",
  "innerHeight",
  "scrollY",
  "screen",
  "matchMedia",
];

/** @type {Window | undefined} */
let opened;

/** @type {(url: string, body: string) => boolean} */
let sendBeacon = () => false;

/**
 * @param {{url?: string, referrer?: string, storage?: Record<string, string>}} [options]
 */
export function openPage({ url = "https://shop.example/", referrer = "", storage = {} } = {}) {
  // The last test's page must not wake up in this one.
  void opened?.happyDOM.abort();
  const window = new Window({ url });
  opened = window;
  Object.defineProperty(window.document, "referrer", { value: referrer, configurable: true });
  for (const [key, text] of Object.entries(storage)) window.localStorage.setItem(key, text);
  for (const name of NAMES) {
    const value = name === "window" ? window : /** @type {any} */ (window)[name];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  navigator.sendBeacon = (url, body) => sendBeacon(String(url), String(body));
  return window;
}

/** The whole storage of the page, parsed. */
export function stored() {
  const entries = Object.entries({ ...localStorage });
  return Object.fromEntries(entries.map(([key, text]) => [key, JSON.parse(text)]));
}

/**
 * Replaces fetch and sendBeacon. Each answer is `[status, json, headers]`, "down" or "hang"; the
 * last one goes on for ever.
 * @param {...any} answers
 */
export function collector(...answers) {
  /** @type {{url: string, body: any, options?: any}[]} */
  const requests = [];
  /** @type {{url: string, body: any}[]} */
  const beacons = [];
  globalThis.fetch = async (url, options) => {
    requests.push({ url: String(url), body: JSON.parse(options.body), options });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === "hang") return hang(options.signal);
    if (answer === "down") throw new TypeError("Failed to fetch");
    const [status, json, headers = {}] = answer;
    const type = status < 400 ? "application/json" : "application/problem+json";
    const text = typeof json === "string" ? json : JSON.stringify(json);
    return new Response(text, { status, headers: { "content-type": type, ...headers } });
  };
  sendBeacon = (url, body) => beacons.push({ url, body: JSON.parse(body) }) > 0;
  return { requests, beacons };
}

/** @param {AbortSignal} signal @returns {Promise<Response>} */
function hang(signal) {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

/** Stops the clock at NOW; the test moves it with `pass`. */
export function stopClock() {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
}

/** Lets that time go by, and every promise that waits for it. @param {number} ms */
export async function pass(ms) {
  for (let left = ms; left > 0; left -= 500) {
    mock.timers.tick(Math.min(500, left));
    await settle();
  }
  if (ms === 0) mock.timers.tick(0);
  await settle();
}

/** Lets promises go on without moving the clock. */
export async function settle() {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** An answer to events. @param {number} stored */
export const took = (stored) => [202, { stored, duplicate: 0, quarantined: 0 }];
