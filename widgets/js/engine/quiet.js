// The host page must never notice us: whatever touches its globals goes through here.

/**
 * The result of `run`, or `fallback` when it throws.
 * @template T @template F
 * @param {() => T} run @param {F} [fallback]
 * @returns {T | F}
 */
export function quiet(run, fallback) {
  try {
    return run();
  } catch {
    return /** @type {F} */ (fallback);
  }
}

/**
 * Adds a listener whose errors stay here.
 * @param {EventTarget | null | undefined} target @param {string} type
 * @param {(event: any) => unknown} heard @param {AddEventListenerOptions} [options]
 */
export function listen(target, type, heard, options) {
  target?.addEventListener(type, (event) => quiet(() => heard(event)), options);
}

/**
 * @param {() => unknown} run @param {number} [ms]
 * @returns {ReturnType<typeof setTimeout>}
 */
export function later(run, ms) {
  return setTimeout(() => quiet(run), ms);
}
