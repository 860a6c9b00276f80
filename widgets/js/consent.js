/** @import {Gate} from "./engine/gate.js" */
import { listenToTools } from "./consent/signals.js";
import { CONSENT } from "./engine/gate.js";

/**
 * What the visitor has allowed. Each is undefined until someone says.
 * @typedef {{storage?: boolean, ads?: boolean}} Choice
 */

/**
 * What was said of consent. The page's own word on this page counts first, then what its consent tools
 * say, then the word of an earlier page.
 */
export class Consent {
  /** @param {Gate} gate */
  constructor({ mode, store, changed }) {
    this._mode = mode;
    this._store = store;
    this._changed = changed;
    /** @type {Choice} */
    this._said = {};
    /** @type {Choice} */
    const kept = store.read(CONSENT);
    this._kept = Object.assign({}, ...[kept].flat().map(clean));
    /** Said on a page that was left before it could be weighed: what follows from it does so now. */
    this._late = Array.isArray(kept);
    if (this._late) this._keep();
    this._tools = listenToTools(() => this.look());
    this._before = this.choice("storage");
  }

  /** @param {"storage" | "ads"} purpose */
  choice(purpose) {
    return this._said[purpose] ?? this._tools()[purpose] ?? this._kept[purpose];
  }

  /** By the page itself: what is kept on the device must go. */
  get refused() {
    return this._said.storage === false || (this._late && this._kept.storage === false);
  }

  /** Tells of what has changed since the last look. */
  look() {
    const before = this._before;
    const now = this.choice("storage");
    this._before = now;
    if (before !== now) this._changed(!!before && !now);
  }

  /** @param {unknown} said see `Gate.set` */
  set(said) {
    this._said = { ...this._said, ...clean(said) };
    this._kept = { ...this._kept, ...this._said };
    this._before = this.choice("storage");
    this._keep();
  }

  _keep() {
    // Where silence already means no, a refusal needs no trace on the device.
    if (this._mode === "wait" && !this._kept.storage) this._store.remove(CONSENT);
    else this._store.write(CONSENT, this._kept);
  }
}

/** @param {any} said one word for all, or one for each @returns {Choice} */
function clean(said) {
  /** @type {Choice} */
  const choice = {};
  for (const purpose of /** @type {const} */ (["storage", "ads"])) {
    const word = typeof said === "object" ? said?.[purpose] : said;
    if (word === true || word === "granted") choice[purpose] = true;
    if (word === false || word === "denied") choice[purpose] = false;
  }
  return choice;
}
