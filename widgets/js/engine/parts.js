/** @import {SiteWidget} from "../../types/site" */
/** @import {Content} from "../../types/part" */
/** @import {BoundPart} from "./bind.js" */

/** Fetches the code and the content of widgets, each once. */
export class Parts {
  /** @param {string} base @param {string} key */
  constructor(base, key) {
    this._base = base;
    this._key = key;
    /** @type {Map<string, Promise<[BoundPart, Content]>>} */
    this._loaded = new Map();
    this._failures = 0;
  }

  /** A failure is forgotten: the next call tries again. @param {SiteWidget} widget */
  load(widget) {
    const known = this._loaded.get(widget.id);
    if (known) return known;
    const coming = this._fetch(widget).catch((error) => {
      this._failures++;
      this._loaded.delete(widget.id);
      throw error;
    });
    this._loaded.set(widget.id, coming);
    return coming;
  }

  /** @param {SiteWidget} widget @returns {Promise<[BoundPart, Content]>} */
  async _fetch({ part, content }) {
    // Browsers before 2026 remember a module that failed to load; another address they try.
    const again = this._failures ? `?again=${this._failures}` : "";
    const asked = fetch(`${this._base}/s/${this._key}/${content}`, { credentials: "omit" });
    return Promise.all([import(`${this._base}/w/${part}${again}`), asked.then(readJson)]);
  }
}

/** @param {Response} response */
function readJson(response) {
  if (!response.ok) throw new Error(`content: ${response.status}`);
  return response.json();
}
