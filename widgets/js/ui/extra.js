/**
 * Fetches a part of ours once it is needed, with one more try. Null when the network will not: who
 * asks must then do without.
 * @template T
 * @param {() => Promise<T>} load an `import()`
 * @returns {Promise<T | null>}
 */
export function extra(load) {
  return load()
    .catch(again)
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
