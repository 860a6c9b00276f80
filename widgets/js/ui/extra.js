/**
 * Fetches a part of ours once it is needed, with one more try, and uses it. Null when the network will
 * not, or the page has broken what it needs: who asks must then do without.
 * @template T, U
 * @param {() => Promise<T>} load an `import()` @param {(part: T) => U | Promise<U>} use
 * @returns {Promise<U | null>}
 */
export function extra(load, use) {
  return load()
    .catch(again)
    .then(use)
    .catch(() => null);

  /** @param {unknown} error @returns {Promise<T>} */
  async function again(error) {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    // Browsers before 2026 remember a module that failed to load; another address they try. Most name
    // the address that failed.
    const [url] = /https?:\S+\.js/.exec(String(error)) ?? [];
    return url ? import(`${url}?again`) : load();
  }
}
