/** @import {SiteWidget} from "../../types/site" */

const BUCKETS = 10_000;

/**
 * FNV-1a, 32 bits, modulo 10000. Ids are ASCII, so a character is a byte. Twin of
 * collector/widgets/arms.py; tests/contract/decide.json holds both.
 * @param {string} text
 */
export function bucketOf(text) {
  let found = 2_166_136_261;
  for (let i = 0; i < text.length; i++) found = Math.imul(found ^ text.charCodeAt(i), 16_777_619);
  return (found >>> 0) % BUCKETS;
}

/**
 * The arm of the widget's test that a visitor is in: a variant with its triggers, or the name
 * "holdout"; undefined without a test, and for whom the device may not remember.
 * @param {Pick<SiteWidget, "id" | "variants" | "holdout">} widget @param {string | null} visitor
 * @returns {import("../../types/site").Arm | undefined}
 */
export function armOf({ id, variants = [], holdout = 0 }, visitor) {
  if (!visitor) return;
  const kept = holdout * 100;
  const place = bucketOf(visitor + id) - kept;
  if (place < 0) return ["holdout", 0];
  const total = variants.reduce((sum, [, weight]) => sum + weight, 0);
  let reached = 0;
  return variants.find(([, weight]) => {
    reached += weight;
    return place * total < reached * (BUCKETS - kept);
  });
}
