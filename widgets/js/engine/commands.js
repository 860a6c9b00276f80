import { quiet } from "./quiet.js";

/**
 * Runs one command; its result goes to the caller.
 * @typedef {(...command: any[]) => unknown} Run
 */

/**
 * Takes `window.beckon`, or joins the one that another site's tag has put there. Commands are kept,
 * so that each site gets those from before it came.
 * @param {string} key
 * @returns {((run: Run) => void) | null} starts to run commands; null when this key is on the page
 *   already
 */
export function claim(key) {
  const host = /** @type {any} */ (window);
  const known = host.beckon;
  // A form with that id answers to the name, and its fields to those of a property.
  if (!known?.sites?.has) host.beckon = create(known);
  const { sites, log } = host.beckon;
  if (sites.has(key)) return null;
  sites.set(key, null);
  return (run) => {
    sites.set(key, run);
    for (const command of [...log]) quiet(() => run.apply(null, command));
  };
}

const MAX_LOG = 100;

/** @param {any} stub the page's own queue before load, if any */
function create(stub) {
  /** @type {Map<string, Run | null>} */
  const sites = new Map();
  /** @type {any[][]} */
  const log = typeof stub === "function" ? Array.from(quiet(() => stub.q) ?? []) : [];

  /** @param {any[]} command */
  const push = (command) => {
    if (log.length < MAX_LOG) log.push(command);
    let result;
    for (const run of sites.values()) result = quiet(() => run?.apply(null, command)) ?? result;
    return result;
  };
  // A snippet that runs after the loader still pushes to `beckon.q`.
  const all = { q: { push }, sites, log };
  return Object.assign((/** @type {any[]} */ ...command) => push(command), all);
}
