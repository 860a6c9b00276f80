/** @import {Ctx} from "../../types/part" */

/** A code that is over is told so for a day: who comes back for it should not find a form without a word. */
const TOLD_MS = 86_400_000;

/**
 * The voucher that this device remembers, as the collector gave it; null for none. The name `kept` is the
 * engine's too: it writes there what a form brought, and brings the tab back on every page.
 * @param {Ctx} ctx
 */
export function kept({ memory }) {
  const voucher = memory.read("kept");
  if (!voucher?.code) return null;
  if (!(Date.parse(voucher.expires_at) + TOLD_MS < Date.now())) return voucher;
  memory.write("kept", null);
  return null;
}
