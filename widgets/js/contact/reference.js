/** @import {Ctx} from "../../types/part" */

const VISIT_MS = 30 * 60_000;

/**
 * What ties a chat back to this visit: five signs that staff can read out and type. The same for as long
 * as the visitor is at it, as a chat may begin pages later.
 * @param {Ctx["memory"]} memory
 */
export function reference(memory) {
  const now = Date.now();
  const { ref = newReference(), at = now } = memory.read("ref") ?? {};
  const kept = { ref: now - at < VISIT_MS ? ref : newReference(), at: now };
  memory.write("ref", kept);
  return kept.ref;
}

/** No vowels (no words), and nothing that looks like another. @param {Uint8Array} [random] */
export function newReference(random = crypto.getRandomValues(new Uint8Array(5))) {
  return Array.from(random, (byte) => "2346789BCDFGHJKMNPQRTVWXY"[byte % 25]).join("");
}
