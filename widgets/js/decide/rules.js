/** @import {Frequency, Leaf, Rule, SiteWidget} from "../../types/site" */
/** @import {Shown, Snapshot} from "../../types/decide" */
import { FACTS, TESTS } from "./facts.js";
import { outside } from "./schedule.js";

/**
 * What keeps a widget from speaking unasked, in words; "" when nothing does. Pure: all it knows is in
 * the snapshot. `resting`: it only takes its place on the page, which no frequency forbids.
 * @param {SiteWidget} widget @param {Snapshot} snap @param {boolean} resting
 */
export function silence({ id, rules, schedule, frequency }, snap, resting) {
  const against = rules && unmet(rules, snap);
  if (against) return `rules: ${against}`;
  if (schedule && !schedule.outside && outside(schedule, snap)) return "schedule: not now";
  return frequency && !resting ? rests(frequency, snap.of(id), snap) : "";
}

/**
 * The question of a rule that is not met; "" when it holds.
 * @param {Rule} rule @param {Snapshot} snap @returns {string}
 */
export function unmet(rule, snap) {
  if (Array.isArray(rule)) return holds(rule, snap) ? "" : rule.join(" ");
  const { all, any = [] } = rule;
  const found = (all ?? any).map((inner) => unmet(inner, snap));
  if (all) return found.find(Boolean) ?? "";
  return found.includes("") ? "" : `none of: ${found.join("; ")}`;
}

/** @param {Leaf} leaf @param {Snapshot} snap */
function holds([what, is, value], snap) {
  const [fact, name] = what.split(/:(.*)/);
  const known = FACTS[fact](snap, name);
  const plain = is.replace("!", "");
  return (known != null && TESTS[plain](known, value)) === (plain === is);
}

/** @param {Frequency} frequency @param {Shown} shown @param {Snapshot} snap */
function rests({ most = Infinity, session = Infinity, ...waits }, shown, { now, visits }) {
  for (const after of /** @type {const} */ (["shown", "closed", "converted"])) {
    const wait = (waits[after] ?? 0) * 1000;
    const left = shown[after] + wait - now;
    // A moment to come is no memory of ours: no wait is longer than it says.
    if (left > 0 && left <= wait)
      return `frequency: ${after} a while ago, ${Math.ceil(left / 1000)} s to go`;
  }
  if (shown.times >= most) return `frequency: shown ${shown.times} times`;
  if (shown.visit === visits && shown.here >= session)
    return `frequency: shown ${shown.here} times in this visit`;
  return "";
}
