import { quiet } from "./quiet.js";

/**
 * First-party storage under one prefix. Where the browser refuses (blocked, full, private), or the
 * caller does, values live as long as the page. What cannot be parsed is as good as missing.
 */
export class Store {
  /** @param {string} prefix @param {Storage} [disk] for tests */
  constructor(prefix, disk = quiet(() => window.localStorage)) {
    this._prefix = prefix;
    /** Undefined where it is blocked: each use then fails in a guard. @type {any} */
    this._disk = disk;
    /** @type {Map<string, string>} */
    this._memory = new Map();
  }

  /** @param {string} name @param {boolean} [lasting] false: only what this page knows @returns {any} null when missing or unreadable */
  read(name, lasting = true) {
    const key = this._prefix + name;
    return quiet(
      () => JSON.parse(this._memory.get(key) ?? (lasting && this._disk.getItem(key))),
      null,
    );
  }

  /** @param {string} name @param {unknown} value @param {boolean} [lasting] false: for this page only */
  write(name, value, lasting = true) {
    const key = this._prefix + name;
    const text = JSON.stringify(value);
    this._memory.set(key, text);
    if (!lasting) return;
    quiet(() => {
      this._disk.setItem(key, text);
      this._memory.delete(key);
    });
  }

  /**
   * True when there was something: of two tabs that settle one thing, one gets true.
   * @param {string} name
   */
  remove(name) {
    const found = this.read(name) !== null;
    this._memory.delete(this._prefix + name);
    quiet(() => this._disk.removeItem(this._prefix + name));
    return found;
  }

  /** The names that start so. @param {string} start */
  names(start) {
    const keys = [...this._memory.keys(), ...(quiet(() => Object.keys(this._disk)) ?? [])];
    const { length } = this._prefix;
    return keys
      .filter((key) => key.startsWith(this._prefix + start))
      .map((key) => key.slice(length));
  }
}
