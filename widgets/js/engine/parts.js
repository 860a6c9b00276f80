/** @import {Site, SiteWidget} from "../../types/site" */
/** @import {Content} from "../../types/part" */
/** @import {BoundPart} from "./bind.js" */

/** Fetches the code and the content of widgets, each once. */
export class Parts {
  /** @param {string} base @param {Site} site */
  constructor(base, { key, decide }) {
    this._base = base;
    this._key = key;
    this._decide = decide;
    /** @type {Map<string, Promise<any>>} */
    this._loaded = new Map();
    this._failures = 0;
  }

  /** @param {SiteWidget} widget @returns {Promise<[BoundPart, Content]>} */
  load({ id, part, content }) {
    return this._once(id, () => Promise.all([this._code(part), this._content(content)]));
  }

  /** What only some sites decide by. @returns {Promise<typeof import("../decide.js")>} */
  decide() {
    return this._once("", () => this._code(`${this._decide}`));
  }

  /**
   * A failure is forgotten: the next call tries again.
   * @template T @param {string} name @param {() => Promise<T>} fetch @returns {Promise<T>}
   */
  _once(name, fetch) {
    const known = this._loaded.get(name);
    if (known) return known;
    const coming = fetch().catch((error) => {
      this._failures++;
      this._loaded.delete(name);
      throw error;
    });
    this._loaded.set(name, coming);
    return coming;
  }

  /** @param {string} file */
  _code(file) {
    // Browsers before 2026 remember a module that failed to load; another address they try.
    const again = this._failures ? `?again=${this._failures}` : "";
    return import(`${this._base}/w/${file}${again}`);
  }

  /** @param {string} file @returns {Promise<Content>} */
  async _content(file) {
    // The collector answers in the page's language, a static copy in all there are.
    const url = `${this._base}/s/${this._key}/${file}?${document.documentElement.lang}`;
    const response = await fetch(url, { credentials: "omit" });
    if (!response.ok) throw new Error(`content: ${response.status}`);
    return response.json();
  }
}
