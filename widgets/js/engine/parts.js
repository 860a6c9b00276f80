/** @import {Site, SiteWidget} from "../../types/site" */
/** @import {Content} from "../../types/part" */
/** @import {BoundPart} from "./bind.js" */
import { html } from "./html.js";

/** Fetches the code and the content of widgets, each once. */
export class Parts {
  /** @param {string} base @param {Site} site */
  constructor(base, site) {
    this._base = base;
    this._site = site;
    /** @type {Map<string, Promise<any>>} */
    this._loaded = new Map();
    this._failures = 0;
  }

  /** @param {SiteWidget} widget @returns {Promise<[BoundPart, Content]>} */
  load({ id, kind, part, content }) {
    return this._once(id, () => {
      const [own, ...shared] = part.split(" ");
      // At the same time: the part's own imports would begin when it has come.
      for (const hash of shared) this._code("ui", hash).catch(() => {});
      return Promise.all([this._code(kind, own), this._content(id, content)]);
    });
  }

  /** What only some sites decide by. @returns {Promise<typeof import("../decide.js")>} */
  decide() {
    return this._once("decide", () => this._code("decide", `${this._site.decide}`));
  }

  /** What weighs what was said of consent. @returns {Promise<typeof import("../consent.js")>} */
  consent() {
    return this._once("consent", () => this._code("consent", this._site.consent));
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

  /** @param {string} name @param {string} hash */
  _code(name, hash) {
    // Browsers before 2026 remember a module that failed to load; another address they try.
    const again = this._failures ? `?again=${this._failures}` : "";
    return import(`${this._base}/w/${name}.${hash}.js${again}`);
  }

  /** @param {string} id @param {string} hash @returns {Promise<Content>} */
  async _content(id, hash) {
    const { lang } = html();
    // The collector answers in the page's language, a static copy in all there are.
    const url = `${this._base}/s/${this._site.key}/${id}.${hash}.json?${lang}`;
    const response = await fetch(url, { credentials: "omit" });
    if (!response.ok) throw new Error(`content: ${response.status}`);
    return response.json();
  }
}
